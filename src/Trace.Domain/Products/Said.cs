using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Places;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Products;

/// <summary>Whether a statement is still displayed as said.</summary>
public enum SaidState
{
    /// <summary>It stands.</summary>
    Stands,

    /// <summary>Who said it withdrew it.</summary>
    Withdrawn,

    /// <summary>Who said it replaced it by another.</summary>
    Replaced,
}

/// <summary>One statement as it is displayed: what was said, what became of it, and who passed the same on.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="State">By the Correction that holds.</param>
/// <param name="Correction">The Correction that holds: of several the one with the highest index; null where there is none.</param>
/// <param name="ReplacedBy">Identity of the statement in its place; null unless it was replaced.</param>
/// <param name="Relays">Entries in which relays passed on the very same, shown as one with it.</param>
public sealed record Said(RecordedEntry Entry, SaidState State, RecordedEntry? Correction, Hash256? ReplacedBy, IReadOnlyList<RecordedEntry> Relays)
{
    /// <summary>What it says.</summary>
    public Statement Message => Entry.Statement.Message;

    /// <summary>The kind.</summary>
    public PayloadOneofCase Kind => Entry.Statement.Kind;

    /// <summary>Who says it; empty for claim, buyer and author keys.</summary>
    public string Party => Message.Party;

    /// <summary>When it happened.</summary>
    public Moment Moment => Moment.Of(Entry);

    /// <summary>Its identity.</summary>
    public Hash256 Identity => Entry.Statement.Identity;

    /// <summary>Whether it was neither withdrawn nor replaced.</summary>
    public bool Stands => State == SaidState.Stands;

    /// <summary>What a relay passes on; null where it is said first-hand.</summary>
    public Relayed? Relayed => Message.Transit?.Relayed ?? Message.Receipt?.Relayed;

    /// <summary>Whether it tells of goods moved; a Sale that confirms another moves nothing.</summary>
    public bool MovesGoods => Entry.Statement.Rules.Effects.HasFlag(Effects.MovesGoods) && Message.Sale?.Confirms.IsEmpty != false;

    /// <summary>Whether it stands and is a Sale of its own, confirming no other.</summary>
    public bool IsSale => Stands && Message.Sale is { Confirms.IsEmpty: true };

    /// <summary>Whether it stands and is a Receipt.</summary>
    public bool IsReceipt => Stands && Kind == PayloadOneofCase.Receipt;

    /// <summary>Whether it stands and says that goods came back to who sent them.</summary>
    public bool IsReturn => Stands && (Message.Transit?.Activity == TransitActivity.Returned
        || Message.Return is { Outcome: not ReturnOutcome.Rejected });

    /// <summary>The region where it happened, by its place or by where it was shipped from; default where it names none.</summary>
    public Region Region =>
        Region.TryParse(Message.Place?.Region is { Length: > 0 } place ? place : Message.Shipment?.From, out var region, out _) ? region : default;

    /// <summary>The province, as text; the whole region's code outside the table.</summary>
    internal string Province => Region.Province.Code;

    /// <summary>An identity of a reference; null where the field is empty.</summary>
    internal static Hash256? Reference(ByteString? identity) => identity is { Length: Hash256.Size } ? Hash256.From(identity.Span) : null;
}
