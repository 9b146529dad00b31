using System.Text;
using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.LabelPrinter;
using Trace.LabelPrinter.Claims;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Items;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Marking;
using Trace.LabelPrinter.Outputs;
using Trace.LabelPrinter.Printers;
using Trace.Testing;
using Trace.Tool;
using InclusionProof = Trace.Domain.Ledger.InclusionProof;

namespace Trace.Labels.Tests;

public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("trace-labels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_serial_that_was_on_its_way_when_the_printer_failed_is_not_printed_again_and_the_rest_is()
    {
        var order = ItemsCommand.Order("9521111100010", "白牡丹", "White Peony", "FD2604", 25);
        var failing = new KeepingPrinter { FailsAt = 2 };
        Job job;
        using (var journal = Open())
        {
            job = journal.Begin("roll", order.Allot());
            await Assert.ThrowsAsync<IOException>(() => PrintAsync(journal, job, failing));
        }

        using var after = Open();
        Assert.Equal(job, after.Unfinished("roll"));
        var printer = new KeepingPrinter();
        await PrintAsync(after, job, printer);

        var labels = after.Labels(job);
        Assert.Equal((15, 10), (labels.Count(label => label.State == LabelState.Printed), labels.Count(label => label.State == LabelState.Sent)));
        Assert.Equal((1, 5), (failing.Taken.Count, Count(printer.Taken)));
        Assert.Null(after.Unfinished("roll"));
    }

    [Fact]
    public void A_subject_is_allotted_once_for_ever()
    {
        using var journal = Open();
        var labels = ItemsCommand.Order("9521111100010", "", "", "", 1).Allot().ToList();
        journal.Begin("one", labels);

        Assert.Contains("allotted before", Assert.Throws<UsageException>(() => journal.Begin("two", labels)).Message, StringComparison.Ordinal);
        Assert.Equal((1, 2), (journal.CountReprint(labels[0].Subject), journal.CountReprint(labels[0].Subject)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Every_serial_of_a_roll_is_shown_by_its_path(int count)
    {
        var roll = new MarkedRoll(Enumerable.Range(0, count).Select(_ => CrockfordBase32.NewSerial()));
        var marking = ByteString.CopyFrom(new byte[32]);

        Assert.All(Enumerable.Range(0, count), index => Assert.True(InclusionProof.Verify(
            MerkleHash.LeafHash(Encoding.ASCII.GetBytes(roll.Serials[index])), index, count,
            [.. roll.Show(index, marking).Path.Select(node => Hash256.From(node.Span))], roll.Root)));
    }

    [Fact]
    public void A_csv_is_read_by_its_mapping_and_a_wrong_row_is_named()
    {
        var file = Path.Combine(_folder, "orders.csv");
        File.WriteAllText(file, "货号,标题,箱\n9521111100010,\"白牡丹, 2026\",3\n9521111100011,寿眉,1\n");

        var (orders, problems) = CsvOrders.Read(file, "gtin=货号,name-zh=标题,count=箱");

        Assert.Equal([("白牡丹, 2026", 3)], orders.Select(order => (order.NameZh, order.Count)));
        Assert.StartsWith("row 3: ", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Contains("check digit", problems[0], StringComparison.Ordinal);
        Assert.Contains("\"箱数\"", Assert.Throws<UsageException>(() => CsvOrders.Read(file, "gtin=货号,count=箱数")).Message, StringComparison.Ordinal);
        Assert.Contains("for gtin", Assert.Throws<UsageException>(() => CsvOrders.Read(file, null)).Message, StringComparison.Ordinal);
    }

    // The samples of ./trace import dispatch. Some of their rows are wrong on purpose, and some have a shop's own codes, which no GTIN's serial goes with.
    [Theory]
    [InlineData("kuaidizhushou.csv")]
    [InlineData("cainiao.tsv")]
    [InlineData("jushuitan.xlsx")]
    [InlineData("wangdiantong.csv")]
    public void An_export_of_shipping_software_is_read_with_no_mapping(string name)
    {
        var path = CommittedFile.PathOf($"samples/dispatch/{name}");
        using var script = new Import.Dispatch.DispatchScript();
        var dispatched = script.Read(File.ReadAllBytes(path), new(new Dictionary<string, string>(), null)).Rows.EnumerateArray().Select(row => row.GetProperty("product").GetString()!).Where(product => Gtin.TryParse(product, out _, out string? _)).ToHashSet();
        if (dispatched.Count == 0)
        {
            Assert.Contains("must be a GTIN", Assert.Throws<UsageException>(() => CsvOrders.Read(path, null)).Message, StringComparison.Ordinal);
            return;
        }

        var (orders, problems) = CsvOrders.Read(path, null);

        Assert.Superset(dispatched.Select(product => Gtin.Parse(product)).ToHashSet(), orders.Select(order => order.Gtin).ToHashSet());
        Assert.Equal(orders.Count, orders.DistinctBy(order => (order.Gtin, order.Lot, order.NameZh, order.NameEn)).Count());
        Assert.NotEmpty(problems);
    }

    [Fact]
    public void Pairs_for_a_printing_house_hold_the_key_that_the_covered_code_makes()
    {
        using var secret = new MemoryStream();
        using var open = new MemoryStream();

        ClaimPairs.Write(secret, open, 3, "trace.example", "", PublicAddress.Of("https://trace.example"), null, TestContext.Current.CancellationToken);

        var rows = Encoding.ASCII.GetString(secret.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(',')).ToList();
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row =>
        {
            using var signer = Client.Claim.SignerOf(Domain.Statements.ClaimCode.Parse(row[1]), "trace.example");
            Assert.Equal(Convert.ToHexStringLower(Domain.Statements.StatementSigner.PublicKeyOf(signer).Key.Span), row[3]);
            Assert.DoesNotContain(row[1], Encoding.ASCII.GetString(open.ToArray()), StringComparison.Ordinal);
        });
    }

    private Journal Open() => new(Path.Combine(_folder, "labels.db"));

    private static int Count(List<byte[]> jobs) => jobs.Sum(job => Encoding.Latin1.GetString(job).Split("PRINT 1,1").Length - 1);

    private static async Task PrintAsync(Journal journal, Job job, IPrinter printer)
    {
        using var symbols = new SymbolSource();
        var layout = BuiltInLayouts.Named("item-30x20")!;
        var run = new LabelRun(journal, symbols, new RunOptions(new Destination(OutputForm.Tspl, null, printer), Resolution.Dpi203, null, 2));
        await run.PrintAsync(journal.Labels(job), label => ItemValues.Of(SubjectKey.Parse(label.Subject), label.Values, PublicAddress.Of(null)).Fill(layout), null, TestContext.Current.CancellationToken);
    }

    /// <summary>Keeps what it takes, and breaks off in the job that it is told to.</summary>
    private sealed class KeepingPrinter : IPrinter
    {
        public int FailsAt { get; init; }

        public List<byte[]> Taken { get; } = [];

        public int LabelsOfJob => 10;

        public Task SendAsync(ReadOnlyMemory<byte> job, CancellationToken cancellation)
        {
            if (Taken.Count + 1 == FailsAt)
            {
                throw new IOException("the paper is out");
            }

            Taken.Add(job.ToArray());
            return Task.CompletedTask;
        }
    }
}
