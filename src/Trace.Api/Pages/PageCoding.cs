using System.IO.Compression;

namespace Trace.Api.Pages;

/// <summary>In which coding a page or a file of one goes out (RFC 9110, section 8.4.1).</summary>
internal static class PageCoding
{
    /// <summary>The bytes as they are.</summary>
    public const string Plain = "";

    // Where a page is made once and read often; from 6 on a page takes longer than it gets smaller.
    private const int BrotliQuality = 5;
    private const int BrotliWindowBits = 22;

    /// <summary>Those that packed files are made in, the smaller first.</summary>
    public static IReadOnlyList<string> All { get; } = ["br", "gzip"];

    /// <summary>The smallest that the reader takes, of those that there are.</summary>
    /// <param name="request">The request.</param>
    /// <param name="has">Whether there is one.</param>
    public static string Of(HttpRequest request, Func<string, bool> has)
    {
        var taken = request.GetTypedHeaders().AcceptEncoding.Where(one => one.Quality is not 0).Select(one => one.Value.Value).ToList();
        return All.FirstOrDefault(coding => has(coding) && taken.Contains(coding, StringComparer.OrdinalIgnoreCase)) ?? Plain;
    }

    /// <summary>
    /// Packs a whole page at once. Packed as it is written, four kilobytes at a time, a page came out twice as large.
    /// </summary>
    /// <param name="plain">Its bytes.</param>
    /// <param name="coding">One of <see cref="All"/>, or <see cref="Plain"/>.</param>
    public static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> plain, string coding)
    {
        if (coding == Plain)
        {
            return plain;
        }

        if (coding == "br")
        {
            var packed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
            return BrotliEncoder.TryCompress(plain.Span, packed, out var length, BrotliQuality, BrotliWindowBits)
                ? packed.AsSpan(0, length).ToArray()
                : throw new InvalidOperationException($"{plain.Length} bytes did not fit into the most that Brotli makes of them");
        }

        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(plain.Span);
        }

        return bytes.ToArray();
    }
}
