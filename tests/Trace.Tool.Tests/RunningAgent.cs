using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Trace.Tool.Tests;

/// <summary><c>./trace agent</c> as a process of its own, and a caller that knows its secret.</summary>
public sealed class RunningAgent : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _errors;
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    private RunningAgent(Process process, Uri address, string secret)
    {
        _process = process;
        _errors = ListenAsync();
        Http = new HttpClient { BaseAddress = address };
        Http.DefaultRequestHeaders.Add("X-Trace-Secret", secret);
    }

    public HttpClient Http { get; }

    /// <summary>What the operating system calls it.</summary>
    public int Id => _process.Id;

    /// <summary>Starts one on a free port, and waits until it takes lines.</summary>
    public static async Task<RunningAgent> StartAsync(TracedLedger ledger, string key, string folder, IReadOnlyDictionary<string, string>? settings = null, params string[] more)
    {
        var process = ledger.Start(settings ?? new Dictionary<string, string>(), ["agent", "--key", key, "--folder", folder, "--listen", "127.0.0.1:0", "--rate", "10000", .. more]);
        var ready = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("ready ", ready, StringComparison.Ordinal);
        return new RunningAgent(process, new Uri(ready["ready ".Length..]), (await File.ReadAllTextAsync(Path.Combine(folder, "agent.secret"), TestContext.Current.CancellationToken)).Trim());
    }

    /// <summary>Posts lines.</summary>
    public async Task<(int Status, JsonElement Answer)> PostAsync(string body, string type = "application/x-ndjson", string path = "/events")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Outcomes, once there are so many.</summary>
    public async Task<List<JsonElement>> OutcomesAsync(int count)
    {
        while (true)
        {
            var outcomes = (await GetAsync("/outcomes?since=0")).GetProperty("outcomes").EnumerateArray().ToList();
            if (outcomes.Count >= count)
            {
                return outcomes;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The next line that it tells its operator with some words in it.</summary>
    public async Task<string> ErrorsAsync(string words)
    {
        var told = new List<string>();
        await foreach (var line in _told.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            told.Add(line);
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"it ended without telling \"{words}\":\n{string.Join('\n', told)}");
    }

    /// <summary>SIGKILL: nothing is tidied.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _errors;
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            _told.Writer.TryWrite(line);
        }

        _told.Writer.Complete();
    }
}
