using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

/// <summary>A statement that breaks one rule and no other, and how it must be refused.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">Which rule, and of which row.</param>
/// <param name="Reason">The reason of the refusal.</param>
/// <param name="Field">The field that the refusal names; empty for the whole.</param>
/// <param name="Make">Makes it, recording what it rests on.</param>
public sealed record RuleBreak(PayloadOneofCase Kind, string Name, Reason Reason, string Field, Func<Stage, Task<SignedStatement>> Make)
{
    /// <summary>Whether only the door can tell: form and signature are asked before any rule of the table.</summary>
    public bool IsAtTheDoor { get; init; }

    /// <summary>Words that the message must hold.</summary>
    public string Says { get; init; } = "";

    /// <summary>Words that the message must not hold.</summary>
    public string SaysNot { get; init; } = "?";

    public bool IsRetryable => Reason is Reason.UnknownKey or Reason.UnknownReference or Reason.PartyNotRegistered;

    public override string ToString() => $"{Kind}: {Name}";
}

/// <summary>
/// Every rule of every row of <see cref="RulesTable"/>, broken one at a time. What can be made from the table is made from it, so that a new
/// row is tested the day it is added; what needs a story has one, and a test says that none lacks it.
/// </summary>
public static partial class RuleBreaks
{
    // Made when it is first asked for: the parts of this class stand in several files, whose fields come in no order.
    private static readonly Lazy<IReadOnlyList<RuleBreak>> Whole = new(() =>
    [
        .. RulesTable.All.SelectMany(rules => Forms(rules).Concat(Bounds(rules)).Concat(Speakers(rules)).Concat(Keys(rules)).Concat(Overs(rules)).Concat(References(rules)).Concat(Named(rules))),
        .. ShapeBreaks.All,
        .. Once,
        .. Relays,
        .. Corrections,
        .. Door,
    ]);

    // Conditions of rows ask a statement, and so does whether an optional reference is there.
    private static readonly MemoryStage Probes = new();

    public static IReadOnlyList<RuleBreak> All => Whole.Value;

    internal static RuleBreak Of(Sample sample, string name, Reason reason, string field, Func<Stage, Draft, Task<Draft>> change) =>
        new(sample.Kind, $"{name}; {sample}", reason, field, async stage => (await change(stage, await stage.DraftOfAsync(sample))).Sign());

    internal static RuleBreak Of(Sample sample, string name, Reason reason, string field, Func<Stage, Draft, Draft> change) =>
        Of(sample, name, reason, field, (stage, draft) => Task.FromResult(change(stage, draft)));

    internal static RuleBreak Of(Sample sample, string name, Reason reason, string field, Action<Statement> change) =>
        Of(sample, name, reason, field, (_, draft) => draft.With(change));

    internal static Sample First(PayloadOneofCase kind) => StatementCatalogue.Of(kind).First();

    // One sample for each row of who may say it.
    private static IEnumerable<Sample> Rows(KindRules rules) => StatementCatalogue.Of(rules.Kind).DistinctBy(sample => sample.Row);

    private static Statement ProbeOf(Sample sample) => Probes.DraftOfAsync(sample).GetAwaiter().GetResult().Message.Clone();

    // Entry 0 is judged by its place alone: its speaker is the one that it names.
    private static bool IsGenesis(KindRules rules) => rules.Effects.HasFlag(Effects.BeginsLog);

    internal static IMessage PayloadOf(Statement statement) =>
        (IMessage)Statement.Descriptor.FindFieldByNumber((int)statement.PayloadCase).Accessor.GetValue(statement);
}
