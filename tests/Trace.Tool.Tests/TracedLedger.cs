using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Trace.Api.Tests;

namespace Trace.Tool.Tests;

/// <summary>What a call of the tool came to.</summary>
public sealed record Ran(int Code, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public string Text(string property) => Json.GetProperty(property).GetString()!;
}

/// <summary>A service over a real database, with the folder that it keeps its keys in, and the tool as a process beside it.</summary>
public sealed class TracedLedger(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>The tool where its own build puts it, with what it needs beside it: as <c>./trace</c> runs it.</summary>
    public static string ToolPath { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../../tools/trace/bin", Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory), "trace.dll"));

    private readonly TemporaryFolder _folder = new();
    private RunningService? _service;

    public RunningService Service => _service!;

    /// <summary>For what tests write.</summary>
    public string Folder => _folder.Path;

    public string Data => Path.Combine(Folder, "data");

    public async ValueTask InitializeAsync() => _service = await StartAsync(postgres);

    /// <summary>A service in this folder.</summary>
    public async Task<RunningService> StartAsync(PostgresFixture on, Func<Api.Hosting.TraceSettings, Api.Hosting.TraceSettings>? change = null)
    {
        var database = await on.CreateDatabaseAsync();
        return await RunningService.StartAsync(database, settings =>
        {
            var here = settings with { Data = Data, Anchor = Path.Combine(Folder, "anchor") };
            return change?.Invoke(here) ?? here;
        });
    }

    /// <summary>Runs the tool as it runs beside a local service: found by its settings alone.</summary>
    public Task<Ran> RunAsync(params string[] arguments) => RunWithAsync("", new Dictionary<string, string>(), arguments);

    /// <summary>Runs it, and expects it to be done.</summary>
    public async Task<Ran> DoAsync(params string[] arguments)
    {
        var ran = await RunAsync(arguments);
        Assert.True(ran.Code == 0, $"trace {string.Join(' ', arguments)}: {ran.Code}\n{ran.Output}\n{ran.Error}");
        return ran;
    }

    /// <summary>Runs it with an input and settings of the test's own.</summary>
    public async Task<Ran> RunWithAsync(string input, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        using var process = Start(settings, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ran(process.ExitCode, await output, await error);
    }

    /// <summary>Starts it, for a test that does something meanwhile.</summary>
    public Process Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <summary>Starts it with settings of the test's own.</summary>
    public Process Start(IReadOnlyDictionary<string, string> settings, string[] arguments)
    {
        // A file that may grow no further is told as an error then, and does not end it: see FileLimit.
        var start = new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec \"$@\"", "sh", "dotnet", ToolPath, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        var surroundings = new Dictionary<string, string> { ["TRACE_DATA"] = Data, ["TRACE_STATE"] = Path.Combine(Folder, "state"), ["TRACE_GRPC_PORT"] = $"{_service?.Grpc.Port ?? 1}", ["LANG"] = "C.UTF-8", ["LC_ALL"] = "C.UTF-8" };
        foreach (var (name, value) in surroundings.Concat(settings))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Registers a party and grants it a key of the same name as here.</summary>
    public async Task RegisterAsync(string name, string party, string roles, params string[] more)
    {
        await DoAsync("keys", "new", name, "--party", party);
        await DoAsync(["party", "register", party, "--name.zh", $"{name}公司", "--name.en", name, "--roles", roles, .. more]);
        await DoAsync("party", "grant", name, "--roles", roles);
    }

    /// <summary>Writes a file of the test.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Starts the service again in its folder, with its keys and anchor, over another database.</summary>
    public async Task RestartAsync(string database, bool scheduler = false) =>
        _service = await RunningService.StartAsync(database, settings => settings with { Data = Data, Anchor = Path.Combine(Folder, "anchor"), Scheduler = scheduler });

    /// <summary>Stops the service; its folder stays.</summary>
    public async Task StopAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
            _service = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
