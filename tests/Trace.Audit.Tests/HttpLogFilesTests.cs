using Microsoft.AspNetCore.Http;
using Trace.Client;
using Trace.Client.Logs;

namespace Trace.Audit.Tests;

/// <summary>Servers that fail, wander off or never end.</summary>
public sealed class HttpLogFilesTests
{
    private static readonly RetryPolicy Quick = new() { MaxAttempts = 3, First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(5) };

    [Fact]
    public async Task A_server_that_fails_is_asked_again()
    {
        var asked = 0;
        var read = await ReadAsync("checkpoint", async context =>
        {
            context.Response.StatusCode = ++asked < 3 ? 503 : 200;
            await context.Response.WriteAsync("note");
        });

        Assert.Equal("note"u8.ToArray(), read);
    }

    [Theory]
    [InlineData(500, true, 3)]
    [InlineData(429, true, 3)]
    [InlineData(403, false, 1)]
    [InlineData(302, false, 1)]
    public async Task A_server_that_goes_on_failing_is_told_with_its_status(int status, bool mayPass, int times)
    {
        var asked = 0;
        var failed = await Assert.ThrowsAsync<LogUnreachableException>(() => ReadAsync("checkpoint", context =>
        {
            asked++;
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://elsewhere.test/";
            context.Response.Headers.RetryAfter = "100000";
            return Task.CompletedTask;
        }));

        Assert.Equal((mayPass, times), (failed.MayPass, asked));
        Assert.Contains($"{status}", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task What_is_not_there_is_null(int status) =>
        Assert.Null(await ReadAsync("tile/0/000", context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_than_a_file_can_have_is_not_read_also_when_it_is_compressed(bool compressed)
    {
        var refused = await Assert.ThrowsAsync<LogFileException>(() => ReadAsync("tile/0/000", async context =>
        {
            var body = new byte[1_000_000];
            if (!compressed)
            {
                await context.Response.Body.WriteAsync(body);
                return;
            }

            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await gzip.WriteAsync(body);
        }));

        Assert.Equal(LogFileProblem.TooLong, refused.Flaw.Problem);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_that_is_not_compressed_as_it_says_is_unreachable_and_nothing_worse(string coding)
    {
        var broken = await Assert.ThrowsAsync<LogUnreachableException>(() => ReadAsync("checkpoint", async context =>
        {
            context.Response.Headers.ContentEncoding = coding;
            await context.Response.Body.WriteAsync(new byte[] { 0xff, 0xfe, 0xfd, 1, 2, 3, 4, 5, 6, 7, 8, 9 });
        }));

        Assert.True(broken.MayPass);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up_in_time()
    {
        var late = await Assert.ThrowsAsync<LogUnreachableException>(() => ReadAsync("checkpoint", async context =>
        {
            await context.Response.WriteAsync("n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));

        Assert.True(late.MayPass);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("tile//0")]
    [InlineData("checkpoints/%2e")]
    public async Task A_path_that_leads_elsewhere_is_never_asked_for(string path)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => ReadAsync(path, _ => Task.CompletedTask));
        await Assert.ThrowsAsync<ArgumentException>(() => new DirectoryLogFiles(Path.GetTempPath()).ReadAsync(path, TestContext.Current.CancellationToken));
    }

    private static async Task<byte[]?> ReadAsync(string path, Func<HttpContext, Task> answer)
    {
        await using var server = await StaticFiles.ServeAsync(Path.GetTempPath(), async context =>
        {
            await answer(context);
            return true;
        });
        using var files = new HttpLogFiles(server.Address, new HttpLogFilesOptions { Retry = Quick, Timeout = TimeSpan.FromSeconds(2) });
        return await files.ReadAsync(path, TestContext.Current.CancellationToken);
    }
}
