using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Client;

/// <summary>A statement as the log holds it, checked: the entry is the statement's, and the log's signed checkpoint commits to it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Checkpoint">The checkpoint that the proof leads to, signed by the log.</param>
/// <param name="Proof">The inclusion proof, the leaf's sibling first.</param>
public sealed record RecordedStatement(RecordedEntry Entry, VerifiedCheckpoint Checkpoint, IReadOnlyList<Hash256> Proof)
{
    /// <summary>The proof as a file that others check offline (C2SP tlog-proof).</summary>
    public TlogProof ToTlogProof() => new(default, (long)Entry.Index, Proof, Checkpoint.Note);
}

/// <summary>What became of one statement of a stream: recorded, or refused.</summary>
/// <param name="Statement">As it was sent.</param>
/// <param name="Recorded">The verified answer; null where it was refused.</param>
/// <param name="Refusal">Why it was not recorded; null where it was.</param>
public sealed record RecordOutcome(SignedStatement Statement, RecordedStatement? Recorded, Refusal? Refusal);
