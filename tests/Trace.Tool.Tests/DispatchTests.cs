using Trace.Api.Tests;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary>A day's export, from the file to the ledger.</summary>
public sealed class DispatchTests(DispatchTests.Shipping ledger) : IClassFixture<DispatchTests.Shipping>
{
    private const string Head = "订单号,快递公司,快递单号,商品条码,数量,批次号\n";

    [Fact]
    public async Task Each_parcel_is_sold_and_shipped_once_whichever_file_holds_it()
    {
        var first = ledger.Write("first.csv", $"{Head}A1,,106141412345678908,9521111100010,1,L1\nA1,,106141412345678908,9521111100010,2,\nA2,中通,78501234567801,9521111100010,1,\n");
        var whole = ledger.Write("whole.csv", $"{Head}A3,圆通,YT8801234567801,9521111100010,1,\nA2,中通,78501234567801,9521111100010,1,\nA1,,106141412345678908,9521111100010,1,L1\nA1,,106141412345678908,9521111100010,2,\n");
        var codes = Path.Combine(ledger.Folder, "codes.csv");

        var one = await ledger.DoAsync("import", "dispatch", first, "--key", "shop", "--claims", codes, "--from", "350000", "--json");
        var two = await ledger.DoAsync("import", "dispatch", whole, "--key", "shop", "--json");
        var three = await ledger.DoAsync("import", "dispatch", whole, "--key", "shop", "--json");

        Assert.Equal(("2 2 0", "1 1 3", "0 0 4"), (Counts(one), Counts(two), Counts(three)));
        await ledger.DoAsync("verify", "00/106141412345678908", "--thorough");
        var shown = await ledger.DoAsync("show", "00/106141412345678908", "--json");
        Assert.Contains("01/09521111100010/10/L1", shown.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await File.ReadAllLinesAsync(codes, TestContext.Current.CancellationToken)).Length);
        Assert.DoesNotContain("78501234567801", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_signed_and_not_answered_is_sent_again_as_the_same_bytes()
    {
        var file = ledger.Write("broken.csv", $"{Head}B1,,206141412345678905,9521111100010,1,\nB2,,306141412345678902,9521111100010,1,\n");
        var state = new Dictionary<string, string> { ["TRACE_STATE"] = Path.Combine(ledger.Folder, "another-state") };
        await ledger.RunWithAsync("", state, "import", "dispatch", file, "--key", "shop");
        var size = await ledger.LogSizeAsync();

        // As a process leaves it that dies before any answer, amid a line.
        var book = Directory.GetFiles(Path.Combine(state["TRACE_STATE"], "dispatch")).Single();
        var signed = (await File.ReadAllLinesAsync(book, TestContext.Current.CancellationToken)).Where(line => line.Contains("\"signed\":\"", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, signed.Count);
        await File.WriteAllTextAsync(book, string.Join('\n', signed) + "\n[{\"key\":\"sale|x", TestContext.Current.CancellationToken);
        var again = await ledger.RunWithAsync("", state, "import", "dispatch", file, "--key", "shop", "--json");

        Assert.Equal(0, again.Code);
        Assert.Equal((2, 2), (Number(again, "sales"), Number(again, "shipments")));
        Assert.Equal(size, await ledger.LogSizeAsync());
    }

    [Fact]
    public async Task A_day_of_300_parcels_with_400_lines_is_recorded_once_though_the_import_is_killed_amid_it()
    {
        var lines = Enumerable.Range(0, 400).Select(i => $"E{i % 300},中通,7851{i % 300:D10},9521111100010,{1 + (i / 300)},L{i}\n");
        var file = ledger.Write("day.csv", Head + string.Concat(lines));
        var state = new Dictionary<string, string> { ["TRACE_STATE"] = Path.Combine(ledger.Folder, "day-state") };
        var before = await ledger.LogSizeAsync();
        using (var killed = ledger.Start(state, "import", "dispatch", file, "--key", "shop"))
        {
            while (!killed.HasExited && !IsSigned(state["TRACE_STATE"]))
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            killed.Kill(entireProcessTree: true);
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var ran = await ledger.RunWithAsync("", state, "import", "dispatch", file, "--key", "shop", "--json");

        Assert.Equal(0, ran.Code);
        Assert.InRange(ran.Json.GetProperty("before").GetInt32(), 1, 400);
        Assert.Equal(before + 600, await ledger.LogSizeAsync());
        TestContext.Current.TestOutputHelper?.WriteLine($"the second run: {ran.Json.GetProperty("report").GetProperty("seconds").GetDouble():F1} s");
    }

    [Fact]
    public async Task Rows_that_are_not_understood_are_told_and_the_others_are_recorded()
    {
        var file = ledger.Write("partly.csv", $"{Head}C1,,406141412345678909,9521111100010,1,\nC2,中通,7.85012E+13,9521111100010,1,\nC3,,506141412345678906,6901234567893,1,\n");

        var ran = await ledger.RunAsync("import", "dispatch", file, "--key", "shop");

        Assert.Equal(1, ran.Code);
        Assert.Contains("row 3: waybill \"7.85012E+13\": a spreadsheet rounded this number", ran.Output, StringComparison.Ordinal);
        Assert.Contains("row 4: product \"6901234567893\"", ran.Output, StringComparison.Ordinal);
        Assert.Contains("Sales: 1 recorded, 0 refused. Shipments: 1 recorded", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parcel_that_comes_back_with_another_line_is_told_and_not_recorded_again()
    {
        var line = "D1,,606141412345678903,9521111100010,1,\n";
        await ledger.DoAsync("import", "dispatch", ledger.Write("before.csv", Head + line), "--key", "shop");

        var ran = await ledger.RunAsync("import", "dispatch", ledger.Write("after.csv", $"{Head}{line}D2,,606141412345678903,9521111100010,1,\n"), "--key", "shop");

        Assert.Equal(1, ran.Code);
        Assert.Contains("was recorded before and differently", ran.Output, StringComparison.Ordinal);
        Assert.Contains("Sales: 0 recorded, 0 refused", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_of_every_sample_needs_no_service_and_tells_what_it_understood()
    {
        foreach (var (name, form, parcels) in new[] { ("kuaidizhushou.csv", "gb18030", 4), ("jushuitan.xlsx", "xlsx", 2), ("wangdiantong.csv", "utf-8", 3), ("cainiao.tsv", "utf-8", 2) })
        {
            var ran = await ledger.RunAsync("import", "dispatch", Trace.Testing.CommittedFile.PathOf($"samples/dispatch/{name}"), "--key", "shop", "--dry-run", "--json", "--server", "http://localhost:1");

            Assert.Equal((form, parcels), (ran.Text("form"), ran.Json.GetProperty("parcels").GetInt32()));
        }
    }

    [Theory]
    [InlineData("No row of headers", "nothing.csv", "hello\n")]
    [InlineData("no column was found for quantity; name it by --map quantity=HEADER", "lacking.csv", "订单号,快递单号,商品条码,几个\nA,1,2,3\n")]
    [InlineData("is empty", "empty.csv", "")]
    [InlineData("archive is damaged", "zip.xlsx", "PK\u0003\u0004")]
    public async Task A_file_that_is_none_is_refused_as_a_whole(string said, string name, string content)
    {
        var ran = await ledger.RunAsync("import", "dispatch", ledger.Write(name, content), "--key", "shop");

        Assert.Equal(2, ran.Code);
        Assert.Contains(said, ran.Error, StringComparison.Ordinal);
    }

    // Another process has the book open, alone: how long it is can be seen.
    private static bool IsSigned(string state) =>
        Directory.Exists(Path.Combine(state, "dispatch")) && Directory.GetFiles(Path.Combine(state, "dispatch")).Any(book => new FileInfo(book).Length > 0);

    private static string Counts(Ran ran) => $"{Number(ran, "sales")} {Number(ran, "shipments")} {ran.Json.GetProperty("before").GetInt32()}";

    private static int Number(Ran ran, string kind) => ran.Json.GetProperty("report").GetProperty(kind).GetProperty("recorded").GetInt32();

    public sealed class Shipping(PostgresFixture postgres) : IAsyncLifetime
    {
        private readonly TracedLedger _ledger = new(postgres);

        public string Folder => _ledger.Folder;

        public async ValueTask InitializeAsync()
        {
            await _ledger.InitializeAsync();
            await _ledger.RegisterAsync("shop", Shop, "producer,seller", "--prefixes", Prefix);
            await _ledger.DoAsync("record", "listing", "--key", "shop", "--subject", Product, "--name.zh", "白毫银针");
        }

        public Task<Ran> DoAsync(params string[] arguments) => _ledger.DoAsync(arguments);

        public Task<Ran> RunAsync(params string[] arguments) => _ledger.RunAsync(arguments);

        public Task<Ran> RunWithAsync(string input, IReadOnlyDictionary<string, string> settings, params string[] arguments) => _ledger.RunWithAsync(input, settings, arguments);

        public System.Diagnostics.Process Start(IReadOnlyDictionary<string, string> settings, params string[] arguments) => _ledger.Start(settings, arguments);

        public string Write(string name, string content) => _ledger.Write(name, content);

        public async Task<int> LogSizeAsync() => (await _ledger.DoAsync("verify", Product, "--json")).Json.GetProperty("size").GetInt32();

        public ValueTask DisposeAsync() => _ledger.DisposeAsync();
    }
}
