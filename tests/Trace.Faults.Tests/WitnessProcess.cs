using System.Diagnostics;
using System.Globalization;
using Trace.Domain.Ledger;
using Trace.Testing;

namespace Trace.Faults.Tests;

/// <summary><c>./trace witness run</c> as a process of its own, which keeps its key, its state and its port over any number of deaths.</summary>
internal sealed class WitnessProcess : IAsyncDisposable
{
    private static readonly string Tool = ServiceProcess.Assembly("tools/trace", "trace.dll");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly int _port = FreePort.Find();
    private readonly VerifierKey _key;
    private VerifierKey? _log;
    private Process? _process;

    private WitnessProcess(string folder, string name, VerifierKey key) => (_folder, Name, _key) = (folder, name, key);

    public string Name { get; }

    /// <summary>Its line in a policy.</summary>
    public string Line => $"witness {Name} {_key} http://127.0.0.1:{_port}/";

    public Uri Address => new($"http://127.0.0.1:{_port}/");

    /// <summary>One that has a key and does not run yet.</summary>
    public static async Task<WitnessProcess> CreateAsync(string folder, string name)
    {
        using var made = Process.Start(Start("witness", "keys", "new", $"witness.test/{name}", "--algorithm", "ed25519", "--out", Path.Combine(folder, $"{name}.key")))!;
        var vkey = (await made.StandardOutput.ReadToEndAsync()).Trim();
        await made.WaitForExitAsync();
        return new WitnessProcess(folder, name, VerifierKey.Parse(vkey["vkey ".Length..]));
    }

    /// <summary>Starts it, and returns when it says that it is ready.</summary>
    /// <param name="log">The log that it witnesses, at its first start.</param>
    public async Task StartAsync(VerifierKey? log = null)
    {
        _log ??= log;
        var process = _process = Process.Start(Start(
            "witness", "run", "--key", Path.Combine(_folder, $"{Name}.key"), "--state", Path.Combine(_folder, $"{Name}.db"),
            "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}"), "--log", _log!.ToString(), "--rate", "1000"))!;
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string?>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("ready ", StringComparison.Ordinal) == true)
            {
                up.TrySetResult();
            }
            else if (line.Data is null)
            {
                up.TrySetException(new InvalidOperationException($"{Name} ended while it started: {string.Join('\n', said)}"));
            }
        };
        process.ErrorDataReceived += (_, line) => said.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await up.Task.WaitAsync(Patience);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static ProcessStartInfo Start(params string[] arguments) =>
        new("dotnet", [Tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
}
