using Trace.Domain.Parties;

namespace Trace.Domain.Ledger;

/// <summary>An entry of which everything that could be checked was checked.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Standing">How its key stood when it was recorded: <see cref="KeyStanding.Late"/> is flagged. Of claim, buyer and author keys always good.</param>
/// <param name="IsDisputed">Whether it was said at or after the time since which its key is known to be in wrong hands, or by a key that was granted so.</param>
/// <param name="NotUnderstood">What of it belongs to a newer version; null where all is understood. Then it is signed and in order, and its rules were not judged.</param>
public sealed record VerifiedEntry(RecordedEntry Entry, KeyStanding Standing, bool IsDisputed, string? NotUnderstood)
{
    /// <summary>Whether it was recorded under a key that had ended, as outboxes may for 30 days.</summary>
    public bool IsLate => Standing == KeyStanding.Late;
}

/// <summary>A subject's history that holds: every signature, link, proof and rule that one history can be held to.</summary>
/// <remarks>
/// Rules that read other subjects are checked by auditors (<see cref="Statements.RuleScope.Log"/>). That no newer entry exists is only as certain
/// as the checkpoint is new and the server honest.
/// </remarks>
public sealed record VerifiedHistory
{
    /// <summary>The subject key.</summary>
    public required string Subject { get; init; }

    /// <summary>The checkpoint of the log before, which this log's Genesis names; null where it follows none. Entries that stand there say so (<see cref="RecordedEntry.IsOfPredecessor"/>).</summary>
    public VerifiedCheckpoint? Predecessor { get; init; }

    /// <summary>The checkpoint that all proofs lead to.</summary>
    public required VerifiedCheckpoint Checkpoint { get; init; }

    /// <summary>The history, from version 1.</summary>
    public required IReadOnlyList<VerifiedEntry> Entries { get; init; }

    /// <summary>The histories of the keys and parties that it rests on, and entry 0, by index.</summary>
    public required IReadOnlyList<VerifiedEntry> Evidence { get; init; }

    /// <summary>
    /// The evidence recorded after all that the history's entries link to: that it is in the log is proven, that it is all is only as true as
    /// the server is honest. What is disputed, or suspended by now, rests on it.
    /// </summary>
    public required IReadOnlyList<VerifiedEntry> EvidenceAfterHeads { get; init; }

    /// <summary>Entries of a newer version, of history and evidence both: signed, in order, not understood.</summary>
    public required IReadOnlyList<VerifiedEntry> NotUnderstood { get; init; }

    /// <summary>The keys as they stand at the end of the evidence, by their subjects.</summary>
    public required IReadOnlyDictionary<string, KeyState> Keys { get; init; }

    /// <summary>The parties as they stand at the end of the evidence, by their subjects.</summary>
    public required IReadOnlyDictionary<string, PartyState> Parties { get; init; }

    /// <summary>Whether every entry of the history has an inclusion proof of its own.</summary>
    public required bool IsThorough { get; init; }
}
