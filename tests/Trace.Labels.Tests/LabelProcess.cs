using System.Diagnostics;
using System.Text;
using Trace.Tool.Tests;

namespace Trace.Labels.Tests;

/// <summary>label-printer as a process, as <c>./label-printer</c> runs it, with a state folder of its own.</summary>
internal sealed class LabelProcess : IDisposable
{
    private static readonly string s_path = TracedLedger.ToolPath.Replace("tools/trace/", "tools/label-printer/", StringComparison.Ordinal).Replace("trace.dll", "label-printer.dll", StringComparison.Ordinal);

    public string Folder { get; } = Directory.CreateTempSubdirectory("trace-labels-").FullName;

    public string State => Path.Combine(Folder, "state");

    public string At(string name) => Path.Combine(Folder, name);

    public Process Start(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        // Whoever runs these tests in the background has SIGINT ignored, which all children inherit.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", s_path, .. arguments]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8 };
        foreach (var (name, value) in new Dictionary<string, string>(settings) { ["TRACE_STATE"] = State, ["TRACE_PUBLIC_URL"] = "https://trace.example", ["LC_ALL"] = "C.UTF-8" })
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public Task<Ran> RunAsync(params string[] arguments) => RunWithAsync(new Dictionary<string, string>(), arguments);

    public async Task<Ran> RunWithAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        using var process = Start(settings, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ran(process.ExitCode, await output, await error);
    }

    public static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until a file is there, or the process is gone.</summary>
    public static async Task UntilAsync(Process process, Func<bool> isSo)
    {
        for (var began = Stopwatch.StartNew(); !isSo() && !process.HasExited && began.Elapsed < TimeSpan.FromMinutes(3);)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.True(isSo());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
