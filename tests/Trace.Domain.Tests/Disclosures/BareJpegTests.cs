using Trace.Domain.Disclosures;
using Xunit;

namespace Trace.Domain.Tests.Disclosures;

public sealed class BareJpegTests
{
    [Fact]
    public void A_file_of_frame_tables_and_scan_alone_is_bare()
    {
        Assert.Null(BareJpeg.Problem(Jpegs.Bare()));
    }

    [Theory]
    [InlineData(0xE1, "APP1")]
    [InlineData(0xE2, "APP2")]
    [InlineData(0xED, "APP13")]
    [InlineData(0xFE, "comment")]
    [InlineData(0xE0, "APP0")]
    [InlineData(0xDC, "0xFFDC")]
    public void What_carries_other_data_is_named(int marker, string named)
    {
        Assert.Contains(named, BareJpeg.Problem(Jpegs.With((byte)marker, "Exif\0\0 somewhere"u8.ToArray())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_behind_its_end_is_found()
    {
        Assert.Contains("follow its end", BareJpeg.Problem([.. Jpegs.Bare(), .. "PK\u0003\u0004"u8]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_thumbnail_in_the_header_a_second_frame_and_a_huge_side_are_refused()
    {
        var bare = Jpegs.Bare();
        byte[] thumbnail = [.. bare];
        thumbnail[18] = thumbnail[19] = 1;
        Assert.Contains("APP0", BareJpeg.Problem(thumbnail), StringComparison.Ordinal);
        Assert.Contains("frame", BareJpeg.Problem(Jpegs.With(0xC0, Jpegs.Frame(8, 8))), StringComparison.Ordinal);
        Assert.Contains("9000 x 8", BareJpeg.Problem(Jpegs.Bare(9000)), StringComparison.Ordinal);
    }

    // No prefix of a file is one, and no changed byte is worse than a refusal.
    [Fact]
    public void Cut_off_or_damaged_anywhere_it_is_answered()
    {
        var bare = Jpegs.Bare();
        for (var at = 0; at < bare.Length; at++)
        {
            Assert.NotNull(BareJpeg.Problem(bare.AsSpan(0, at)));
            foreach (var value in new byte[] { 0x00, 0x7F, 0xD9, 0xFF })
            {
                byte[] damaged = [.. bare];
                damaged[at] = value;
                _ = BareJpeg.Problem(damaged);
            }
        }
    }
}

/// <summary>Files with the markers of a JPEG and nothing that a decoder would draw.</summary>
internal static class Jpegs
{
    public static byte[] Bare(int width = 8) =>
    [
        0xFF, 0xD8,
        0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        .. Segment(0xDB, new byte[65]),
        .. Segment(0xC0, Frame(width, 8)),
        .. Segment(0xC4, new byte[17]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56,
        0xFF, 0xD9,
    ];

    /// <summary>A bare file with one more segment behind its frame.</summary>
    public static byte[] With(byte marker, byte[] content)
    {
        var bare = Bare();
        var at = 2 + 18 + 69 + 4 + Frame(8, 8).Length;
        return [.. bare[..at], .. Segment(marker, content), .. bare[at..]];
    }

    public static byte[] Frame(int width, int height) => [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0];

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];
}
