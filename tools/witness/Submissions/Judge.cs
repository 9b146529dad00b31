using System.Globalization;
using Trace.Domain.Ledger;
using Trace.Witness.State;

namespace Trace.Witness.Submissions;

/// <summary>
/// Whether a submission is cosigned (C2SP tlog-witness, add-checkpoint). Pure: the same submission and head have one answer. The checks
/// stand in the order of the specification, because the first that fails names the status.
/// </summary>
internal static class Judge
{
    /// <summary>What can be said without the head: 404, 403 and 400.</summary>
    /// <param name="submission">The request.</param>
    /// <param name="logs">The keys of the known logs, by origin.</param>
    /// <param name="signed">The log's signatures that hold; empty where it is refused.</param>
    /// <returns>The refusal, or null.</returns>
    public static WitnessAnswer? Unsigned(Submission submission, IReadOnlyDictionary<string, IReadOnlyList<VerifierKey>> logs, out IReadOnlyList<NoteSignature> signed)
    {
        signed = [];
        if (!logs.TryGetValue(submission.Origin, out var keys))
        {
            return WitnessAnswer.Refused(404, "this witness does not know a log of this origin");
        }

        if (!NoteVerifier.TryOpen(submission.Note, keys, out _, out var refusal))
        {
            return WitnessAnswer.Refused(403, refusal.Problem);
        }

        if (submission.OldSize > submission.Tree.Size)
        {
            return WitnessAnswer.Refused(400, string.Create(CultureInfo.InvariantCulture, $"old size {submission.OldSize} is greater than the checkpoint's size {submission.Tree.Size}"));
        }

        // One of each key, or a note with many repeats could not take ours beside them.
        signed =
        [
            .. submission.Note.Signatures.Where(signature => keys.Any(key => key.Name == signature.Name && key.KeyId == signature.KeyId))
                .DistinctBy(signature => (signature.Name, signature.KeyId)),
        ];
        return null;
    }

    /// <summary>What the head decides: 409 and 422.</summary>
    /// <param name="submission">The request, which <see cref="Unsigned"/> let pass.</param>
    /// <param name="head">The largest tree that was cosigned.</param>
    /// <returns>The refusal, or null: then the checkpoint is consistent with all that was cosigned, and is to be cosigned.</returns>
    public static WitnessAnswer? Inconsistent(Submission submission, Head head)
    {
        var (oldSize, tree) = (submission.OldSize, submission.Tree);
        if (oldSize != head.Size)
        {
            return WitnessAnswer.Conflict(head.Size);
        }

        if (tree.Size == 0 && tree.Root != MerkleHash.EmptyRoot)
        {
            return WitnessAnswer.Refused(422, $"the empty tree's root is {MerkleHash.EmptyRoot.ToBase64()}, not {tree.Root.ToBase64()}") with { IsFork = true };
        }

        if (oldSize == 0 && submission.Proof.Length > 0)
        {
            return WitnessAnswer.Refused(422, "from old size 0 the proof must be empty");
        }

        if (oldSize == tree.Size && tree.Root != head.Root)
        {
            return WitnessAnswer.Refused(422, string.Create(CultureInfo.InvariantCulture, $"at size {head.Size} root {head.Root.ToBase64()} was cosigned, not {tree.Root.ToBase64()}")) with { IsFork = true };
        }

        return ConsistencyProof.Verify(head.Size, tree.Size, head.Root, tree.Root, submission.Proof)
            ? null
            : WitnessAnswer.Refused(422, string.Create(CultureInfo.InvariantCulture, $"the consistency proof from size {head.Size} to {tree.Size} does not verify"));
    }

    /// <summary>
    /// Whether the submission carries a cosignature of this witness's own for a tree that its memory does not have: then the memory is older
    /// than what was signed. Nobody else can make such a cosignature.
    /// </summary>
    /// <param name="submission">The request.</param>
    /// <param name="head">The largest tree that is remembered.</param>
    /// <param name="own">This witness's vkeys.</param>
    public static string? Forgotten(Submission submission, Head head, IReadOnlyList<VerifierKey> own)
    {
        var isNewer = submission.Tree.Size > head.Size || (submission.Tree.Size == head.Size && submission.Tree.Root != head.Root);
        return isNewer && NoteVerifier.TryOpen(submission.Note, own, out _, out _)
            ? string.Create(CultureInfo.InvariantCulture, $"it cosigned size {submission.Tree.Size}, root {submission.Tree.Root.ToBase64()} of {submission.Origin}, and remembers size {head.Size}")
            : null;
    }
}
