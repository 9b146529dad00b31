using System.Globalization;
using System.Text;
using System.Text.Json;
using Trace.Api.Tests;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Tool.Tests;
using InclusionProof = Trace.Domain.Ledger.InclusionProof;

namespace Trace.Labels.Tests;

/// <summary>The commands as they are typed, each a process: what they leave behind, also where they are broken off.</summary>
public sealed class CommandTests(PostgresFixture postgres) : IDisposable
{
    private static readonly string[] s_roll = ["items", "--gtin", "9521111100010", "--name-zh", "白牡丹", "--lot", "FD2604"];

    private readonly LabelProcess _labels = new();

    public void Dispose() => _labels.Dispose();

    [Theory]
    [InlineData("zpl", true, "^XA")]
    [InlineData("tspl", true, "PRINT 1,1")]
    [InlineData("pdf", false, "%PDF")]
    public async Task A_queue_of_CUPS_gets_every_byte_and_raw_commands_as_raw(string language, bool raw, string mark)
    {
        // A stand-in for CUPS's own program, which keeps what it is given.
        FakeLp("echo \"$@\" > \"$KEPT.said\"; cat >> \"$KEPT\"; echo 'request id is Zebra-1 (1 file(s))'");

        var ran = await RunLpAsync([.. s_roll, "--count", "3", "--to", "cups:Zebra", "--language", language]);

        Assert.Equal(0, ran.Code);
        Assert.Equal($"-d Zebra -t Trace labels {(raw ? "-o raw " : "")}-\n", await File.ReadAllTextAsync(_labels.At("kept.said"), TestContext.Current.CancellationToken));
        var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_labels.At("kept"), TestContext.Current.CancellationToken));
        Assert.Equal(raw ? 3 : 1, bytes.Split(mark).Length - 1);
    }

    [Fact]
    public async Task A_queue_that_refuses_is_named_with_its_words_and_its_labels_are_not_printed_again_by_themselves()
    {
        FakeLp("cat > /dev/null; echo 'lp: The printer or class does not exist.' >&2; exit 1");

        var refused = await RunLpAsync([.. s_roll, "--count", "3", "--to", "cups:Zebra"]);
        FakeLp("cat >> \"$KEPT\"");
        var again = await RunLpAsync([.. s_roll, "--count", "3", "--to", "cups:Zebra", "--json"]);

        Assert.NotEqual(0, refused.Code);
        Assert.Contains("\"Zebra\"", refused.Error, StringComparison.Ordinal);
        Assert.Contains("does not exist", refused.Error, StringComparison.Ordinal);
        // A new job: of the first, nobody knows what came out.
        Assert.Equal(2, again.Json.GetProperty("job").GetInt32());
    }

    [Fact]
    public async Task A_file_that_was_broken_off_is_none_and_the_roll_goes_on_with_the_same_serials()
    {
        string[] arguments = [.. s_roll, "--count", "120", "--size", "30x20", "--to", _labels.At("roll.pdf"), "--json"];
        using (var broken = _labels.Start(new Dictionary<string, string>(), arguments))
        {
            await LabelProcess.UntilAsync(broken, () => File.Exists(_labels.At("roll.pdf.part")));
            broken.Kill();
            await broken.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var isWhole = File.Exists(_labels.At("roll.pdf"));
        var after = await _labels.RunAsync(arguments);

        Assert.False(isWhole);
        Assert.Equal((0, true, 120, 1), (after.Code, after.Json.GetProperty("resumed").GetBoolean(), after.Json.GetProperty("printed").GetInt32(), after.Json.GetProperty("job").GetInt32()));
        Assert.False(File.Exists(_labels.At("roll.pdf.part")));
        using var journal = new LabelPrinter.Journals.Journal(Path.Combine(_labels.State, "labels.db"));
        Assert.Equal(120, journal.Labels(journal.Find(1)).Count(label => label.State == LabelPrinter.Journals.LabelState.Printed));
    }

    [Fact]
    public async Task Claims_are_in_their_owners_file_alone_and_nowhere_else()
    {
        var ran = await _labels.RunAsync("claims", "--count", "40", "--to", _labels.At("pairs.csv"), "--keys-to", _labels.At("keys.csv"), "--ledger", "trace.example");
        var again = await _labels.RunAsync("claims", "--count", "40", "--to", _labels.At("pairs.csv"), "--ledger", "trace.example");

        Assert.Equal((0, 2), (ran.Code, again.Code));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_labels.At("pairs.csv")));
        var pairs = Rows("pairs.csv");
        Assert.Equal((40, 40), (pairs.Count, pairs.DistinctBy(pair => pair[1]).Count()));
        Assert.Equal(pairs.Select(pair => (pair[0], pair[3])), Rows("keys.csv").Select(row => (row[0], row[1])));
        var others = Directory.EnumerateFiles(_labels.Folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "pairs.csv").Select(File.ReadAllText).Append(ran.Output + ran.Error + again.Output + again.Error).ToList();
        Assert.All(pairs, pair => Assert.All(others, other =>
        {
            Assert.DoesNotContain(pair[1], other, StringComparison.Ordinal);
            Assert.DoesNotContain(pair[1].Replace("-", "", StringComparison.Ordinal), other, StringComparison.Ordinal);
        }));
    }

    [Theory]
    [InlineData("INT", false)]
    [InlineData("KILL", true)]
    public async Task Claims_that_were_broken_off_leave_nothing_that_looks_whole_and_can_be_made_again(string signal, bool leavesPart)
    {
        using (var broken = _labels.Start(new Dictionary<string, string>(), "claims", "--count", "100000", "--to", _labels.At("pairs.csv"), "--ledger", "trace.example"))
        {
            // Some of them are on disk by now.
            await LabelProcess.UntilAsync(broken, () => new FileInfo(_labels.At("pairs.csv.part")) is { Exists: true, Length: > 0 });
            LabelProcess.Signal(broken, signal);
            await broken.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, broken.ExitCode);
        }

        Assert.False(File.Exists(_labels.At("pairs.csv")));
        Assert.Equal(leavesPart, File.Exists(_labels.At("pairs.csv.part")));
        if (leavesPart)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_labels.At("pairs.csv.part")));
        }

        var again = await _labels.RunAsync("claims", "--count", "8", "--to", _labels.At("pairs.csv"), "--ledger", "trace.example");
        Assert.Equal((0, 8), (again.Code, Rows("pairs.csv").Count));
        Assert.False(File.Exists(_labels.At("pairs.csv.part")));
    }

    [Fact]
    public async Task A_roll_is_marked_by_one_statement_and_an_item_of_it_is_sold_by_its_path()
    {
        await using var ledger = new TracedLedger(postgres);
        await ledger.InitializeAsync();
        await ledger.RegisterAsync("shop", Parties.Shop, "producer,seller", "--prefixes", Parties.Prefix);
        string[] there = ["--server", $"http://localhost:{ledger.Service.Grpc.Port}", "--keys", Path.Combine(ledger.Data, "keys")];

        var printed = await _labels.RunAsync([.. s_roll, "--count", "5", "--size", "30x20", "--to", _labels.At("roll.tspl"), "--mark", "--key", "shop", "--paths", _labels.At("paths.jsonl"), .. there]);
        var twice = await _labels.RunAsync(["mark", "--job", "1", "--key", "shop", .. there]);

        Assert.True(printed.Code == 0, printed.Error);
        Assert.Equal(2, twice.Code);
        Assert.Contains("is marked already", twice.Error, StringComparison.Ordinal);
        var lot = $"{Parties.Product}/10/FD2604";
        var marking = (await ledger.DoAsync("show", lot, "--json")).Output;
        Assert.Contains("marking", marking, StringComparison.OrdinalIgnoreCase);
        await ledger.DoAsync("verify", lot, "--thorough");

        var path = JsonDocument.Parse((await File.ReadAllLinesAsync(_labels.At("paths.jsonl"), TestContext.Current.CancellationToken))[2]).RootElement;
        var item = Parties.Item(path.GetProperty("serial").GetString()!);
        var sale = ledger.Write("sale.json", $$"""{ "lot": "FD2604", "marked": {{path.GetProperty("marked").GetRawText()}} }""");
        await ledger.DoAsync("record", "sale", "--key", "shop", "--subject", item, "--file", sale);
        await ledger.DoAsync("verify", item, "--thorough");

        // The path leads to the root that is recorded, from this serial and from no other.
        await using var client = await LedgerClient.ConnectAsync($"http://localhost:{ledger.Service.Grpc.Port}", TrustPolicy.Parse(Encoding.UTF8.GetBytes((await ledger.DoAsync("policy")).Output)), cancellation: TestContext.Current.CancellationToken);
        var recorded = (await client.ReadHistoryAsync(lot, cancellation: TestContext.Current.CancellationToken)).Entries.Single().Entry.Statement.Message.Marking;
        var marked = (await client.ReadHistoryAsync(item, cancellation: TestContext.Current.CancellationToken)).Entries.Single().Entry.Statement.Message.Sale.Marked;
        bool Leads(string serial) => InclusionProof.Verify(MerkleHash.LeafHash(Encoding.ASCII.GetBytes(serial)), marked.Index, recorded.Count, [.. marked.Path.Select(node => Hash256.From(node.Span))], Hash256.From(recorded.Root.Span));
        Assert.Equal(5u, recorded.Count);
        Assert.True(Leads(path.GetProperty("serial").GetString()!));
        Assert.False(Leads("AAAA11112222"));
    }

    private List<string[]> Rows(string name) => [.. File.ReadLines(_labels.At(name)).Skip(1).Select(line => line.Split(','))];

    private void FakeLp(string script)
    {
        Directory.CreateDirectory(_labels.At("bin"));
        File.WriteAllText(_labels.At("bin/lp"), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(_labels.At("bin/lp"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<Ran> RunLpAsync(string[] arguments) => _labels.RunWithAsync(
        new Dictionary<string, string> { ["PATH"] = string.Create(CultureInfo.InvariantCulture, $"{_labels.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}"), ["KEPT"] = _labels.At("kept") }, arguments);
}
