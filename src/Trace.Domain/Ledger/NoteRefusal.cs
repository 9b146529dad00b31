namespace Trace.Domain.Ledger;

/// <summary>Why a note, a checkpoint or a proof is not believed.</summary>
public enum NoteRefusalReason
{
    /// <summary>It breaks a rule of its format.</summary>
    Malformed,

    /// <summary>Two different keys of the verifier's own have the same name and id: which one signed can't be told.</summary>
    AmbiguousKey,

    /// <summary>A signature of a known key does not verify. The whole note is refused, whatever else is under it.</summary>
    InvalidSignature,

    /// <summary>No signature of a known key that this verifier can check.</summary>
    NoKnownSignature,

    /// <summary>The checkpoint is not signed by a trusted log whose key's name is its origin.</summary>
    UnknownLog,

    /// <summary>Too few of the policy's witnesses have cosigned.</summary>
    QuorumMissing,

    /// <summary>The entry is not in the tree at the index that the proof says.</summary>
    NotIncluded,
}

/// <summary>A note, checkpoint or proof refused: an answer, not an exception.</summary>
/// <param name="Reason">The rule's kind.</param>
/// <param name="Problem">The rule and what came, for people.</param>
public sealed record NoteRefusal(NoteRefusalReason Reason, string Problem);
