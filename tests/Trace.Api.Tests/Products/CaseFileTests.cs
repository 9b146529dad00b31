using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Api.Tests.Ledger;
using Trace.Documents.Cases;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Products;

/// <summary>The case file that a page offers.</summary>
public class CaseFileTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));
    private static readonly SubjectKey Lot = SubjectKey.ForLot(Product, "L%1");

    [Fact]
    public async Task A_page_gives_its_document_and_a_proof_of_each_history_that_holds()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var http = new HttpClient { BaseAddress = service.Http };
        var shop = await service.RegisterAsync(client, "party/gln/9521111100003", "95211111", Role.Producer, Role.Seller);
        await client.RecordAsync(shop.Make(Product, new Listing { Name = new Text { Zh = "福鼎茶" } }), cancellation);
        await client.RecordAsync(shop.Make(Lot, new Listing { Name = new Text { Zh = "福鼎茶 头采" } }), cancellation);

        var page = await http.GetStringAsync(new Uri($"/{Lot}", UriKind.Relative), cancellation);
        Assert.Contains($"/case/{Lot}", page, StringComparison.Ordinal);
        using var zip = new ZipArchive(await http.GetStreamAsync(new Uri($"/case/{Lot}?lang=zh", UriKind.Relative), cancellation));

        Assert.Equal(3, zip.Entries.Count);
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(await ReadAsync(zip.GetEntry("case.pdf")!)), StringComparison.Ordinal);
        var policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes(service.Services.GetRequiredService<LogOptions>().TrustPolicy));
        foreach (var proof in zip.Entries.Where(entry => entry.Name.EndsWith(".tlog-proof", StringComparison.Ordinal)))
        {
            Assert.True(HistoryProof.TryVerify(TlogProof.Parse(await ReadAsync(proof)), policy, thorough: true, out _, out var failures), string.Join("; ", failures));
        }

        using var nothing = await http.GetAsync(new Uri($"/case/{Lot}?entry=0", UriKind.Relative), cancellation);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task A_history_longer_than_one_answer_is_proven_whole()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var http = new HttpClient { BaseAddress = service.Http };
        var shop = await service.RegisterAsync(client, "party/gln/9521111100003", "95211111", Role.Producer);
        const int Entries = HistoryReader.MostEntries + 1;
        await Task.WhenAll(Enumerable.Range(0, Entries).Select(_ => client.RecordAsync(shop.Make(Product, new Listing { Name = new Text { Zh = "福鼎茶" } }), cancellation)));

        using var zip = new ZipArchive(await http.GetStreamAsync(new Uri($"/case/{Product}?lang=en", UriKind.Relative), cancellation));

        var policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes(service.Services.GetRequiredService<LogOptions>().TrustPolicy));
        var proof = TlogProof.Parse(await ReadAsync(zip.Entries.Single(entry => entry.Name.EndsWith(".tlog-proof", StringComparison.Ordinal))));
        Assert.True(HistoryProof.TryVerify(proof, policy, thorough: true, out var history, out var failures), string.Join("; ", failures));
        Assert.Equal(Entries, history.Entries.Count);
        Assert.DoesNotContain("./trace case", PdfText.Of(await ReadAsync(zip.GetEntry("case.pdf")!)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh", "本文件未附 01/09521111100010 的证明", true)]
    [InlineData("en", "No proof of 01/09521111100010 lies beside this document", true)]
    [InlineData("en", "larger than a proof may be", false)]
    public void What_no_file_beside_it_proves_is_named_with_what_makes_the_proof(string language, string says, bool canBeMade)
    {
        using var pdf = new MemoryStream();
        CasePdf.Write(new CaseFile($"{Product}", "", "ledger", "log", "key", 1, "root", DateTimeOffset.UnixEpoch, false, [], [], [], [], [new CaseUnproven($"{Product}", canBeMade)]), language, pdf);

        var text = PdfText.Of(pdf.ToArray());
        Assert.Contains(says, text, StringComparison.Ordinal);
        Assert.Equal(canBeMade, text.Contains($"./trace case {Product} --out FOLDER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entries_are_chosen_on_a_page_that_needs_no_script()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var http = new HttpClient { BaseAddress = service.Http };
        var shop = await service.RegisterAsync(client, "party/gln/9521111100003", "95211111", Role.Producer, Role.Seller);
        var first = await client.RecordAsync(shop.Make(Product, new Listing { Name = new Text { Zh = "福鼎茶" } }), cancellation);
        var second = await client.RecordAsync(shop.Make(Product, new Listing { Name = new Text { Zh = "福鼎白茶" } }), cancellation);

        Assert.Contains($"/case/{Product}?choose", await http.GetStringAsync(new Uri($"/{Product}", UriKind.Relative), cancellation), StringComparison.Ordinal);
        var page = await http.GetStringAsync(new Uri($"/case/{Product}?choose&lang=en", UriKind.Relative), cancellation);
        using var one = new ZipArchive(await http.GetStreamAsync(new Uri($"/case/{Product}?entry={second.Entry.Index}&lang=en", UriKind.Relative), cancellation));
        using var both = new ZipArchive(await http.GetStreamAsync(new Uri($"/case/{Product}?lang=en", UriKind.Relative), cancellation));

        Assert.Contains($"<form class=\"choose\" action=\"/case/{Product}\" method=\"get\">", page, StringComparison.Ordinal);
        Assert.All([first, second], recorded => Assert.Contains($"name=\"entry\" value=\"{recorded.Entry.Index}\"", page, StringComparison.Ordinal));
        Assert.DoesNotContain("case.choose", page, StringComparison.Ordinal);
        Assert.True((await ReadAsync(one.GetEntry("case.pdf")!)).Length < (await ReadAsync(both.GetEntry("case.pdf")!)).Length, "what was not chosen is in it");
    }

    [Theory]
    [InlineData("zh", "存疑", "补录")]
    [InlineData("en", "Disputed", "Recorded late")]
    public async Task What_is_late_or_disputed_is_marked_at_its_entry(string language, string disputed, string late)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var http = new HttpClient { BaseAddress = service.Http };
        const string Party = "party/gln/9521111100003";
        await service.RegisterAsync(client, Party, "95211111", Role.Producer);
        var listing = new Listing { Name = new Text { Zh = "福鼎茶", En = "Fuding tea" } };
        await service.RecordDisputedAsync(client, Party, Role.Producer, Product, listing);
        await service.RecordLateAsync(client, Party, Role.Producer, Product, listing);

        using var zip = new ZipArchive(await http.GetStreamAsync(new Uri($"/case/{Product}?lang={language}", UriKind.Relative), cancellation));

        // A line of its own below the entry's kind; the remarks before the entries say it in a sentence.
        var lines = PdfText.Of(await ReadAsync(zip.GetEntry("case.pdf")!)).Split('\n').Select(line => line.Trim());
        Assert.Equal([disputed, late], lines.Where(line => line == disputed || line == late));
    }

    private static async Task<byte[]> ReadAsync(ZipArchiveEntry entry)
    {
        await using var from = await entry.OpenAsync(TestContext.Current.CancellationToken);
        using var to = new MemoryStream();
        await from.CopyToAsync(to, TestContext.Current.CancellationToken);
        return to.ToArray();
    }
}
