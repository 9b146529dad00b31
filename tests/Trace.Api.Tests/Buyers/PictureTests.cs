using System.IO.Compression;
using System.Net;
using System.Text;
using SkiaSharp;
using Trace.Api.Tests.Http;
using Trace.Domain.Disclosures;

namespace Trace.Api.Tests.Buyers;

/// <summary>What comes back from <c>POST /pictures</c> is pixels and nothing else, whatever was sent.</summary>
public sealed class PictureTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task A_picture_comes_back_as_a_jpeg_of_pixels_alone(SKEncodedImageFormat format)
    {
        using var answer = await PostAsync(Pictures.Encoded(format, 3000, 1000));

        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var clean = await BytesAsync(answer);
        Assert.Null(BareJpeg.Problem(clean));
        using var drawn = SKBitmap.Decode(clean);
        Assert.Equal((1600, 533), (drawn.Width, drawn.Height));
        Assert.True(drawn.GetPixel(100, 100) is { Green: > 120, Red: < 90 } && drawn.GetPixel(1500, 100) is { Red: > 150, Green: < 90 });
    }

    [Fact]
    public async Task Where_it_was_taken_is_gone_and_it_stands_upright()
    {
        var photograph = Pictures.WithGps();
        Assert.Contains("GPS-MARK", Encoding.Latin1.GetString(photograph), StringComparison.Ordinal);
        using (var codec = SKCodec.Create(new SKMemoryStream(photograph)))
        {
            Assert.Equal(SKEncodedOrigin.RightTop, codec.EncodedOrigin);
        }

        using var answer = await PostAsync(photograph);
        var clean = await BytesAsync(answer);

        Assert.DoesNotContain("GPS-MARK", Encoding.Latin1.GetString(clean), StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(clean), StringComparison.Ordinal);
        Assert.Null(BareJpeg.Problem(clean));
        using var drawn = SKBitmap.Decode(clean);
        // Turned to the right: what was left is on top.
        Assert.Equal((200, 320), (drawn.Width, drawn.Height));
        Assert.True(drawn.GetPixel(100, 40) is { Green: > 120, Red: < 90 } && drawn.GetPixel(100, 280) is { Red: > 150, Green: < 90 });
    }

    [Fact]
    public async Task What_is_transparent_becomes_white()
    {
        using var answer = await PostAsync(Pictures.Encoded(SKEncodedImageFormat.Png, alpha: 0));

        using var drawn = SKBitmap.Decode(await BytesAsync(answer));
        Assert.True(drawn.GetPixel(10, 10) is { Red: > 250, Green: > 250, Blue: > 250 });
    }

    public static TheoryData<string, byte[], HttpStatusCode> Hostile => new()
    {
        { "nothing", [], HttpStatusCode.BadRequest },
        { "a page", Encoding.UTF8.GetBytes("<!doctype html><script>alert(1)</script>"), HttpStatusCode.BadRequest },
        { "an SVG with a script", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), HttpStatusCode.BadRequest },
        { "a GIF", [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B], HttpStatusCode.BadRequest },
        { "a JPEG cut off in its header", Pictures.Encoded(SKEncodedImageFormat.Jpeg)[..30], HttpStatusCode.BadRequest },
        { "40,000 x 40,000 pixels in a few bytes", HugePng(), HttpStatusCode.RequestEntityTooLarge },
        { "13 MiB", new byte[13 << 20], HttpStatusCode.RequestEntityTooLarge },
    };

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public async Task What_is_no_picture_or_too_large_is_refused_with_its_rule(string what, byte[] file, HttpStatusCode status)
    {
        using var answer = await PostAsync(file);

        Assert.True(status == answer.StatusCode, $"{what}: {answer.StatusCode}");
        Assert.NotEmpty((string)(await JsonLedger.ProblemAsync(status, answer))["detail"]!);
    }

    // What is two files at once: a picture to one reader, an archive or a page to another.
    [Fact]
    public async Task Of_a_polyglot_the_picture_alone_comes_back()
    {
        byte[] script = [.. Encoding.ASCII.GetBytes("<script>alert(document.domain)</script>PK\u0003\u0004")];
        byte[] polyglot = [.. Pictures.WithSegment(Pictures.Encoded(SKEncodedImageFormat.Jpeg), 0xFE, script), .. script];

        using var answer = await PostAsync(polyglot);
        var clean = await BytesAsync(answer);

        Assert.DoesNotContain("<script", Encoding.Latin1.GetString(clean), StringComparison.Ordinal);
        Assert.DoesNotContain("PK\u0003\u0004", Encoding.Latin1.GetString(clean), StringComparison.Ordinal);
        Assert.NotNull(BareJpeg.Problem(polyglot));
    }

    [Fact]
    public async Task A_page_of_another_origin_is_answered_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pictures") { Content = new ByteArrayContent(Pictures.Encoded(SKEncodedImageFormat.Png)), Headers = { { "Origin", "https://elsewhere.example" } } };

        using var answer = await stage.NewCaller().SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Of_a_thousand_pictures_at_once_some_are_drawn_and_the_rest_told_to_wait()
    {
        var picture = Pictures.Encoded(SKEncodedImageFormat.Png, 8, 8);
        var caller = stage.NewCaller();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async _ =>
        {
            using var answer = await caller.PostAsync("/pictures", new ByteArrayContent(picture), Cancellation);
            return (answer.StatusCode, HasRetry: answer.Headers.RetryAfter is not null);
        }));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.True(answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests && answer.HasRetry) > 900);
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] file)
    {
        // Asks first, as who sends much does: a refusal comes before the file.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pictures") { Content = new ByteArrayContent(file), Headers = { ExpectContinue = true } };
        return await stage.NewCaller().SendAsync(request, Cancellation);
    }

    private static async Task<byte[]> BytesAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Cancellation);
    }

    private static byte[] HugePng()
    {
        byte[] header = [0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40, 8, 2, 0, 0, 0];
        using var pixels = new MemoryStream();
        using (var deflate = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(new byte[1000]);
        }

        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, pixels.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] body = [.. type, .. content];
        var crc = uint.MaxValue;
        foreach (var one in body)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return [.. BigEndian((uint)content.Length), .. body, .. BigEndian(~crc)];
    }

    private static byte[] BigEndian(uint number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
