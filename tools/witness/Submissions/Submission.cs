using System.Diagnostics.CodeAnalysis;
using System.Text;
using Trace.Domain.Ledger;
using Trace.Witness.State;

namespace Trace.Witness.Submissions;

/// <summary>
/// The body of add-checkpoint (C2SP tlog-witness): the size that the log believes was cosigned last, a consistency proof from there, and the
/// checkpoint. Read for its form alone.
/// </summary>
/// <param name="OldSize">Of the <c>old</c> line.</param>
/// <param name="Proof">At most 63 hashes.</param>
/// <param name="Note">The checkpoint's note, unverified.</param>
/// <param name="Origin">The checkpoint's first line.</param>
/// <param name="Tree">Its size and root. The empty tree may stand here with a root that is not its own: the judge answers that.</param>
internal sealed record Submission(long OldSize, Hash256[] Proof, SignedNote Note, string Origin, Head Tree)
{
    /// <summary>The most hashes of a proof.</summary>
    public const int MaxProofLines = 63;

    /// <summary>The longest body that is read: an old line, the longest proof, and the longest note.</summary>
    public const int MaxBytes = 32 + (MaxProofLines * 45) + 1 + SignedNote.MaxBytes;

    /// <summary>Reads a body.</summary>
    /// <param name="body">All of it.</param>
    /// <param name="submission">What it says.</param>
    /// <param name="problem">The rule that it breaks.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out Submission? submission, [NotNullWhen(false)] out string? problem)
    {
        submission = null;
        var end = body.IndexOf("\n\n"u8);
        if (end < 0)
        {
            problem = "a body is an old line, proof lines, an empty line and a checkpoint; there is no empty line";
            return false;
        }

        var lines = Encoding.Latin1.GetString(body[..end]).Split('\n');
        if (!lines[0].StartsWith("old ", StringComparison.Ordinal) || !Checkpoint.TryParseSize(lines[0].AsSpan(4), out var oldSize))
        {
            problem = "the first line must be old, a space, and a decimal of 0 to 2^63 - 1 without leading zeroes";
            return false;
        }

        if (lines.Length - 1 > MaxProofLines)
        {
            problem = $"{lines.Length - 1} proof lines: at most {MaxProofLines} are taken";
            return false;
        }

        var proof = new Hash256[lines.Length - 1];
        for (var i = 0; i < proof.Length; i++)
        {
            if (!Hash256.TryFromBase64(lines[i + 1], out proof[i]))
            {
                problem = $"proof line {i + 1} must be base64 of 32 bytes, padded, unused bits zero";
                return false;
            }
        }

        if (!SignedNote.TryParse(body[(end + 2)..], out var note, out problem) || !TryTree(note.Text, out var origin, out var tree, out problem))
        {
            return false;
        }

        submission = new Submission(oldSize, proof, note, origin, tree);
        return true;
    }

    // Trace.Domain takes no checkpoint of the empty tree with another root; here that is a form like others, and answered 422.
    private static bool TryTree(string text, [NotNullWhen(true)] out string? origin, out Head tree, [NotNullWhen(false)] out string? problem)
    {
        var lines = text.Split('\n');
        var isEmpty = lines.Length > 3 && lines[1] == "0" && Hash256.TryFromBase64(lines[2], out _);
        var read = isEmpty ? string.Join('\n', [.. lines[..2], MerkleHash.EmptyRoot.ToBase64(), .. lines[3..]]) : text;
        if (!Checkpoint.TryParse(read, out var checkpoint, out problem))
        {
            origin = null;
            tree = default;
            return false;
        }

        Hash256.TryFromBase64(lines[2], out var root);
        origin = checkpoint.Origin;
        tree = new Head(checkpoint.Size, root);
        return true;
    }
}
