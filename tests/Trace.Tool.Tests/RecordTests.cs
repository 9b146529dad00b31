using System.Text.Json;
using Trace.Api.Tests;
using Trace.Domain.Ledger;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary>How a statement is put together: flags, files, special keys, and sending later.</summary>
public class RecordTests(RecordTests.Shopping ledger) : IClassFixture<RecordTests.Shopping>
{
    [Fact]
    public async Task A_dry_run_shows_the_statement_and_sends_nothing()
    {
        var ran = await ledger.DoAsync("record", "sale", "--key", "shop", "--subject", Item("DRY"), "--dry-run", "--json");

        Assert.Equal(64, ran.Text("identity").Length);
        Assert.Equal(Item("DRY"), ran.Json.GetProperty("statement").GetProperty("subject").GetString());
        Assert.Equal(1, (await ledger.RunAsync("show", Item("DRY"))).Code);
    }

    [Fact]
    public async Task A_statement_is_signed_offline_and_sent_later_with_what_it_commits_to()
    {
        var (policy, file) = (Path.Combine(ledger.Folder, "offline.policy"), Path.Combine(ledger.Folder, "sale.signed"));
        await ledger.DoAsync("policy", "-o", policy);
        var signed = await ledger.DoAsync("record", "sale", "--key", "shop", "--subject", Item("LATER"), "--sealed", """{"orderReference":"PO-7"}""", "--out", file, "--policy", policy, "--server", "http://localhost:1", "--json");

        var sent = await ledger.DoAsync("record", "--signed", file, "--json");
        var again = await ledger.DoAsync("record", "--signed", file, "--json");

        Assert.Equal(signed.Text("identity"), sent.Text("identity"));
        Assert.Equal(24 - 1, signed.Text("claimCode").Length);
        Assert.Equal(["sealed"], sent.Json.GetProperty("disclosed").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal(sent.Json.GetProperty("index").GetUInt64(), again.Json.GetProperty("index").GetUInt64());
    }

    [Fact]
    public async Task What_can_not_be_sent_is_kept_and_sent_again_by_its_file()
    {
        var policy = Path.Combine(ledger.Folder, "kept.policy");
        await ledger.DoAsync("policy", "-o", policy);
        var failed = await ledger.RunAsync("record", "sale", "--key", "shop", "--subject", Item("KEPT"), "--policy", policy, "--server", "http://localhost:1");

        Assert.Equal(3, failed.Code);
        Assert.Contains("claimCode", failed.Error, StringComparison.Ordinal);
        var kept = Directory.GetFiles(Path.Combine(ledger.Folder, "state", "outbox")).Single(path => failed.Error.Contains(path, StringComparison.Ordinal));
        await ledger.DoAsync("record", "--signed", kept);
        await ledger.DoAsync("verify", Item("KEPT"));
    }

    [Fact]
    public async Task A_payload_comes_from_a_file_and_flags_go_over_it()
    {
        var file = ledger.Write("listing.json", """{"name":{"zh":"白牡丹"},"category":"CATEGORY_TEA","label":{"madeOn":20260401}}""");
        var ran = await ledger.DoAsync("record", "listing", "--key", "shop", "--subject", $"{Product}/10/L1", "--file", file, "--name.en", "White Peony", "--dry-run", "--json");
        var listing = ran.Json.GetProperty("statement").GetProperty("listing");

        Assert.Equal("白牡丹", listing.GetProperty("name").GetProperty("zh").GetString());
        Assert.Equal("White Peony", listing.GetProperty("name").GetProperty("en").GetString());
        Assert.Equal(20260401, listing.GetProperty("label").GetProperty("madeOn").GetInt32());
    }

    [Fact]
    public async Task What_was_shipped_long_ago_and_never_arrived_is_flagged_by_the_readers_clock()
    {
        async Task<List<string?>> FlagsAsync(string serial, TimeSpan ago)
        {
            var time = UnixMicroseconds.Of(DateTimeOffset.UtcNow - ago);
            await ledger.DoAsync("record", "sale", "--key", "shop", "--subject", Item(serial));
            var json = JsonSerializer.Serialize(new { subject = Item(serial), time = time.ToString(System.Globalization.CultureInfo.InvariantCulture), offset = 480, nonce = Convert.ToBase64String(new byte[16].Select((_, i) => (byte)(i + serial.Length)).ToArray()), shipment = new { parcel = serial == "OFLATE" ? "00/095212340000000013" : "00/095212340000000020", from = "350000", to = "110000" } });
            var shipped = await ledger.RunWithAsync(json, "record", "shipment", "--key", "shop", "--file", "-", "--json");
            Assert.True(shipped.Code == 0, shipped.Error);
            return [.. (await ledger.DoAsync("show", Item(serial), "--json")).Json.GetProperty("flags").EnumerateArray().Select(flag => flag.GetProperty("kind").GetString())];
        }

        Assert.Contains("NotArrived", await FlagsAsync("LONGAGO", TimeSpan.FromDays(20)));
        Assert.DoesNotContain("NotArrived", await FlagsAsync("OFLATE", TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task A_whole_statement_comes_from_standard_input_and_is_recorded_once_however_often_it_is_sent()
    {
        var json = JsonSerializer.Serialize(new { subject = Product, time = "1777000000000000", offset = 480, nonce = Convert.ToBase64String(new byte[16].Select((_, i) => (byte)i).ToArray()), listing = new { name = new { zh = "寿眉" } } });
        string[] arguments = ["record", "listing", "--key", "shop", "--file", "-", "--json"];
        var (first, second) = (await ledger.RunWithAsync(json, arguments), await ledger.RunWithAsync(json, arguments));

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Equal(first.Text("identity"), second.Text("identity"));
        Assert.Equal(first.Json.GetProperty("index").GetUInt64(), second.Json.GetProperty("index").GetUInt64());
    }

    [Fact]
    public async Task Repeated_messages_are_typed_as_fields_or_as_JSON()
    {
        const string Parcel = "00/095200000000000028";
        var ran = await ledger.DoAsync("record", "sale", "--key", "shop", "--subject", Parcel, "--lines", $"subject={Product},line=1", "--lines", $$"""{"subject":"{{Product}}/10/L1","line":2}""",
            "--sealed.quantities", "thousandths=2000,unit=piece", "--sealed.quantities", "thousandths=500,unit=kilogram", "--dry-run", "--json");

        Assert.Equal(2, ran.Json.GetProperty("statement").GetProperty("sale").GetProperty("lines").GetArrayLength());
        Assert.Equal("UNIT_KILOGRAM", ran.Json.GetProperty("sealedContent").GetProperty("quantities")[1].GetProperty("unit").GetString());
    }

    [Fact]
    public async Task A_report_is_followed_up_by_the_key_that_was_made_for_its_author()
    {
        var report = await ledger.DoAsync("record", "report", "--subject", Product, "--category", "counterfeit", "--text", "包装是假的", "--json");
        var followUp = await ledger.DoAsync("record", "follow-up", "--subject", Product, "--text", "另见照片", "--json");

        Assert.True(File.Exists(report.Text("keyFile")));
        Assert.Equal("follow_up", followUp.Text("kind"));
    }

    [Fact]
    public async Task A_document_is_named_by_its_file()
    {
        var document = ledger.Write("recall.pdf", "instructions");
        var ran = await ledger.DoAsync("record", "recall", "--key", "shop", "--subject", Product, "--reason", "wrong-label", "--hazard", "class-3", "--instructions.file", document, "--instructions.url", "https://shop.example/recall.pdf", "--dry-run", "--json");
        var instructions = ran.Json.GetProperty("statement").GetProperty("recall").GetProperty("instructions");

        Assert.Equal("application/pdf", instructions.GetProperty("mediaType").GetString());
        Assert.Equal(Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData("instructions"u8)), instructions.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task A_correction_and_a_flag_are_shown_with_their_entries_and_nothing_that_a_terminal_obeys()
    {
        const string Parcel = "00/095200000000000035";
        var item = Item("FLAGGED");
        await ledger.DoAsync("record", "sale", "--key", "shop", "--subject", item);
        var wrong = await ledger.DoAsync("record", "shipment", "--key", "shop", "--subject", item, "--parcel", Parcel, "--courier", Courier, "--json");
        var right = await ledger.DoAsync("record", "shipment", "--key", "shop", "--subject", item, "--parcel", Parcel, "--courier", Courier, "--to", "310000", "--json");
        var correction = await ledger.DoAsync("record", "correction", "--key", "shop", "--subject", item, "--target", wrong.Text("identity"), "--kind", "replaced", "--replacement", right.Text("identity"), "--reason", "typing", "--json");
        var receipt = await ledger.DoAsync("record", "receipt", "--key", "courier", "--subject", Parcel, "--manner", "recipient", "--agreed", "yes", "--shipment", right.Text("identity"), "--time", "2026-01-01T10:00:00+08:00", "--json");

        var shown = await ledger.DoAsync("show", item, "--lang", "en");
        var json = await ledger.DoAsync("show", item, "--json");

        Assert.Contains($"replaced by entry {correction.Json.GetProperty("index")}", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"Receipt before shipment, entry {receipt.Json.GetProperty("index")} with entry {right.Json.GetProperty("index")}", shown.Output, StringComparison.Ordinal);
        Assert.Contains("ReceiptBeforeShipment", json.Json.GetProperty("flags").EnumerateArray().Select(flag => flag.GetProperty("kind").GetString()));

        // The courier's registered name holds markup and a character that turns a line around.
        Assert.Contains("[red]Fast\uFFFD[/]", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', shown.Output);
        Assert.DoesNotContain('\u001b', shown.Output);
    }

    /// <summary>A ledger with a shop and a courier.</summary>
    public sealed class Shopping : IAsyncLifetime
    {
        private readonly TracedLedger _ledger;

        public Shopping(PostgresFixture postgres) => _ledger = new TracedLedger(postgres);

        public string Folder => _ledger.Folder;

        public async ValueTask InitializeAsync()
        {
            await _ledger.InitializeAsync();
            await _ledger.RegisterAsync("shop", Shop, "producer,seller", "--prefixes", Prefix);
            await _ledger.DoAsync("keys", "new", "courier", "--party", Courier);
            await _ledger.DoAsync("party", "register", Courier, "--name.en", "[red]Fast\u202E[/]", "--roles", "courier");
            await _ledger.DoAsync("party", "grant", "courier", "--roles", "courier");
            await _ledger.DoAsync("record", "listing", "--key", "shop", "--subject", Product, "--name.zh", "白毫银针");
        }

        public Task<Ran> DoAsync(params string[] arguments) => _ledger.DoAsync(arguments);

        public Task<Ran> RunAsync(params string[] arguments) => _ledger.RunAsync(arguments);

        public Task<Ran> RunWithAsync(string input, params string[] arguments) => _ledger.RunWithAsync(input, new Dictionary<string, string>(), arguments);

        public string Write(string name, string content) => _ledger.Write(name, content);

        public ValueTask DisposeAsync() => _ledger.DisposeAsync();
    }
}
