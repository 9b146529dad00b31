using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Trace.Domain.Ledger;

/// <summary>
/// A <c>.tlog-proof</c> (C2SP tlog-proof): the index of an entry, its inclusion proof, and the signed checkpoint that the proof leads to,
/// to be checked offline. Parsing checks the form alone; <see cref="TryVerify"/> believes it under a policy.
/// </summary>
public sealed class TlogProof
{
    /// <summary>The longest proof that is read, in bytes: extra data may hold a subject's whole history.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The most hashes that an inclusion proof can have.</summary>
    public const int MaxHashes = 63;

    private const string Header = "c2sp.org/tlog-proof@v1";
    private const string ExtraStart = "extra ";
    private const string IndexStart = "index ";

    /// <summary>A proof of these parts.</summary>
    /// <param name="extra">Opaque data of the application, not authenticated by the proof; empty for none.</param>
    /// <param name="index">The entry's index in the log, from 0.</param>
    /// <param name="hashes">The inclusion proof, the leaf's sibling first; at most 63.</param>
    /// <param name="note">The signed checkpoint.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="ArgumentException">More than 63 hashes.</exception>
    /// <exception cref="FormatException">The note's text is no checkpoint.</exception>
    public TlogProof(ReadOnlyMemory<byte> extra, long index, IReadOnlyList<Hash256> hashes, SignedNote note)
        : this(extra, index, hashes, note, Checkpoint.Parse(note.Text))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (hashes.Count > MaxHashes)
        {
            throw new ArgumentException($"an inclusion proof has at most {MaxHashes} hashes, not {hashes.Count}", nameof(hashes));
        }
    }

    private TlogProof(ReadOnlyMemory<byte> extra, long index, IReadOnlyList<Hash256> hashes, SignedNote note, Checkpoint checkpoint)
    {
        Extra = extra;
        Index = index;
        Hashes = [.. hashes];
        Note = note;
        Checkpoint = checkpoint;
    }

    /// <summary>Opaque data of the application; empty for none. Whoever reads it checks every byte of it against leaf hashes.</summary>
    public ReadOnlyMemory<byte> Extra { get; }

    /// <summary>The entry's index in the log, from 0.</summary>
    public long Index { get; }

    /// <summary>The inclusion proof (RFC 6962 section 2.1.1), the leaf's sibling first.</summary>
    public IReadOnlyList<Hash256> Hashes { get; }

    /// <summary>The checkpoint's note with all of its signatures, not verified.</summary>
    public SignedNote Note { get; }

    /// <summary>What the note says, as trustworthy as the note.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Reads a proof.</summary>
    /// <param name="bytes">The proof, up to the last newline of its checkpoint.</param>
    /// <param name="proof">The proof, unverified.</param>
    /// <param name="problem">The rule that it breaks.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TlogProof? proof, [NotNullWhen(false)] out string? problem)
    {
        proof = null;
        if (bytes.Length > MaxBytes)
        {
            problem = $"proof of {bytes.Length} bytes: at most {MaxBytes} are read";
            return false;
        }

        // Neither the header lines nor the hashes may be empty, so the first empty line ends them.
        int end = bytes.IndexOf("\n\n"u8);
        if (end < 0)
        {
            problem = "proof has no empty line before its checkpoint";
            return false;
        }

        var lines = new Queue<string>(Encoding.Latin1.GetString(bytes[..end]).Split('\n'));
        if (lines.Dequeue() != Header)
        {
            problem = $"proof must begin with the line \"{Header}\"";
            return false;
        }

        byte[] extra = [];
        if (lines.TryPeek(out string? line) && line.StartsWith(ExtraStart, StringComparison.Ordinal))
        {
            lines.Dequeue();
            if (!StrictText.TryBase64(line.AsSpan(ExtraStart.Length), out byte[]? decoded) || decoded.Length == 0)
            {
                problem = "extra line must hold base64 (padded, unused bits zero) of at least one byte";
                return false;
            }

            extra = decoded;
        }

        if (!lines.TryDequeue(out line) || !line.StartsWith(IndexStart, StringComparison.Ordinal)
            || !StrictText.TryDecimal(line.AsSpan(IndexStart.Length), out long index))
        {
            problem = "proof must have a line \"index\" and a decimal of 0 to 2^63 - 1 without leading zeroes";
            return false;
        }

        if (lines.Count > MaxHashes)
        {
            problem = $"inclusion proof of {lines.Count} hashes: at most {MaxHashes} are possible";
            return false;
        }

        var hashes = new List<Hash256>(lines.Count);
        while (lines.TryDequeue(out line))
        {
            if (!Hash256.TryFromBase64(line, out Hash256 hash))
            {
                problem = $"hash {hashes.Count + 1} of the proof must be base64 of 32 bytes, padded, unused bits zero";
                return false;
            }

            hashes.Add(hash);
        }

        if (!SignedNote.TryParse(bytes[(end + 2)..], out SignedNote? note, out problem)
            || !Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint, out problem))
        {
            return false;
        }

        proof = new(extra, index, hashes, note, checkpoint);
        return true;
    }

    /// <summary>Reads a proof.</summary>
    /// <exception cref="FormatException">It breaks a rule of the format.</exception>
    public static TlogProof Parse(ReadOnlySpan<byte> bytes) =>
        TryParse(bytes, out TlogProof? proof, out string? problem) ? proof : throw new FormatException(problem);

    /// <summary>Checks the checkpoint by the policy, and that the leaf is in its tree at <see cref="Index"/>.</summary>
    /// <param name="policy">Which logs and witnesses are believed.</param>
    /// <param name="leaf">The leaf hash, computed by the caller from the entry it holds.</param>
    /// <param name="verified">The checkpoint and who signed it.</param>
    /// <param name="refusal">Why the proof is not believed.</param>
    public bool TryVerify(
        TrustPolicy policy, Hash256 leaf, [NotNullWhen(true)] out VerifiedCheckpoint? verified, [NotNullWhen(false)] out NoteRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!policy.TryVerify(Note, out verified, out refusal))
        {
            return false;
        }

        if (InclusionProof.Verify(leaf, Index, Checkpoint.Size, [.. Hashes], Checkpoint.Root))
        {
            return true;
        }

        verified = null;
        refusal = new(NoteRefusalReason.NotIncluded, $"leaf {leaf} is not proven to be at index {Index} of the tree of {Checkpoint.Size} leaves");
        return false;
    }

    /// <summary>The proof as a file: what <see cref="TryParse"/> reads, byte for byte.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The proof as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (!Extra.IsEmpty)
        {
            text.Append(ExtraStart).Append(Convert.ToBase64String(Extra.Span)).Append('\n');
        }

        text.Append(IndexStart).Append(Index.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (Hash256 hash in Hashes)
        {
            text.Append(hash.ToBase64()).Append('\n');
        }

        return text.Append('\n').Append(Note).ToString();
    }
}
