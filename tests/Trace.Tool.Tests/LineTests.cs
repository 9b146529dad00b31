using System.Text;
using System.Text.Json;
using Trace.Agent.Lines;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;
using Line = Trace.Agent.Lines.Line;

namespace Trace.Tool.Tests;

/// <summary>What a line of a courier's own system means, and what is said of a bad one.</summary>
public sealed class LineTests
{
    private const string Good = """{"waybill":"SF1234567890123","courier":"shunfeng","event":"received","how":"locker_collected","at":"2026-11-24 10:31:02+08:00","place":"350100"}""";

    private static readonly Dictionary<int, byte[]> Years = new() { [2025] = [.. Enumerable.Repeat((byte)25, 32)], [2026] = [.. Enumerable.Repeat((byte)26, 32)] };

    public static TheoryData<string, string, string, string> Bad => new()
    {
        { "waybill", "\"waybill\":\"\"", "waybill", "must be there" },
        { "waybill", "\"waybill\":\"SF 12\"", "waybill", "white space" },
        { "waybill", "\"waybill\":12", "waybill", "a text in quotes" },
        { "courier", "\"courier\":\"SF_Express!\"", "courier", "快递100" },
        { "event", "\"event\":\"flown\"", "event", "one of picked_up" },
        { "how", "\"how\":\"by_drone\"", "how", "one of recipient, agent, locker_collected" },
        { "how", "\"how\":\"\"", "how", "of received one of" },
        { "at", "\"at\":\"2026-11-24 10:31:02\"", "at", "with its offset" },
        { "at", "\"at\":\"24.11.2026 10:31:02+08:00\"", "at", "with its offset" },
        { "at", "\"at\":\"2026-02-30 10:31:02+08:00\"", "at", "with its offset" },
        { "at", "\"at\":\"1999-11-24 10:31:02+08:00\"", "at", "2000 to 2099" },
        { "place", "\"place\":\"Fuzhou\"", "place", "region code" },
        { "place", "\"place\":\"9521234000006\"", "place", "never said by a numbered place" },
        { "place", "\"place\":\"350100\",\"agreed\":\"maybe\"", "agreed", "yes, no or unknown" },
        { "place", "\"place\":\"350100\",\"next_courier\":\"party/gln/9521234000006\"", "next_courier", "absent but for taken_over" },
        { "place", "\"place\":\"350100\",\"shipment\":\"12ab\"", "shipment", "64 hex digits" },
        { "place", "\"place\":\"350100\",\"colour\":\"red\"", "colour", "one of waybill" },
        { "place", "\"place\":\"350100\",\"place\":\"350100\"", "place", "once in a line" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_line_is_told_by_field_and_rule(string replaced, string by, string field, string rule)
    {
        var (line, error) = Read(System.Text.RegularExpressions.Regex.Replace(Good, $"\"{replaced}\":\"[^\"]*\"", by));

        Assert.Null(line);
        Assert.Equal(field, error!.Field);
        Assert.Contains(rule, error.Rule, StringComparison.Ordinal);
        Assert.DoesNotContain("SF12", $"{error.Came}{error.Rule}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-24 10:31:02+08:00", 480, 0)]
    [InlineData("2026-11-24T10:31:02.123456+08:00", 480, 123456)]
    [InlineData("2026-11-24T02:31:02Z", 0, 0)]
    [InlineData("2026-11-23 22:31:02-04:00", -240, 0)]
    public void A_time_keeps_its_offset_and_its_microseconds(string text, int offset, int microseconds)
    {
        Assert.True(LineReader.TryTime(text, out var at));
        Assert.Equal((offset, microseconds), ((int)at.Offset.TotalMinutes, (at.Millisecond * 1000) + at.Microsecond));
        Assert.Equal(new DateTime(2026, 11, 24, 2, 31, 2, DateTimeKind.Utc), at.UtcDateTime.AddMicroseconds(-microseconds));
    }

    [Fact]
    public void The_example_of_the_documentation_becomes_a_receipt_with_its_city_sealed()
    {
        var item = Sign(Good);
        var said = Statement.Parser.ParseFrom(item.Statement.Statement);

        Assert.Equal(WaybillKey.Subject(Years[2026], "shunfeng", "SF1234567890123", 2026).Value, said.Subject);
        Assert.Equal((ReceiptManner.Collected, Agreed.Unknown, ""), (said.Receipt.Manner, said.Receipt.Agreed, said.Receipt.PreviousYearParcel));
        Assert.Equal(("350000", 480), (said.Place.Region, said.Offset));
        Assert.Equal("350100", Receipt.Types.Confidential.Parser.ParseFrom(Assert.Single(item.Contents).Disclosure.Content).Region);
        Assert.True(SealedContent.Matches(said.Sealed, item.Contents[0].Disclosure, "ledger.test", Receipt.Descriptor, SealedContent.SealedPath));
    }

    [Theory]
    [InlineData("2026-03-31 23:59:59+08:00", 2026, true)]
    [InlineData("2026-01-01 00:00:00+08:00", 2026, true)]
    [InlineData("2025-12-31 17:00:00Z", 2026, true)]
    [InlineData("2026-04-01 00:00:00+08:00", 2026, false)]
    [InlineData("2025-12-31 23:59:59+08:00", 2025, false)]
    public void From_January_to_March_the_parcels_key_of_the_year_before_goes_along(string at, int year, bool both)
    {
        var said = Statement.Parser.ParseFrom(Sign(Good.Replace("2026-11-24 10:31:02+08:00", at, StringComparison.Ordinal)).Statement.Statement);

        Assert.Equal(WaybillKey.Subject(Years[year], "shunfeng", "SF1234567890123", year).Value, said.Subject);
        Assert.Equal(both ? WaybillKey.Subject(Years[year - 1], "shunfeng", "SF1234567890123", year - 1).Value : "", said.Receipt.PreviousYearParcel);
    }

    [Fact]
    public void One_fact_told_twice_is_one_whatever_the_spelling_and_two_facts_are_two()
    {
        var once = Sign(Good).Once;

        Assert.Equal(once, Sign(Good.Replace("2026-11-24 10:31:02+08:00", "2026-11-24T02:31:02Z", StringComparison.Ordinal).Replace("shunfeng", "顺丰", StringComparison.Ordinal)).Once);
        Assert.NotEqual(once, Sign(Good.Replace("10:31:02", "10:31:03", StringComparison.Ordinal)).Once);
        Assert.NotEqual(once, Sign(Good.Replace("SF1234567890123", "SF1234567890124", StringComparison.Ordinal)).Once);
        Assert.DoesNotContain("SF1234567890123", once, StringComparison.Ordinal);
    }

    public static TheoryData<string> Events => [.. EventTable.Rows.Select(row => $"{row.Event}/{row.How}")];

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_row_of_the_table_becomes_a_statement_that_keeps_the_rules(string name)
    {
        var row = EventTable.Rows.Single(one => $"{one.Event}/{one.How}" == name);
        var line = Good.Replace("\"received\"", $"\"{row.Event}\"", StringComparison.Ordinal).Replace("\"locker_collected\"", $"\"{row.How}\"", StringComparison.Ordinal);
        var chinese = Good.Replace("\"received\"", $"\"{row.Chinese}\"", StringComparison.Ordinal).Replace("\"how\":\"locker_collected\",", "", StringComparison.Ordinal);

        var said = Statement.Parser.ParseFrom(Sign(line).Statement.Statement);

        Assert.Equal((row.Activity, row.Manner), (said.Transit?.Activity ?? default, said.Receipt?.Manner ?? default));
        Assert.Equal(Sign(line).Once, Sign(chinese).Once);
    }

    [Fact]
    public void The_table_says_every_activity_and_manner_and_each_word_once()
    {
        Assert.Equal(Enum.GetValues<TransitActivity>().Order(), EventTable.Rows.Select(row => row.Activity).Distinct().Order());
        Assert.Equal(Enum.GetValues<ReceiptManner>().Order(), EventTable.Rows.Select(row => row.Manner).Distinct().Order());
        Assert.Equal(EventTable.Rows.Count, EventTable.Rows.Select(row => row.Chinese).Distinct().Count());
        Assert.Equal(EventTable.Rows.Count, EventTable.Rows.Select(row => (row.Event, row.How)).Distinct().Count());
    }

    [Fact]
    public void The_document_has_every_field_in_both_languages()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "agent.md"));
        Assert.All(LineReader.Fields, field => Assert.Equal(2, lines.Count(line => line.StartsWith('|') && line.Split('|')[1].Contains($"`{field}`", StringComparison.Ordinal) && !line.Contains("or in Chinese", StringComparison.Ordinal))));
    }

    [Fact]
    public void The_documentation_shows_the_table_as_it_is()
    {
        var shown = string.Concat(EventTable.Rows.Select(row =>
            $"| `{row.Event}` | {(row.How.Length == 0 ? "" : $"`{row.How}`")} | {row.Chinese} | {(row.IsReceipt ? $"Receipt, manner {Word(row.Manner)}" : $"Transit, activity {Word(row.Activity)}")} |\n"));

        Assert.Contains(shown, File.ReadAllText(Path.Combine(Repository.Root, "docs", "agent.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_numbered_as_in_their_file_and_empty_ones_are_passed_over()
    {
        var lines = LineText.Split(Encoding.UTF8.GetBytes("{\"a\":1}\r\n\n  \n{\"b\":2}")).ToList();

        Assert.Equal([1, 4], lines.Select(line => line.Number));
        Assert.Equal("{\"b\":2}", Encoding.UTF8.GetString(lines[1].Json.Span));
    }

    private static string Word(Enum value) => System.Text.RegularExpressions.Regex.Replace(value.ToString(), "(?<!^)(?=[A-Z])", "_").ToUpperInvariant();

    private static (Line? Line, LineError? Error) Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        return LineReader.Read(json.RootElement);
    }

    private static Client.Outboxes.OutboxItem Sign(string text)
    {
        using var key = new Ed25519Signer(new byte[32]);
        var (line, error) = Read(text);
        Assert.Null(error);
        return new LineSigner(new StatementFactory("ledger.test", InMemoryLog.Glns(1), key), Years).Sign(line!);
    }
}
