using System.CommandLine;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Spectre.Console;
using Trace.Client;
using Trace.Domain.Ledger;

namespace Trace.Tool;

/// <summary>What every command stands in: which service, which keys, how it answers, and how it ends.</summary>
internal sealed class Surroundings
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Option<string> _server = new("--server")
    {
        Description = "The service's gRPC address.",
        DefaultValueFactory = _ => $"http://localhost:{Environment.GetEnvironmentVariable("TRACE_GRPC_PORT") ?? "8081"}",
        Recursive = true,
    };

    private readonly Option<string> _keys = new("--keys")
    {
        Description = "The folder of key files.",
        DefaultValueFactory = _ => Path.Combine(Environment.GetEnvironmentVariable("TRACE_DATA") ?? "data", "keys"),
        Recursive = true,
    };

    private readonly Option<string?> _policy = new("--policy") { Description = "A trust policy file (tlog-policy). Without it, the log's key in --keys is believed.", Recursive = true };

    private readonly Option<bool> _json = new("--json") { Description = "Answer in JSON.", Recursive = true };

    public Surroundings(RootCommand root)
    {
        foreach (var option in new Option[] { _server, _keys, _policy, _json })
        {
            root.Options.Add(option);
        }
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public KeyFile Key(ParseResult parsed, string name) => KeyFile.Load(Path.Combine(parsed.GetValue(_keys)!, $"{name}.key"));

    /// <summary>Folder of what is remembered between calls: checkpoints accepted, imports under way.</summary>
    public static string StateFolder => Directory.CreateDirectory(Environment.GetEnvironmentVariable("TRACE_STATE")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "trace")).FullName;

    public async Task<LedgerClient> ConnectAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new LedgerClientOptions { Store = new CheckpointStore(Path.Combine(StateFolder, "checkpoints")) };
        return await LedgerClient.ConnectAsync(parsed.GetValue(_server)!, await PolicyAsync(parsed, cancellation), options, cancellation);
    }

    /// <summary>Runs a command, and turns what went wrong into one message and an exit code.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (ForkException fork)
        {
            return Fail(parsed, 4, $"FORK: {fork.Message}", fork.Evidence is null ? [] : [$"both checkpoints are kept in {fork.Evidence}"]);
        }
        catch (VerificationException failed)
        {
            return Fail(parsed, 1, "not verified", [.. failed.Failures.Select(failure => failure.ToString())]);
        }
        catch (RefusedException refused)
        {
            return Fail(parsed, 1, $"{refused.Reason}: {refused.Message}", []);
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return Fail(parsed, 3, $"the service at {parsed.GetValue(_server)} was not reached: {problem.Status.Detail}", []);
        }
        catch (Exception problem) when (problem is IOException or FormatException or UnauthorizedAccessException)
        {
            return Fail(parsed, 2, problem.Message, []);
        }
    }

    public void Answer(object answer) => Console.Out.WriteLine(JsonSerializer.Serialize(answer, Indented));

    private int Fail(ParseResult parsed, int code, string message, string[] details)
    {
        if (Json(parsed))
        {
            Answer(new { error = message, details, exitCode = code });
        }
        else
        {
            Console.Error.WriteLine(string.Join(Environment.NewLine + "  ", details.Prepend(message)));
        }

        return code;
    }

    private async Task<TrustPolicy> PolicyAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_policy) is { } file)
        {
            return TrustPolicy.Parse(await File.ReadAllBytesAsync(file, cancellation));
        }

        // The log's key name is its origin, which its own checkpoint says; the key itself is taken from the local file.
        using var log = Key(parsed, "log");
        var origin = await OriginAsync(parsed, cancellation);
        var vkey = VerifierKey.Create(origin, NoteSignatureType.Ed25519, log.PublicKey.Key.Span);
        return TrustPolicy.Parse(Encoding.UTF8.GetBytes($"log {vkey}\nquorum none\n"));
    }

    private async Task<string> OriginAsync(ParseResult parsed, CancellationToken cancellation) =>
        Checkpoint.Parse(SignedNote.Parse(await LedgerClient.ReadUnverifiedCheckpointAsync(parsed.GetValue(_server)!, cancellation)).Text).Origin;

    /// <summary>Colours only on a terminal; Spectre honours NO_COLOR by itself.</summary>
    public static IAnsiConsole Terminal { get; } = AnsiConsole.Console;
}
