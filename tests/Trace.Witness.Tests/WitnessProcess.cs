using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Trace.Domain.Ledger;
using Trace.Witness.Keys;

namespace Trace.Witness.Tests;

/// <summary>A witness as operators run it: <c>./trace witness run</c>, a process of its own, over any number of deaths.</summary>
internal sealed class WitnessProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Where the tool's own build puts it, with what it needs beside it.
    private static readonly string Tool = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../../tools/trace/bin", Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory), "trace.dll"));

    private readonly StringBuilder _said = new();
    private readonly List<VerifierKey> _keys = [];
    private Process? _process;

    public WitnessProcess(TemporaryFolder folder, params IReadOnlyList<WitnessAlgorithm> algorithms)
    {
        Folder = folder;
        using var key = WitnessKeyFile.Create(KeyFile, "witness.test/1", algorithms.Count == 0 ? [WitnessAlgorithm.Ed25519, WitnessAlgorithm.MLDsa44] : algorithms);
        VerifierKeys = key.VerifierKeys;
    }

    public TemporaryFolder Folder { get; }

    public string KeyFile => Folder.File("witness.key");

    public string StateFile => Folder.File("witness.db");

    public string MarkerFile => KeyFile + ".marker";

    public string Listen { get; init; } = "127.0.0.1:0";

    public int Rate { get; init; } = 100_000;

    /// <summary>Of the key file.</summary>
    public IReadOnlyList<VerifierKey> VerifierKeys { get; }

    /// <summary>As the process printed them.</summary>
    public IReadOnlyList<VerifierKey> Printed => _keys;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Starts it for these logs, and returns when it says that it is ready.</summary>
    public async Task StartAsync(IEnumerable<VerifierKey> logs, params string[] also)
    {
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = _process = Start([.. Run(StateFile), .. logs.SelectMany(log => (string[])["--log", log.ToString()]), .. also]);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"the witness ended while it started:\n{this}"));
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data?.StartsWith("vkey ", StringComparison.Ordinal) == true)
            {
                _keys.Add(VerifierKey.Parse(line.Data[5..]));
            }
            else if (line.Data?.StartsWith("ready ", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult(new Uri(line.Data[6..]));
            }
        };
        _keys.Clear();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        Http?.Dispose();
        Http = new HttpClient { BaseAddress = await ready.Task.WaitAsync(Patience) };
    }

    /// <summary>Starts it where it is to refuse, and gives what it said and its exit code.</summary>
    public static async Task<(int Code, string Said)> RefusedAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await errors + await output);
    }

    /// <summary>The same where another state file or key is named.</summary>
    public Task<(int Code, string Said)> RefusedAsync(VerifierKey log, string? state = null, params string[] also) =>
        RefusedAsync([.. Run(state ?? StateFile), "--log", log.ToString(), .. also]);

    /// <summary>SIGKILL: nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, and the wait for its ordered end.</summary>
    public async Task<int> StopAsync()
    {
        using (var term = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await term.WaitForExitAsync();
        }

        return await EndAsync();
    }

    /// <summary>The wait for an end that comes by itself.</summary>
    public async Task<int> EndAsync()
    {
        await _process!.WaitForExitAsync().WaitAsync(Patience);
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    public Task<WitnessReply> AddAsync(long old, IEnumerable<Hash256> proof, SignedNote note) =>
        PostAsync(Encoding.UTF8.GetBytes($"old {old}\n{string.Concat(proof.Select(hash => hash.ToBase64() + "\n"))}\n{note}"));

    public async Task<WitnessReply> PostAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var response = await Http.PostAsync("/add-checkpoint", content);
        return new WitnessReply(response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    /// <summary>What it wrote to both outputs.</summary>
    public override string ToString()
    {
        lock (_said)
        {
            return _said.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Http?.Dispose();
    }

    private string[] Run(string state) => ["witness", "run", "--key", KeyFile, "--state", state, "--listen", Listen, "--rate", $"{Rate}"];

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private void Keep(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}

/// <summary>What a witness answered.</summary>
internal sealed record WitnessReply(HttpStatusCode Status, string? ContentType, string Body)
{
    /// <summary>The note with the witness's lines under it, opened with its keys: how tlog-witness has a client read the answer.</summary>
    public OpenedNote Open(SignedNote note, IReadOnlyList<VerifierKey> witness)
    {
        Assert.Equal(HttpStatusCode.OK, Status);
        Assert.True(NoteVerifier.TryOpen(Encoding.UTF8.GetBytes(note + Body), witness, out var opened, out var refusal), refusal?.Problem);
        return opened;
    }
}
