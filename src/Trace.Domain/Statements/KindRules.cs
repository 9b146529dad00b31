using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Places;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>What a rule looks at: what one history and its evidence prove, or the whole log, which auditors replay.</summary>
public enum RuleScope
{
    /// <summary>The statement, its subject's history, and the evidence for its key and party: every verifier checks it.</summary>
    History,

    /// <summary>Other subjects too: admission and auditors check it.</summary>
    Log,
}

/// <summary>What recording a statement changes for the statements after it.</summary>
[Flags]
public enum Effects
{
    /// <summary>Nothing that a rule reads.</summary>
    None = 0,

    /// <summary>Begins a log.</summary>
    BeginsLog = 1,

    /// <summary>Gives a party its roles and prefixes.</summary>
    RegistersParty = 1 << 1,

    /// <summary>Gives a key to a party.</summary>
    GrantsKey = 1 << 2,

    /// <summary>Ends a key.</summary>
    EndsKey = 1 << 3,

    /// <summary>Keeps a party from listing, or ends that.</summary>
    ChangesStanding = 1 << 4,

    /// <summary>Names a claim key.</summary>
    NamesClaimKey = 1 << 5,

    /// <summary>Names a buyer's key and uses up a claim.</summary>
    NamesBuyerKey = 1 << 6,

    /// <summary>Names an author's key.</summary>
    NamesAuthorKey = 1 << 7,

    /// <summary>Uses up one review of a buyer's key.</summary>
    UsesReview = 1 << 8,

    /// <summary>Lists goods: what a suspended party may not do.</summary>
    Lists = 1 << 9,

    /// <summary>Moves goods, and so counts in flags and journeys.</summary>
    MovesGoods = 1 << 10,

    /// <summary>Opens a case, or goes on with it.</summary>
    Case = 1 << 11,

    /// <summary>Changes what is displayed of an earlier statement.</summary>
    Corrects = 1 << 12,

    /// <summary>Deletes content beside the log.</summary>
    Erases = 1 << 13,

    /// <summary>Cannot be corrected.</summary>
    Final = 1 << 14,
}

/// <summary>A field that refers to an earlier statement by its identity.</summary>
/// <param name="Field">Path of the field in <see cref="Statement"/>.</param>
/// <param name="Of">Reads the identity, 32 bytes or empty.</param>
/// <param name="Kinds">The kinds that it may name.</param>
/// <param name="SameSubject">Whether what it names is about the same subject; then it is checked within one history.</param>
public sealed record Reference(string Field, Func<Statement, ByteString> Of, IReadOnlyList<Statement.PayloadOneofCase> Kinds, bool SameSubject)
{
    /// <summary>Where the rule is checked.</summary>
    public RuleScope Scope => SameSubject ? RuleScope.History : RuleScope.Log;
}

/// <summary>What must hold between the fields of one kind of statement and its subject.</summary>
/// <param name="Reason">The reason of the refusal where it does not.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="Rule">The rule in words, as the refusal's message gives it.</param>
/// <param name="Holds">Whether it holds.</param>
public sealed record Shape(Reason Reason, string Field, string Rule, Func<Statement, SubjectKey, bool> Holds);

/// <summary>How fine the place of a statement may be.</summary>
/// <param name="Gln">Whether a numbered place is allowed.</param>
/// <param name="Finest">The finest region allowed; null for no region.</param>
public sealed record PlaceRule(bool Gln, RegionPrecision? Finest)
{
    /// <summary>No place.</summary>
    public static readonly PlaceRule None = new(false, null);

    /// <summary>A province.</summary>
    public static readonly PlaceRule Province = new(false, RegionPrecision.Province);

    /// <summary>A numbered place, or a province.</summary>
    public static readonly PlaceRule ReadPoint = new(true, RegionPrecision.Province);

    /// <summary>A numbered place, or a region down to a county.</summary>
    public static readonly PlaceRule County = new(true, RegionPrecision.County);
}

/// <summary>Everything that holds for one kind of statement: a row of <see cref="RulesTable"/>.</summary>
public sealed record KindRules
{
    /// <summary>Of a kind that this version does not know: nobody may say it, and it changes nothing. In no table.</summary>
    internal static readonly KindRules NotUnderstood = new()
    {
        Kind = Statement.PayloadOneofCase.None,
        Chinese = "",
        Subjects = SubjectKind.None,
        Speakers = [],
    };

    /// <summary>The kind, by its payload.</summary>
    public required Statement.PayloadOneofCase Kind { get; init; }

    /// <summary>Its Chinese name, as pages show it.</summary>
    public required string Chinese { get; init; }

    /// <summary>What it may be about.</summary>
    public required SubjectKind Subjects { get; init; }

    /// <summary>Who may say it, over what; one row that applies is enough.</summary>
    public required IReadOnlyList<Speaker> Speakers { get; init; }

    /// <summary>How fine its place may be.</summary>
    public PlaceRule Place { get; init; } = PlaceRule.None;

    /// <summary>The statements that it refers to.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>What holds between its fields.</summary>
    public IReadOnlyList<Shape> Shapes { get; init; } = [];

    /// <summary>What it changes.</summary>
    public Effects Effects { get; init; }

    /// <summary>Whether it has a message <c>Confidential</c>, and so may be sealed.</summary>
    public bool MaySeal => Descriptor.NestedTypes.Any(nested => nested.Name == "Confidential");

    /// <summary>The payload's message.</summary>
    public Google.Protobuf.Reflection.MessageDescriptor Descriptor => Statement.Descriptor.FindFieldByNumber((int)Kind).MessageType;

    /// <summary>The payload's field name in <see cref="Statement"/>, with which paths of its fields begin.</summary>
    public string FieldName => Statement.Descriptor.FindFieldByNumber((int)Kind).Name;
}
