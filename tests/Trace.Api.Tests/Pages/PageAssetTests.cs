using System.IO.Compression;
using System.Net;
using Trace.Web;

namespace Trace.Api.Tests.Pages;

/// <summary>Files of pages, and pages themselves, go out in the coding that their reader takes.</summary>
public sealed class PageAssetTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", "")]
    [InlineData("", "")]
    public async Task A_file_comes_as_small_as_its_reader_takes_it_and_unpacks_to_the_same_bytes(string accepts, string coding)
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var client = new HttpClient { BaseAddress = service.Http };

        using var answer = await GetAsync(client, "assets/scan.js", accepts);

        Assert.Equal(coding, string.Join(',', answer.Content.Headers.ContentEncoding));
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        Assert.Equal(WebFiles.ReadBytes("scan.js"), await UnpackedAsync(answer, coding));
        using var again = await GetAsync(client, "assets/scan.js", accepts, answer.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task A_page_made_on_the_server_is_packed_too()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var client = new HttpClient { BaseAddress = service.Http };

        using var answer = await GetAsync(client, "?lang=en", "br");

        Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
        Assert.Contains("Where does it come from", System.Text.Encoding.UTF8.GetString(await UnpackedAsync(answer, "br")), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string address, string accepts, string? tag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepts);
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        return await client.SendAsync(request, Cancellation);
    }

    private static async Task<byte[]> UnpackedAsync(HttpResponseMessage answer, string coding)
    {
        await using var packed = await answer.Content.ReadAsStreamAsync(Cancellation);
        await using Stream plain = coding switch { "br" => new BrotliStream(packed, CompressionMode.Decompress), "gzip" => new GZipStream(packed, CompressionMode.Decompress), _ => packed };
        using var bytes = new MemoryStream();
        await plain.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }
}
