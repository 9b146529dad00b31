using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Trace.Import.Tests;

/// <summary>The repository's <c>./run</c> or <c>./trace</c> as a process of its own, with what it said.</summary>
internal sealed class RunScript : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly SemaphoreSlim _more = new(0);

    private RunScript(Process process) => _process = process;

    public int Id => _process.Id;

    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts a script in a process group of its own, so that a test may interrupt it as a terminal does.</summary>
    public static RunScript Start(string script, IEnumerable<(string Name, string Value)> settings, params IEnumerable<string> arguments)
    {
        // Whoever runs these tests in the background has SIGINT ignored, which all children inherit and no shell can undo for itself.
        string[] ahead = ["--default-signal=INT", "setsid", Path.Combine(Repository.Root, script)];
        var start = new ProcessStartInfo("env", ahead) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("TRACE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var running = new RunScript(new Process { StartInfo = start });
        running._process.OutputDataReceived += running.Hear;
        running._process.ErrorDataReceived += running.Hear;
        running._process.Start();
        running._process.StandardInput.Close();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits until it has said something.</summary>
    public async Task UntilAsync(string words)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Longest);
        while (!Said.Contains(words, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"it ended before it said \"{words}\":\n{Said}");
            await _more.WaitAsync(TimeSpan.FromSeconds(1), patience.Token);
        }
    }

    /// <summary>Waits for its end, and gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Longest);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"it did not end:\n{Said}");
        }

        return _process.ExitCode;
    }

    /// <summary>Sends a signal to the script alone, as a service manager does.</summary>
    public void Signal(string signal) => Kill(signal, Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sends a signal to all of its process group, as a terminal does.</summary>
    public void SignalGroup(string signal) => Kill(signal, $"-{Id}");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            SignalGroup("KILL");
            _process.WaitForExit();
        }

        _process.Dispose();
        _more.Dispose();
    }

    private static void Kill(string signal, string whom)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", whom]);
        kill.WaitForExit();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        lock (_said)
        {
            _said.AppendLine(line.Data);
        }

        _more.Release();
    }
}
