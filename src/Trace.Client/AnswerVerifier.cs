using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.V1;
using InclusionProof = Trace.Domain.Ledger.InclusionProof;

namespace Trace.Client;

/// <summary>Checks what the ledger promises about single entries. Safe for many threads.</summary>
internal sealed class AnswerVerifier(TrustPolicy policy)
{
    // The log's signature alone makes a promise; witnesses make it final, later.
    private static readonly TrustPolicy NoQuorum = TrustPolicy.Parse("quorum none\n"u8);

    private readonly IReadOnlyList<VerifierKey> _logs = [.. policy.Logs.Select(log => log.Key)];

    // Answers come in batches under one checkpoint, whose signature is checked once.
    private volatile Tuple<ByteString, VerifiedCheckpoint>? _newest;

    /// <summary>A recorded statement, or an exception that says what does not hold.</summary>
    /// <param name="sent">The bytes that were sent; null where an entry was asked for by its index.</param>
    /// <param name="answer">The answer.</param>
    public RecordedStatement Check(ByteString? sent, Recorded answer)
    {
        if (!RecordedEntry.TryParse(answer.Entry, out var entry, out var refusal))
        {
            throw VerificationException.Because(VerificationRule.Form, $"the answer holds no entry: {refusal!.Message}");
        }

        var subject = entry!.Statement.Subject.Value;
        if (sent is not null && !entry.Statement.Bytes.Equals(sent))
        {
            throw VerificationException.Because(VerificationRule.Answer, "the entry holds another statement than the one that was sent", subject, entry.Index);
        }

        if (answer.Checkpoints.Count != 1 || answer.Proof is null)
        {
            throw VerificationException.Because(VerificationRule.Answer, $"an answer has one proof and one checkpoint; {answer.Checkpoints.Count} checkpoints came", subject, entry.Index);
        }

        // What was just recorded is a promise; what is read is held to the whole policy.
        var checkpoint = sent is not null ? Promise(answer.Checkpoints[0]) : Believed(answer.Checkpoints[0]);
        var hashes = Hashes(answer.Proof.Hashes);
        var (index, size) = ((long)answer.Proof.Index, (long)answer.Proof.Size);
        return entry.Index == answer.Proof.Index && size == checkpoint.Checkpoint.Size
            && InclusionProof.Verify(entry.LeafHash, index, size, hashes, checkpoint.Checkpoint.Root)
                ? new RecordedStatement(entry, checkpoint, hashes)
                : throw VerificationException.Because(VerificationRule.Inclusion, $"the proof does not lead from the entry to the root of the checkpoint of size {checkpoint.Checkpoint.Size}", subject, entry.Index);
    }

    /// <summary>A checkpoint that the log signed, whoever has cosigned it.</summary>
    public VerifiedCheckpoint Promise(ByteString note)
    {
        if (_newest is { } newest && newest.Item1.Equals(note))
        {
            return newest.Item2;
        }

        var verified = SignedNote.TryParse(note.Span, out var parsed, out var problem)
            && NoQuorum.TryVerify(parsed, _logs, out var checkpoint, out var refusal) is var believed
                ? believed ? checkpoint! : throw VerificationException.Because(VerificationRule.Checkpoint, refusal!.Problem)
                : throw VerificationException.Because(VerificationRule.Checkpoint, problem!);
        _newest = Tuple.Create(note, verified);
        return verified;
    }

    /// <summary>A checkpoint that the whole policy believes.</summary>
    public VerifiedCheckpoint Believed(ByteString note) => policy.TryVerify(note.Span, out var checkpoint, out var refusal)
        ? checkpoint
        : throw VerificationException.Because(VerificationRule.Checkpoint, refusal.Problem);

    /// <summary>The hashes of a proof.</summary>
    public static Hash256[] Hashes(IReadOnlyList<ByteString> hashes)
    {
        var read = new Hash256[hashes.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = hashes[i].Length == Hash256.Size
                ? Hash256.From(hashes[i].Span)
                : throw VerificationException.Because(VerificationRule.Answer, $"a proof's hashes have {Hash256.Size} bytes; one has {hashes[i].Length}");
        }

        return read;
    }
}
