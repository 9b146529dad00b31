using Trace.Domain.Ledger;
using Trace.Witness.Keys;
using Trace.Witness.State;

namespace Trace.Witness.Submissions;

/// <summary>Judges submissions, and cosigns what is consistent once it is remembered.</summary>
internal sealed class Cosigner(WitnessKeyFile key, Memory memory, IReadOnlyDictionary<string, IReadOnlyList<VerifierKey>> logs, Refusals refusals, TimeProvider clock, ILogger<Cosigner> logger)
{
    /// <summary>Answers add-checkpoint.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="cancellation">Ends the wait for the turn.</param>
    /// <exception cref="MemoryLostException">The memory is not to be relied on: nothing was signed.</exception>
    public async Task<WitnessAnswer> AddCheckpointAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (!Submission.TryParse(body.Span, out var submission, out var problem))
        {
            return WitnessAnswer.Refused(400, problem);
        }

        if (Judge.Unsigned(submission, logs, out var signed) is { } refusal)
        {
            return refusal;
        }

        var answer = await memory.StepAsync(submission.Origin, head => Decide(submission, signed, head), cancellation);
        if (answer.Status == 422 && refusals.IsTold(submission.Origin, submission.Tree, answer.IsFork))
        {
            // The log signed it: whoever can show it beside what was cosigned may have caught the log.
            logger.Inconsistent(submission.Origin, submission.Tree.Size, submission.Tree.Root.ToBase64(), signed[0].ToString(), answer.Body.TrimEnd());
        }

        return answer;
    }

    private Step<WitnessAnswer> Decide(Submission submission, IReadOnlyList<NoteSignature> signed, Head head)
    {
        if (Judge.Forgotten(submission, head, key.VerifierKeys) is { } why)
        {
            return new Step<WitnessAnswer>(WitnessAnswer.Conflict(head.Size)) { Forgotten = why };
        }

        if (Judge.Inconsistent(submission, head) is { } refusal)
        {
            return new Step<WitnessAnswer>(refusal);
        }

        // Read in this turn, so that no earlier size is signed with a later time.
        var cosignatures = key.Cosign(submission.Note, clock.GetUtcNow().ToUnixTimeSeconds());
        return new Step<WitnessAnswer>(WitnessAnswer.Cosigned(cosignatures))
        {
            To = submission.Tree,
            Note = new SignedNote(submission.Note.Text, [.. signed, .. cosignatures]).ToBytes(),
        };
    }
}
