using Trace.Domain.Statements;
using Trace.Testing;

namespace Trace.Api.Tests.Documentation;

/// <summary>The pages about statements say what the table of rules says.</summary>
public sealed class StatementsPageTests
{
    // EPCIS 2.0, section 7.4, and CBV 2.0, sections 7.1 and 7.2: the words that a row may hold.
    private static readonly string[] EventTypes = ["ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent", "none"];

    private static readonly string[] BusinessSteps =
    [
        "", "accepting", "arriving", "collecting", "commissioning", "departing", "holding", "inspecting", "packing", "receiving", "retail_selling", "shipping", "transporting", "other",
    ];

    private static readonly string[] Dispositions =
    [
        "", "active", "conformant", "damaged", "in_progress", "in_transit", "non_conformant", "recalled", "retail_sold", "returned", "sellable_accessible", "unknown",
    ];

    public static TheoryData<string> Kinds => [.. RulesTable.All.Select(rules => rules.Descriptor.Name)];

    [Fact]
    public void Page_of_statements_is_what_the_table_of_rules_and_the_protos_make()
    {
        var (path, made) = (Repository.PathOf("docs", "statements.md"), StatementsPage.Write());
        if (Environment.GetEnvironmentVariable("TRACE_UPDATE_DOCS") is { Length: > 0 })
        {
            File.WriteAllText(path, made);
        }

        var kept = File.ReadAllLines(path);
        var lines = made.TrimEnd('\n').Split('\n');
        var first = Enumerable.Range(0, Math.Max(kept.Length, lines.Length)).FirstOrDefault(i => kept.ElementAtOrDefault(i) != lines.ElementAtOrDefault(i), -1);
        Assert.True(first < 0, $"docs/statements.md differs from line {first + 1} on; run TRACE_UPDATE_DOCS=1 ./test Api. It says:\n{kept.ElementAtOrDefault(first)}\nand is to say:\n{lines.ElementAtOrDefault(first)}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_has_one_row_or_more_in_the_page_of_EPCIS_in_the_words_of_the_standard(string kind)
    {
        var rows = EpcisRows().Where(row => row[0] == kind).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            Assert.Equal(7, row.Length);
            Assert.Contains(row[2], EventTypes);
            Assert.Contains(row[3], BusinessSteps);
            Assert.Contains(row[4], Dispositions);
            Assert.Equal(row[2] == "none", row[3].Length == 0);
        });
    }

    [Fact]
    public void Page_of_EPCIS_has_rows_of_no_other_kinds() =>
        Assert.Equal(RulesTable.All.Select(rules => rules.Descriptor.Name), EpcisRows().Select(row => row[0]).Distinct());

    private static IEnumerable<string[]> EpcisRows() => File.ReadAllLines(Repository.PathOf("docs", "epcis.md"))
        .SkipWhile(line => !line.StartsWith("| statement", StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray());
}
