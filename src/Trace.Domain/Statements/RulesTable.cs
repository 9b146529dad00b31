using System.Collections.Frozen;
using Trace.Domain.Barcodes;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Statements;

/// <summary>
/// The one table of what may be said: for each kind its subjects, who says it over what, references, what holds between its fields, and its
/// effects; the bounds of single fields stand in the protos (<see cref="FieldBounds"/>). Admission, verifier, auditor, documentation and
/// tests read this table and no other.
/// </summary>
public static partial class RulesTable
{
    /// <summary>What the product model calls any subject: all but keys and the ledger's own.</summary>
    internal const SubjectKind Any = Goods | SubjectKind.Party;

    private const SubjectKind Goods = SubjectKind.Product | SubjectKind.Lot | SubjectKind.Item | SubjectKind.Parcel;
    private const SubjectKind Moved = SubjectKind.Item | SubjectKind.Parcel | SubjectKind.Lot;
    private const SubjectKind Bought = SubjectKind.Item | SubjectKind.Parcel;

    private static readonly FrozenDictionary<PayloadOneofCase, KindRules> ByKind =
        Parties().Concat(Products()).Concat(Complaints()).ToFrozenDictionary(rules => rules.Kind);

    /// <summary>All rows, in the order of their field numbers in Statement.</summary>
    public static IReadOnlyList<KindRules> All { get; } = [.. ByKind.Values.OrderBy(rules => rules.Kind)];

    /// <summary>The row of a kind.</summary>
    /// <param name="kind">A payload that Statement knows.</param>
    /// <exception cref="KeyNotFoundException">The kind has no row; a test says that none lacks one.</exception>
    public static KindRules Of(PayloadOneofCase kind) => ByKind[kind];

    private static Speaker By(Role role, Over over = Over.Any, Func<Statement, bool>? when = null, string condition = "") =>
        new(SpeakerKind.Party, role, over, when, condition);

    private static Speaker By(SpeakerKind kind, Over over = Over.Any, Func<Statement, bool>? when = null, string condition = "") =>
        new(kind, Role.Unspecified, over, when, condition);

    private static Shape Needs(string field, string rule, Func<Statement, SubjectKey, bool> holds) =>
        new(Reason.FieldRequired, field, rule, holds);

    private static Shape Refuses(string field, string rule, Func<Statement, SubjectKey, bool> holds) =>
        new(Reason.FieldNotAllowed, field, rule, holds);
}
