using System.Globalization;
using System.Text;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>What goes to a witness and comes back from it (C2SP tlog-witness, <em>add-checkpoint</em>), as bytes.</summary>
public static class AddCheckpoint
{
    /// <summary>The address under a witness's submission prefix.</summary>
    public const string Path = "add-checkpoint";

    /// <summary>The longest answer that is read: some notes' worth of signature lines.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    /// <summary>The request: the old size, the proof, an empty line, the checkpoint.</summary>
    /// <param name="old">The size that the witness saw last.</param>
    /// <param name="proof">That the checkpoint's tree continues that of the old size; at most 63 hashes.</param>
    /// <param name="checkpoint">Signed by the log.</param>
    public static byte[] Request(long old, IReadOnlyList<Hash256> proof, SignedNote checkpoint)
    {
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var body = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {old}\n");
        foreach (var hash in proof)
        {
            body.Append(hash.ToBase64()).Append('\n');
        }

        return [.. Encoding.ASCII.GetBytes(body.Append('\n').ToString()), .. checkpoint.ToBytes()];
    }

    /// <summary>The size that a witness saw last, as it answers with 409: a decimal and a newline.</summary>
    /// <param name="answer">The body.</param>
    /// <returns>The size; null where the body is none.</returns>
    public static long? Size(ReadOnlySpan<byte> answer)
    {
        var text = Encoding.Latin1.GetString(answer);
        return text.EndsWith('\n') && Checkpoint.TryParseSize(text.AsSpan(0, text.Length - 1), out var size) ? size : null;
    }

    /// <summary>
    /// The cosignatures of a witness's keys over a checkpoint, as it answers with 200: signature lines. Lines of other keys are ignored; a key
    /// whose line does not verify, or says a time far from now, counts as silent and is told.
    /// </summary>
    /// <param name="checkpoint">What was sent.</param>
    /// <param name="answer">The body.</param>
    /// <param name="keys">The keys that are asked for at this address.</param>
    /// <param name="now">The clock here.</param>
    /// <param name="tolerance">How far from it a cosignature's time may lie.</param>
    /// <param name="problem">What is wrong with one of the keys' lines, or missing; null where each cosigned.</param>
    public static IReadOnlyList<(VerifierKey Key, NoteSignature Signature)> Cosignatures(
        SignedNote checkpoint, ReadOnlySpan<byte> answer, IReadOnlyList<VerifierKey> keys, DateTimeOffset now, TimeSpan tolerance, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(keys);
        problem = null;
        if (!SignedNote.TryParse([.. checkpoint.TextBytes.Span, (byte)'\n', .. answer], out var signed, out var malformed))
        {
            problem = $"its answer is no signature lines: {malformed}";
            return [];
        }

        var cosignatures = new List<(VerifierKey, NoteSignature)>();
        foreach (var key in keys)
        {
            if (!NoteVerifier.TryOpen(signed, [key], out var opened, out var refusal))
            {
                problem = refusal.Reason == NoteRefusalReason.InvalidSignature ? $"its cosignature does not verify: {refusal.Problem}" : $"its answer holds no cosignature of {key.Name}+{key.KeyId:x8}";
            }
            else if (opened.Verified[0].Time is not { } time || (now - DateTimeOffset.UnixEpoch).TotalSeconds - time is var off && Math.Abs(off) > tolerance.TotalSeconds)
            {
                problem = $"its cosignature says a time more than {tolerance.TotalMinutes:F0} minutes from the clock here";
            }
            else
            {
                cosignatures.Add((key, signed.Signatures.First(signature => signature.Name == key.Name && signature.KeyId == key.KeyId)));
            }
        }

        return cosignatures;
    }
}
