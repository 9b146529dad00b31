using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SkiaSharp;
using Trace.LabelPrinter;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Outputs;
using Trace.LabelPrinter.Serving;
using Trace.Symbols;

namespace Trace.Labels.Tests;

/// <summary>The page and local mode as browsers meet them: real HTTP on loopback, and a printer's port that keeps the bytes.</summary>
public sealed class ServeTests : IAsyncLifetime
{
    private const string Site = "https://192.168.1.20:8443";
    private const string Item = "01/06901234567892/21/8F3KZQ2M77XD";
    private const string Code = "0123456789ABCDEFGHJ";

    private readonly string _folder = Directory.CreateTempSubdirectory("trace-serve-").FullName;
    private readonly KeepingListener _printer = new();
    private LocalServer _server = null!;
    private HttpClient _browser = null!;

    private static string Claim => Code + Domain.Barcodes.LuhnMod32.CheckCharacter(Code);

    public async ValueTask InitializeAsync()
    {
        var printer = $"tcp:127.0.0.1:{_printer.Port}";
        _server = await LocalServer.StartAsync(
            new ServeSettings
            {
                Port = 0,
                Printers = [(printer, Destination.Parse(printer, "tspl"))],
                Origin = Site,
                Address = PublicAddress.Of("https://trace.example"),
                Token = Token.Load(_folder, renew: false),
                OpenJournal = () => new Journal(Path.Combine(_folder, "labels.db")),
            },
            TestContext.Current.CancellationToken);
        _browser = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_server.Port}") };
        _browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new Uri(_server.OpeningAddress).Fragment[1..]);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _server.DisposeAsync();
        _printer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_page_runs_no_script_but_its_own_and_is_in_the_readers_language()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept-Language", "en-GB,zh;q=0.5" } } };
        using var english = await _browser.SendAsync(asked, TestContext.Current.CancellationToken);
        var chinese = await _browser.GetStringAsync("/", TestContext.Current.CancellationToken);
        var html = await english.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("script-src 'self';", english.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", english.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Empty(Regex.Matches(html, "<script(?! type=\"module\" src=\"/assets/labels.js\"></script>)|<style| on[a-z]+=| style="));
        Assert.Contains("lang=\"en\"", html, StringComparison.Ordinal);
        Assert.Contains("lang=\"zh-CN\"", chinese, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", html + chinese, StringComparison.Ordinal);
        Assert.DoesNotContain(new Uri(_server.OpeningAddress).Fragment[1..], html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_token_nothing_is_told_and_nothing_printed()
    {
        using var stranger = new HttpClient { BaseAddress = _browser.BaseAddress };
        using var state = await stranger.GetAsync("/api/state", TestContext.Current.CancellationToken);
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new string('A', 32));
        using var print = await stranger.PostAsJsonAsync("/api/station", Station(false, ItemLabel(Item)), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (state.StatusCode, print.StatusCode));
        Assert.Empty(_printer.Jobs);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://192.168.1.20:8444")]
    [InlineData("Origin", "http://192.168.1.20:8443")]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1")]
    public async Task Another_web_site_and_another_name_for_this_machine_get_nowhere_even_with_the_token(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/station") { Content = JsonContent.Create(Station(false, ItemLabel(Item))) };
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await _browser.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Empty(_printer.Jobs);
    }

    [Fact]
    public async Task The_one_site_is_told_that_it_may_ask_and_a_machines_own_network_too()
    {
        using var before = new HttpRequestMessage(HttpMethod.Options, "/api/station")
        {
            Headers = { { "Origin", Site }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "authorization,content-type" }, { "Access-Control-Request-Private-Network", "true" } },
        };
        using var answer = await _browser.SendAsync(before, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Site, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", answer.Headers.GetValues("Access-Control-Allow-Private-Network").Single());
        Assert.Contains("authorization", answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_stations_labels_come_out_once_and_again_only_where_that_is_asked_for()
    {
        var order = new[] { ItemLabel(Item), new StationLabel("parcel", "", "069012345000000011", "", "", ""), new StationLabel("insert", "00/069012345000000011", Claim, "白牡丹", "", "SF …3333") };

        var first = await StationAsync(false, order);
        var second = await StationAsync(false, order);
        var third = await StationAsync(true, order);

        Assert.Equal((3, 0), (first.GetProperty("printed").GetInt32(), first.GetProperty("before").GetArrayLength()));
        // The journal knows no insert: its code is a secret, and printing it twice shows the same code.
        Assert.Equal((1, 2), (second.GetProperty("printed").GetInt32(), second.GetProperty("before").GetArrayLength()));
        Assert.Equal(3, third.GetProperty("printed").GetInt32());
        using var journal = new Journal(Path.Combine(_folder, "labels.db"));
        Assert.Equal((LabelState.Printed, 1), (journal.Label(Item)!.State, journal.Label(Item)!.Reprints));
        Assert.Equal([3, 1, 3], _printer.Jobs.Select(job => Encoding.Latin1.GetString(job).Split("PRINT 1,1").Length - 1));
        Assert.Contains($"https://trace.example/{Item}", ReadBack(_printer.Jobs[0])[0]);
        Assert.Contains("00069012345000000011", ReadBack(_printer.Jobs[0])[1]);
        Assert.Contains($"https://trace.example/00/069012345000000011#{Claim}", ReadBack(_printer.Jobs[0])[2]);
    }

    [Fact]
    public async Task A_claim_code_is_on_its_label_and_in_no_file_of_this_program()
    {
        await StationAsync(false, new StationLabel("insert", "00/069012345000000011", Claim, "", "", "SF …3333"));
        using var wrong = await _browser.PostAsJsonAsync("/api/station", Station(false, new StationLabel("insert", "00/069012345000000011", Claim[..^1] + (Claim[^1] == 'A' ? 'B' : 'A'), "", "", "")), TestContext.Current.CancellationToken);

        var said = await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.DoesNotContain(Claim[..^1], said, StringComparison.Ordinal);
        Assert.Single(_printer.Jobs);
        Assert.All(Directory.EnumerateFiles(_folder), file => Assert.DoesNotContain(Claim, Encoding.Latin1.GetString(ReadShared(file)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_printer_that_is_off_is_named_and_what_may_have_come_out_is_asked_about()
    {
        _printer.Dispose();
        using var failed = await _browser.PostAsJsonAsync("/api/station", Station(false, ItemLabel(Item)), TestContext.Current.CancellationToken);
        var again = await StationAsync(false, ItemLabel(Item));

        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        Assert.Contains($"127.0.0.1:{_printer.Port}", await failed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal([Item], again.GetProperty("before").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task The_page_prints_items_with_serials_of_their_own_and_hands_out_files()
    {
        var fields = new Dictionary<string, string> { ["gtin"] = "6901234567892", ["name.zh"] = "福鼎白茶", ["lot"] = "L1" };
        var printer = $"tcp:127.0.0.1:{_printer.Port}";
        using var printed = await _browser.PostAsJsonAsync("/api/print", new PageOrder("item-60x40", 203, printer, false, 3, fields), TestContext.Current.CancellationToken);
        using var file = await _browser.PostAsJsonAsync("/api/print", new PageOrder("item-60x40", 203, "pdf", true, 2, fields), TestContext.Current.CancellationToken);
        using var preview = await _browser.PostAsJsonAsync("/api/preview", new PageOrder("item-60x40", 203, "png", false, 1, fields), TestContext.Current.CancellationToken);
        using var wrong = await _browser.PostAsJsonAsync("/api/print", new PageOrder("item-60x40", 203, printer, false, 1, new Dictionary<string, string> { ["gtin"] = "6901234567893" }), TestContext.Current.CancellationToken);

        Assert.Equal(3, (await printed.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("printed").GetInt32());
        var serials = ReadBack(Assert.Single(_printer.Jobs)).Select(texts => texts.Single(text => text.Contains("/21/", StringComparison.Ordinal))).ToList();
        Assert.Equal(3, serials.Distinct().Count());
        Assert.StartsWith("%PDF", Encoding.ASCII.GetString(await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), 0, 4), StringComparison.Ordinal);
        Assert.Equal("labels-2.pdf", file.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal((480, 320), SizeOf(await preview.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("check digit", await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_is_its_owners_alone_and_stays_until_another_is_asked_for()
    {
        var token = Token.Load(_folder, renew: false);

        Assert.Equal(token, Token.Load(_folder, renew: false));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "labels.token")));
        Assert.NotEqual(token, Token.Load(_folder, renew: true));
    }

    [Theory]
    [InlineData("https://shop.example/dispatch", "https://shop.example")]
    [InlineData("https://SHOP.example:443/", "https://shop.example")]
    [InlineData("http://192.168.1.20:8080", "http://192.168.1.20:8080")]
    public void An_origin_is_read_as_browsers_write_it(string typed, string origin) => Assert.Equal(origin, Guard.OriginOf(typed));

    [Theory]
    [InlineData("*")]
    [InlineData("shop.example")]
    [InlineData("file:///etc")]
    [InlineData("https://shop.example/other")]
    public void What_is_no_web_site_is_no_origin(string typed) => Assert.Throws<Tool.UsageException>(() => Guard.OriginOf(typed));

    private static StationLabel ItemLabel(string subject) => new("item", subject, "L1", "福鼎白茶 白牡丹", "White Peony", "");

    private static StationOrder Station(bool again, params StationLabel[] labels) => new(labels, again);

    private async Task<JsonElement> StationAsync(bool again, params StationLabel[] labels)
    {
        using var answer = await _browser.PostAsJsonAsync("/api/station", Station(again, labels), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    // SQLite holds its files open.
    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static (int, int) SizeOf(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        return (bitmap.Width, bitmap.Height);
    }

    // What each label of a job says to a reader, from the bitmap that the printer would burn.
    private static List<string[]> ReadBack(byte[] job)
    {
        using var reader = new BarcodeReader(new BarcodeReaderOptions { Engines = 1 });
        return [.. Burnt.Of(job).Select(label => reader.Read(label.ToPicture()).Select(read => read.Text).ToArray())];
    }
}
