using CsCheck;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Xunit;

namespace Trace.Domain.Tests.Products;

public sealed class FlagTests
{
    public static TheoryData<FlagKind> Kinds => [.. Enum.GetValues<FlagKind>().Where(kind => kind != FlagKind.None)];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, FlagHistories.All.Count)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_flag_has_a_rule_two_names_and_a_history(FlagKind kind)
    {
        var rule = Flags.RuleOf(kind);
        Assert.All([rule.Chinese, rule.English, rule.ExplanationZh, rule.ExplanationEn], text => Assert.NotEmpty(text));
        Assert.Single(Flags.All, other => other.Kind == kind);
        Assert.Contains(FlagHistories.All, row => row.Kind == kind);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Flag_is_raised_by_its_history_and_no_other_is(int row)
    {
        var (kind, _, subject, raises, _) = FlagHistories.All[row];
        var flag = Assert.Single(Told(raises).Flags(subject));
        Assert.Equal(kind, flag.Kind);
        Assert.DoesNotContain(flag.On, flag.With);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Innocent_twin_raises_nothing(int row)
    {
        var (_, _, subject, _, twin) = FlagHistories.All[row];
        Assert.Empty(Told(twin).Flags(subject).Select(flag => $"{Describe(row)}: {flag.Kind} on {flag.On.Statement.Kind}, {flag.Detail}"));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_must_be_read_is_asked_for(int row)
    {
        var (kind, _, subject, raises, _) = FlagHistories.All[row];
        var log = Told(raises);
        var key = SubjectKey.Parse(subject);
        var read = new Dictionary<string, IReadOnlyList<RecordedEntry>>();
        for (var round = 0; round < 4; round++)
        {
            var needed = SubjectsNeeded.For(key, read);
            foreach (var other in needed.Subjects.Concat(Found(log, needed)))
            {
                read[other] = log.Read.GetValueOrDefault(other, []);
            }
        }

        Assert.Empty(SubjectsNeeded.For(key, read).Subjects);
        Assert.Equal([kind], Flags.Of(JoinedHistory.Of(key, read), log.Context).Select(flag => flag.Kind));
    }

    [Fact]
    public void Order_of_reading_changes_nothing() =>
        Gen.Select(Gen.Int[0, FlagHistories.All.Count - 1], Gen.Int, Gen.Bool).Sample((row, seed, isTwin) =>
        {
            var history = FlagHistories.All[row];
            var log = Told(isTwin ? history.Twin : history.Raises);
            var random = new Random(seed);
            var read = log.Read.OrderBy(_ => random.Next())
                .ToDictionary(pair => pair.Key, pair => (IReadOnlyList<RecordedEntry>)[.. pair.Value.OrderBy(_ => random.Next())]);
            return Lines(Flags.Of(JoinedHistory.Of(SubjectKey.Parse(history.Subject), read), log.Context)) == Lines(log.Flags(history.Subject));
        }, iter: 500);

    [Fact]
    public void What_was_read_and_is_not_joined_changes_nothing()
    {
        for (var row = 0; row < FlagHistories.All.Count; row++)
        {
            var history = FlagHistories.All[row];
            var log = Told(history.Raises);
            var stranger = new HistoryBuilder();
            stranger.CallBack(-50, HistoryBuilder.Product + "/10/L9");
            stranger.Sell(-40, HistoryBuilder.Product + "/21/ZZ");
            var read = log.Read.Concat(stranger.Read).ToDictionary();
            Assert.Equal(Lines(log.Flags(history.Subject)), Lines(Flags.Of(JoinedHistory.Of(SubjectKey.Parse(history.Subject), read), log.Context)));
        }
    }

    private static HistoryBuilder Told(Action<HistoryBuilder> tell)
    {
        var log = new HistoryBuilder();
        tell(log);
        return log;
    }

    private static IEnumerable<string> Found(HistoryBuilder log, SubjectsNeeded needed) => log.Read
        .Where(history => history.Value.Any(entry => needed.Statements.Contains(entry.Statement.Identity)
            || entry.Statement.Message.Transformation?.Inputs.Any(input => needed.NamedBy.Contains(input.Lot)) == true
            || needed.NamedBy.Contains(entry.Statement.Message.Receipt?.PreviousYearParcel ?? "")))
        .Select(history => history.Key);

    private static string Lines(IEnumerable<Flag> flags) =>
        string.Join('\n', flags.Select(flag => $"{flag.Kind} {flag.On.Index} with {string.Join(',', flag.With.Select(entry => entry.Index))}: {flag.Detail}"));

    private static string Describe(int row) => $"{FlagHistories.All[row].Kind}: {FlagHistories.All[row].Case}";
}
