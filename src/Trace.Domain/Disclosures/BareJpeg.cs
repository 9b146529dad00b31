using System.Buffers.Binary;

namespace Trace.Domain.Disclosures;

/// <summary>
/// A JPEG file in which there is nothing but pixels (ITU-T T.81, annex B): no application data but the JFIF header without thumbnail, no comment,
/// nothing behind its end. EXIF with its GPS position, XMP, ICC profiles, maker notes and whole other files travel in what is refused here.
/// </summary>
public static class BareJpeg
{
    /// <summary>The most pixels of a side.</summary>
    public const int MaxSide = 2048;

    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte Jfif = 0xE0;
    private const int JfifLength = 16;

    /// <summary>What is wrong with a file, or null.</summary>
    /// <param name="file">The whole file.</param>
    public static string? Problem(ReadOnlySpan<byte> file)
    {
        if (file.Length < 4 || file[0] != 0xFF || file[1] != StartOfImage)
        {
            return "not a JPEG file";
        }

        var (at, hasFrame, hasScan) = (2, false, false);
        while (at + 2 <= file.Length)
        {
            if (file[at] != 0xFF)
            {
                return $"byte {at} is no marker";
            }

            var marker = file[at + 1];
            if (marker == EndOfImage)
            {
                return !hasFrame || !hasScan ? "it holds no picture" : at + 2 < file.Length ? $"{file.Length - at - 2} bytes follow its end" : null;
            }

            if (at + 4 > file.Length || BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]) is var length && (length < 2 || at + 2 + length > file.Length))
            {
                return "it is cut off";
            }

            var segment = file.Slice(at + 4, length - 2);
            if (ProblemOf(marker, segment, at, ref hasFrame) is { } problem)
            {
                return problem;
            }

            at += 2 + length;
            if (marker == StartOfScan)
            {
                if (!hasFrame)
                {
                    return "a scan comes before its frame";
                }

                hasScan = true;
                at = AfterScan(file, at);
            }
        }

        return "it has no end";
    }

    private static string? ProblemOf(byte marker, ReadOnlySpan<byte> segment, int at, ref bool hasFrame)
    {
        switch (marker)
        {
            case Jfif:
                // Once, first of all, and without a thumbnail.
                return at == 2 && segment.Length == JfifLength - 2 && segment.StartsWith("JFIF\0"u8) && segment[12] == 0 && segment[13] == 0 ? null : "it holds application data (APP0) beside its pixels";
            case > Jfif and <= 0xEF:
                return $"it holds application data (APP{marker - Jfif}), where cameras write place and time, beside its pixels";
            case 0xFE:
                return "it holds a comment beside its pixels";
            case 0xC0 or 0xC1 or 0xC2:
                if (hasFrame || segment.Length < 6)
                {
                    return "it holds more than one frame, or a damaged one";
                }

                hasFrame = true;
                var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
                return height is 0 or > MaxSide || width is 0 or > MaxSide ? $"it has {width} x {height} pixels; a side has 1 to {MaxSide}" : null;
            case 0xC4 or 0xDB or 0xDD or StartOfScan:
                return null;
            default:
                return $"it holds a segment 0xFF{marker:X2} that no picture of ours has";
        }
    }

    // Behind 0xFF in a scan stand 0x00 and the restart markers; anything else ends it.
    private static int AfterScan(ReadOnlySpan<byte> file, int at)
    {
        while (at + 1 < file.Length && !(file[at] == 0xFF && file[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7))))
        {
            at++;
        }

        return at;
    }
}
