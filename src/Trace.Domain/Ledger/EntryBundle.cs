using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Trace.Domain.Ledger;

/// <summary>
/// The entries of one level-0 tile, each preceded by its length as a big-endian uint16 (C2SP tlog-tiles, *Log entries*): 1 to 256
/// entries of at most 65,535 bytes.
/// </summary>
public static class EntryBundle
{
    /// <summary>The longest entry that a bundle can hold, in bytes.</summary>
    public const int MaxEntryBytes = ushort.MaxValue;

    private const int LengthBytes = 2;

    /// <summary>The bundle of these entries, in order.</summary>
    /// <exception cref="ArgumentException">None, more than 256, or one longer than 65,535 bytes.</exception>
    public static byte[] Encode(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count is < 1 or > TileGeometry.FullWidth)
        {
            throw new ArgumentException($"a bundle holds 1 to {TileGeometry.FullWidth} entries, not {entries.Count}", nameof(entries));
        }

        int length = 0;
        foreach (ReadOnlyMemory<byte> entry in entries)
        {
            if (entry.Length > MaxEntryBytes)
            {
                throw new ArgumentException($"an entry of {entry.Length} bytes is longer than {MaxEntryBytes}", nameof(entries));
            }

            length += LengthBytes + entry.Length;
        }

        byte[] bundle = new byte[length];
        Span<byte> rest = bundle;
        foreach (ReadOnlyMemory<byte> entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.Length);
            entry.Span.CopyTo(rest[LengthBytes..]);
            rest = rest[(LengthBytes + entry.Length)..];
        }

        return bundle;
    }

    /// <summary>The entries of a bundle of this width, as slices of it.</summary>
    /// <param name="bundle">The bundle's bytes, not compressed.</param>
    /// <param name="width">How many entries the bundle has, 1 to 256: its path says so.</param>
    /// <param name="entries">The entries in order.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryDecode(
        ReadOnlyMemory<byte> bundle,
        int width,
        [NotNullWhen(true)] out IReadOnlyList<ReadOnlyMemory<byte>>? entries,
        [NotNullWhen(false)] out string? problem)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, TileGeometry.FullWidth);
        entries = null;
        var read = new List<ReadOnlyMemory<byte>>(width);
        ReadOnlyMemory<byte> rest = bundle;
        while (read.Count < width)
        {
            if (rest.Length < LengthBytes)
            {
                problem = $"bundle ends after {read.Count} of {width} entries";
                return false;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            rest = rest[LengthBytes..];
            if (rest.Length < length)
            {
                problem = $"entry {read.Count} of the bundle is cut: {length} bytes said, {rest.Length} left";
                return false;
            }

            read.Add(rest[..length]);
            rest = rest[length..];
        }

        if (!rest.IsEmpty)
        {
            problem = $"{rest.Length} bytes follow the bundle's {width} entries";
            return false;
        }

        entries = read;
        problem = null;
        return true;
    }

    /// <summary>The entries of a bundle of this width, as slices of it.</summary>
    /// <exception cref="FormatException">The bundle does not hold exactly that many entries.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Decode(ReadOnlyMemory<byte> bundle, int width) =>
        TryDecode(bundle, width, out IReadOnlyList<ReadOnlyMemory<byte>>? entries, out string? problem) ? entries : throw new FormatException(problem);
}
