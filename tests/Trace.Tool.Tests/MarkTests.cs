using System.Text.Json;
using Google.Protobuf;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Tool.Tests;

/// <summary>Goods and a party of which one entry is disputed and the next is late. Said once for a whole class.</summary>
public sealed class MarkedTea(PostgresFixture postgres) : IAsyncLifetime
{
    public static readonly string Item = Parties.Item("S1");

    public TracedLedger Ledger { get; } = new(postgres);

    /// <summary>The disputed entry about a subject.</summary>
    public Dictionary<string, ulong> Disputed { get; } = [];

    /// <summary>The late one.</summary>
    public Dictionary<string, ulong> Late { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await Ledger.InitializeAsync();
        await using var client = Ledger.Service.Connect();
        await Ledger.Service.RegisterAsync(client, Parties.Shop, Parties.Prefix, Role.Producer, Role.Seller);
        await SayAsync(Parties.Shop, Role.Administrator, new Pledge { Kind = PledgeKind.Genuine, Document = new Document { Sha256 = ByteString.CopyFrom(new byte[32]), MediaType = "text/plain" } });
        await SayAsync(Item, Role.Seller, new Shipment { Parcel = Parties.Parcel, From = "350000", To = "440000" });

        async Task SayAsync(string subject, Role role, IMessage payload)
        {
            Disputed[subject] = (await Ledger.Service.RecordDisputedAsync(client, Parties.Shop, role, SubjectKey.Parse(subject), payload)).Entry.Index;
            Late[subject] = (await Ledger.Service.RecordLateAsync(client, Parties.Shop, role, SubjectKey.Parse(subject), payload)).Entry.Index;
        }
    }

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();
}

/// <summary>What is late or disputed is marked wherever the tool shows it.</summary>
public class MarkTests(MarkedTea tea) : IClassFixture<MarkedTea>
{
    public static TheoryData<string> Subjects => [Parties.Shop, MarkedTea.Item];

    [Theory]
    [MemberData(nameof(Subjects))]
    public async Task Shown_to_read_a_line_of_the_table_and_one_below_it_say_so(string subject)
    {
        var lines = (await tea.Ledger.DoAsync("show", subject, "--lang", "en")).Output.Split('\n');

        foreach (var (word, index) in new[] { ("Disputed", tea.Disputed[subject]), ("Late", tea.Late[subject]) })
        {
            Assert.Contains($"! {word}, entry {index}:", string.Join('\n', lines), StringComparison.Ordinal);
            Assert.Single(lines, line => !line.StartsWith('!') && line.Contains(word, StringComparison.Ordinal) && line.Contains($" {index} ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Subjects))]
    public async Task Shown_to_a_program_each_entry_bears_its_mark(string subject)
    {
        var entries = (await tea.Ledger.DoAsync("show", subject, "--json")).Json.GetProperty("entries").EnumerateArray().ToList();

        Assert.Equal([tea.Disputed[subject]], Flagged(entries, "Disputed"));
        Assert.Equal([tea.Late[subject]], Flagged(entries, "Late"));
    }

    [Theory]
    [MemberData(nameof(Subjects))]
    public async Task A_history_that_is_verified_is_verified_with_its_marks(string subject)
    {
        var text = (await tea.Ledger.DoAsync("verify", subject)).Output;
        var answer = (await tea.Ledger.DoAsync("verify", subject, "--json")).Json;

        Assert.Contains($"! entry {tea.Disputed[subject]}: disputed", text, StringComparison.Ordinal);
        Assert.Contains($"! entry {tea.Late[subject]}: late", text, StringComparison.Ordinal);
        Assert.Equal([tea.Disputed[subject]], Indexes(answer, "disputed"));
        Assert.Equal([tea.Late[subject]], Indexes(answer, "late"));
    }

    [Fact]
    public async Task A_partys_statements_are_listed_with_their_marks()
    {
        var text = (await tea.Ledger.DoAsync("party", "show", Parties.Shop)).Output.Split('\n');
        var answer = (await tea.Ledger.DoAsync("party", "show", Parties.Shop, "--json")).Json.GetProperty("statements").EnumerateArray().ToList();

        Assert.Single(text, line => line.Contains($"entry {tea.Disputed[Parties.Shop]} ", StringComparison.Ordinal) && line.EndsWith("[disputed]", StringComparison.Ordinal));
        Assert.Single(text, line => line.Contains($"entry {tea.Late[Parties.Shop]} ", StringComparison.Ordinal) && line.EndsWith("[late]", StringComparison.Ordinal));
        Assert.Equal([tea.Disputed[Parties.Shop]], Flagged(answer, "Disputed"));
        Assert.Equal([tea.Late[Parties.Shop]], Flagged(answer, "Late"));
    }

    [Fact]
    public async Task Who_had_it_is_told_with_the_marks_of_what_that_rests_on()
    {
        var text = (await tea.Ledger.DoAsync("responsible", MarkedTea.Item, "--lang", "en")).Output;
        var answer = (await tea.Ledger.DoAsync("responsible", MarkedTea.Item, "--json")).Json;

        Assert.Contains($"{tea.Disputed[MarkedTea.Item]} (Disputed)", text, StringComparison.Ordinal);
        Assert.Contains($"{tea.Late[MarkedTea.Item]} (Late)", text, StringComparison.Ordinal);
        Assert.Equal([tea.Disputed[MarkedTea.Item]], Indexes(answer, "disputed"));
        Assert.Equal([tea.Late[MarkedTea.Item]], Indexes(answer, "late"));
    }

    [Theory]
    [MemberData(nameof(Subjects))]
    public async Task A_case_file_marks_each_entry(string subject)
    {
        foreach (var (language, disputed, late) in new[] { ("zh", "存疑", "密钥停用后补录"), ("en", "Disputed", "Late") })
        {
            var folder = Path.Combine(tea.Ledger.Folder, $"case-{language}-{subject.Replace('/', '-')}");
            var answer = (await tea.Ledger.DoAsync("case", subject, "--out", folder, "--lang", language, "--json")).Json;

            // A line of its own below the entry's kind; the remarks before the entries say it in a sentence.
            var lines = PdfText.OfFile(answer.GetProperty("document").GetString()!).Split('\n').Select(line => line.Trim());
            Assert.Equal([disputed, late], lines.Where(line => line == disputed || line == late));
        }
    }

    private static List<ulong> Flagged(IEnumerable<JsonElement> entries, string mark) =>
        [.. entries.Where(entry => entry.GetProperty("flags").EnumerateArray().Any(flag => flag.GetString() == mark)).Select(entry => entry.GetProperty("index").GetUInt64())];

    private static List<ulong> Indexes(JsonElement answer, string property) => [.. answer.GetProperty(property).EnumerateArray().Select(index => index.GetUInt64())];
}
