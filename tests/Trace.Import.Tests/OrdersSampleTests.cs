using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.Domain.Statements;
using Trace.Import.Orders;
using Trace.Import.Planning;
using Trace.Import.Reading;
using Trace.Import.Running;
using static Trace.V1.Statement;

namespace Trace.Import.Tests;

/// <summary>The repository's own sample: everything that the product model knows is told by it once, and nothing is refused.</summary>
public sealed class OrdersSampleTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "orders");

    private readonly ReplayedLedger _ledger = new();

    public OrdersSampleTests() => _ledger.Now = UnixMicroseconds.Of(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void Every_statement_of_the_sample_is_recorded()
    {
        var (plan, _) = Plan();
        _ledger.RecordAll(plan);
        Assert.Empty(plan.NotRepresentable);
        Assert.Empty(plan.Assumed);
        Assert.Equal(60, plan.Statements.Count(planned => planned.Kind == PayloadOneofCase.Sale && planned.Label.EndsWith("/sale", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_sample_says_every_kind_but_Genesis()
    {
        var (plan, _) = Plan();
        var missing = RulesTable.All.Select(rules => rules.Kind).Except(plan.Statements.Select(planned => planned.Kind));
        Assert.Equal([PayloadOneofCase.Genesis], missing);
    }

    [Fact]
    public void The_sample_raises_every_flag_but_that_of_a_locker()
    {
        var (plan, _) = Plan();
        _ledger.RecordAll(plan);
        // No parcel of it is left in one.
        Assert.Equal(Flags.All.Select(rule => rule.Kind).Except([FlagKind.NotCollected]), RaisedOn(new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void What_has_not_arrived_is_late_by_the_time_of_looking()
    {
        var (plan, _) = Plan();
        _ledger.RecordAll(plan);
        Assert.Contains(FlagKind.NotArrived, RaisedOn(new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero)));
        Assert.DoesNotContain(FlagKind.NotArrived, RaisedOn(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void The_same_files_give_the_same_plan() => Assert.Equal(Plan().Plan.Fingerprint(), Plan().Plan.Fingerprint());

    [Fact]
    public void Waybill_numbers_enter_no_statement()
    {
        var (plan, _) = Plan();
        var numbers = OrdersSource.Read(Folder).Orders.Select(row => row.Optional("parcel")).Where(OrdersParcels.IsWaybill).Select(parcel => parcel.Split(':')[1]).ToList();
        Assert.NotEmpty(numbers);
        Assert.Contains(plan.Statements, planned => planned.Subject.StartsWith("parcel/minhai/2026-", StringComparison.Ordinal));
        Assert.DoesNotContain(plan.Statements, planned => numbers.Any(number => planned.Signed.Statement.ToStringUtf8().Contains(number, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_ledger_that_gives_no_waybill_key_of_the_year_has_SSCCs_instead()
    {
        var (plan, _) = OrdersPlan.Build(OrdersSource.Read(Folder), _ledger.Context with { Began = _ledger.Now });
        _ledger.RecordAll(plan);
        Assert.DoesNotContain(plan.Statements, planned => planned.Subject.StartsWith("parcel/", StringComparison.Ordinal));
        Assert.Equal(OrdersSource.Read(Folder).Orders.Count(row => OrdersParcels.IsWaybill(row.Optional("parcel"))), plan.Assumed.Values.Sum());
    }

    [Fact]
    public void What_is_worth_looking_at_has_a_history()
    {
        var (plan, sights) = Plan();
        Assert.NotEmpty(sights);
        Assert.All(sights, sight => Assert.Contains(plan.Statements, planned => planned.Subject == sight.Subject));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("samples/orders/README.md")]
    public void Subjects_that_the_documents_name_are_those_of_the_sample(string document)
    {
        var subjects = Plan().Plan.Statements.Select(planned => planned.Subject).ToHashSet();
        var named = System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, document)), @"(?<=[ `])(?:01/\d{14}|own/[0-9A-Z]+/)[0-9A-Za-z/]*").Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(subjects));
    }

    [Theory]
    [InlineData("cases.json", "\"outcome\": \"thanks\", \"text\"", "\"outcome\": \"thank\", \"text\"", "cases.json, T-006/thanks, reply.outcome: \"thank\" must be one of acknowledged, remedy_offered, refused, more_needed, thanks")]
    [InlineData("cases.json", "@T-006/review", "@T-006/revue", "cases.json, T-006/thanks, reply.answers: no statement has the label \"T-006/revue\"")]
    [InlineData("cases.json", "\"2026-09-12 15:30\"", "\"12 September\"", "cases.json, T-006/thanks, at: \"12 September\" must be a time such as 2026-09-03 10:12")]
    [InlineData("cases.json", "\"remedy\": \"refund\", \"text\"", "\"cure\": \"refund\", \"text\"", "cases.json, T-040/complaint, complaint.cure: Complaint has no such field")]
    [InlineData("parties.json", "\"about\": \"teahouse\", \"at\": \"2026-03-02 09:00\"", "\"about\": \"tea house\", \"at\": \"2026-03-02 09:00\"", "parties.json, teahouse, about: ")]
    [InlineData("products.json", "inspection-md2026a.md", "inspection.md", "products.json, mudan/a/passed, inspection.report: documents/ holds no file \"inspection.md\"")]
    [InlineData("products.json", "\"900 kg\"", "\"900 pounds\"", "products.json, leaf/0328, transformation.yield: \"900 pounds\" must be a quantity such as 25 kg")]
    [InlineData("orders.csv", "roll-yz-a:1,", "roll-zz:1,", "orders.csv, line 7, marked: \"roll-zz:1\" must be the label of a marking and a number from 1, such as roll-a:3")]
    [InlineData("orders.csv", "2026-09-03 10:12", "3.9.2026", "orders.csv, line 7, ordered: \"3.9.2026\" must be a time such as 2026-09-03 10:12")]
    public void A_file_that_breaks_its_form_is_named_with_statement_and_field(string file, string word, string instead, string message)
    {
        var folder = Directory.CreateTempSubdirectory("trace-orders-").FullName;
        try
        {
            foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder, Path.GetRelativePath(Folder, path));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.WriteAllText(copy, Path.GetFileName(path) == file ? Replaced(File.ReadAllText(path), word, instead) : File.ReadAllText(path));
            }

            var problem = Assert.Throws<ImportFormatException>(() => OrdersPlan.Build(OrdersSource.Read(folder), _ledger.Context));
            Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Replaced(string text, string word, string instead)
    {
        var at = text.IndexOf(word, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the sample does not hold {word}");
        return text[..at] + instead + text[(at + word.Length)..];
    }

    private IEnumerable<FlagKind> RaisedOn(DateTimeOffset day) => RecordedFlags.Of(_ledger.Entries, day).Select(flag => flag.Flag);

    private (ImportPlan Plan, IReadOnlyList<Sight> Sights) Plan() => OrdersPlan.Build(
        OrdersSource.Read(Folder), _ledger.Context with { Seed = Convert.FromHexString(ImportContext.SampleSeed), Began = _ledger.Now, WaybillKeys = new Dictionary<int, byte[]> { [2026] = new byte[32] } });
}
