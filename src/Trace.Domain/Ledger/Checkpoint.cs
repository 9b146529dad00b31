using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Trace.Domain.Ledger;

/// <summary>
/// The text of a log's signed tree head (C2SP tlog-checkpoint): origin, size and root, each a line. Ours has no extension lines; those of
/// others are kept and mean nothing here.
/// </summary>
public sealed class Checkpoint
{
    /// <summary>A checkpoint of these parts.</summary>
    /// <param name="origin">The log's identity; not empty, no control characters.</param>
    /// <param name="size">How many leaves the tree has.</param>
    /// <param name="root">The root over them.</param>
    /// <param name="extensions">Extension lines without their newlines; none is empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="ArgumentException">A line is empty or holds a control character; or the empty tree has another root than its own.</exception>
    public Checkpoint(string origin, long size, Hash256 root, params IReadOnlyList<string> extensions)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(extensions);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        foreach (string line in (ReadOnlySpan<string>)[origin, .. extensions])
        {
            if (line.Length == 0 || line.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            {
                throw new ArgumentException("a checkpoint's line is not empty and holds no control character");
            }
        }

        if (size == 0 && root != MerkleHash.EmptyRoot)
        {
            throw new ArgumentException($"the empty tree's root is {MerkleHash.EmptyRoot}", nameof(root));
        }

        Origin = origin;
        Size = size;
        Root = root;
        Extensions = [.. extensions];
    }

    /// <summary>The log's identity, which is its key's name.</summary>
    public string Origin { get; }

    /// <summary>How many leaves the tree has.</summary>
    public long Size { get; }

    /// <summary>The root of the tree (RFC 6962 section 2.1).</summary>
    public Hash256 Root { get; }

    /// <summary>Lines after the third, opaque; none in checkpoints of ours.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Reads a tree size in its one spelling: ASCII decimal without leading zeros (C2SP tlog-checkpoint), below 2^63.</summary>
    /// <param name="text">The digits alone.</param>
    /// <param name="size">The size; 0 where the text is none.</param>
    public static bool TryParseSize(ReadOnlySpan<char> text, out long size) => StrictText.TryDecimal(text, out size);

    /// <summary>Reads the text of a checkpoint's note.</summary>
    /// <param name="noteText">The note's text with its last newline, without the empty line and the signatures.</param>
    /// <param name="checkpoint">The checkpoint, as trustworthy as the note it came from.</param>
    /// <param name="problem">The rule that it breaks.</param>
    public static bool TryParse(string noteText, [NotNullWhen(true)] out Checkpoint? checkpoint, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(noteText);
        checkpoint = null;
        string[] lines = noteText.Split('\n');
        if (lines.Length < 4 || lines[^1].Length != 0)
        {
            problem = "checkpoint must be at least three lines, each ending in a newline";
            return false;
        }

        lines = lines[..^1];
        foreach (string line in lines)
        {
            if (line.Length == 0 || line.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            {
                problem = "checkpoint holds an empty line or a control character";
                return false;
            }
        }

        if (!StrictText.TryDecimal(lines[1], out long size))
        {
            problem = $"tree size \"{lines[1]}\" must be a decimal of 0 to 2^63 - 1 without leading zeroes";
            return false;
        }

        if (!Hash256.TryFromBase64(lines[2], out Hash256 root))
        {
            problem = $"root hash \"{lines[2]}\" must be base64 of 32 bytes, padded, unused bits zero";
            return false;
        }

        if (size == 0 && root != MerkleHash.EmptyRoot)
        {
            problem = "root hash of the empty tree must be SHA-256 of no bytes";
            return false;
        }

        checkpoint = new(lines[0], size, root, lines[3..]);
        problem = null;
        return true;
    }

    /// <summary>Reads the text of a checkpoint's note.</summary>
    /// <exception cref="FormatException">It breaks a rule of the format.</exception>
    public static Checkpoint Parse(string noteText) =>
        TryParse(noteText, out Checkpoint? checkpoint, out string? problem) ? checkpoint : throw new FormatException(problem);

    /// <summary>The note's text, ending in a newline: what is signed.</summary>
    public override string ToString() =>
        string.Concat((IEnumerable<string>)
        [
            Origin, "\n", Size.ToString(CultureInfo.InvariantCulture), "\n", Root.ToBase64(), "\n", .. Extensions.Select(line => line + "\n"),
        ]);
}
