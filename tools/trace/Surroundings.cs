using System.CommandLine;
using Spectre.Console;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Tool.Output;
using Trace.Tool.Policies;

namespace Trace.Tool;

/// <summary>What every command stands in: which service, which keys, which log is believed, how it answers, and how it ends.</summary>
internal sealed class Surroundings
{
    // Somebody waits: a service that is not there is not tried for a minute.
    private static readonly RetryPolicy Hasty = new() { MaxAttempts = 5 };

    private readonly Option<string> _server = new("--server")
    {
        Description = "The service's gRPC address, http:// or https://.",
        HelpName = "address",
        DefaultValueFactory = _ => $"http://localhost:{Setting("TRACE_GRPC_PORT") ?? "8081"}",
        Recursive = true,
    };

    private readonly Option<string> _keys = new("--keys")
    {
        Description = "The folder of key files.",
        HelpName = "folder",
        DefaultValueFactory = _ => Path.Combine(Setting("TRACE_DATA") ?? "data", "keys"),
        Recursive = true,
    };

    private readonly Option<string?> _policy = new("--policy")
    {
        Description = "A trust policy file (tlog-policy), as ./trace policy prints it. Without it, the log whose log.key lies in --keys is believed, by the log.policy beside it.",
        HelpName = "file",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Answer in JSON.", Recursive = true };

    private string? _believed;

    public Surroundings(RootCommand root)
    {
        _server.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                result.AddError($"--server \"{result.GetValueOrDefault<string>()}\": must be an address such as http://localhost:8081 or https://trace.example:8081");
            }
        });
        foreach (var option in new Option[] { _server, _keys, _policy, _json })
        {
            root.Options.Add(option);
        }
    }

    /// <summary>Colours only on a terminal.</summary>
    public static IAnsiConsole Terminal => Printed.Console;

    /// <summary>Folder of what is remembered between calls: checkpoints accepted, statements not sent yet, imports under way.</summary>
    public static string StateFolder => Files.SecretFolder(Setting("TRACE_STATE")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "trace"));

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public string Server(ParseResult parsed) => parsed.GetValue(_server)!;

    public Keys.KeyShelf Shelf(ParseResult parsed) => new(parsed.GetValue(_keys)!);

    // Help asks for completions too, and before any option has its value.
    public Keys.KeyShelf? FindShelf(ParseResult parsed) => parsed.GetValue(_keys) is { } folder ? new Keys.KeyShelf(folder) : null;

    public KeyFile Key(ParseResult parsed, string name) => Shelf(parsed).Load(name);

    /// <summary>Where accepted checkpoints are kept.</summary>
    public static CheckpointStore Store => new(Path.Combine(StateFolder, "checkpoints"));

    /// <summary>Connects to the service, and holds it to the policy and to what it said before.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="retry">How long it is tried; null for a few seconds.</param>
    public async Task<LedgerClient> ConnectAsync(ParseResult parsed, CancellationToken cancellation, RetryPolicy? retry = null)
    {
        var found = await PolicyAsync(parsed, () => OriginAsync(parsed, cancellation));
        var options = new LedgerClientOptions { Store = Store, Retry = retry ?? Hasty };
        var client = await LedgerClient.ConnectAsync(Server(parsed), found.Policy, options, cancellation);
        try
        {
            if (found.Pins is not null)
            {
                // Its entry 0 proves what this log and its ledger are called.
                await client.ReadHistoryAsync(SubjectKey.Genesis.Value, cancellation: cancellation);
                PolicySource.Pin(found, client.Ledger);
            }

            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>The ledger's name, where it is known without asking; and the policy that says so.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="origin">The local log's name, where it is not known.</param>
    public async Task<FoundPolicy> PolicyAsync(ParseResult parsed, Func<Task<string>> origin)
    {
        var found = await new PolicySource(parsed.GetValue(_policy), parsed.GetValue(_keys)!, StateFolder).FindAsync(origin);
        _believed = found.From;
        return found;
    }

    /// <summary>The file that <c>--policy</c> names; null where it names none.</summary>
    public FoundPolicy? PolicyFile(ParseResult parsed) => parsed.GetValue(_policy) is { } file ? PolicySource.Read(file) : null;

    /// <summary>What a service calls its log.</summary>
    public async Task<string> OriginAsync(ParseResult parsed, CancellationToken cancellation) =>
        Checkpoint.Parse(SignedNote.Parse(await LedgerClient.ReadUnverifiedCheckpointAsync(Server(parsed), cancellation)).Text).Origin;

    /// <summary>Runs a command, and turns what went wrong into one message and an exit code.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> run)
    {
        // Whoever invoked it listens to signals from here on, and no earlier: what is interrupted before that says nothing.
        await Task.Yield();
        try
        {
            return await run();
        }
        catch (Exception problem) when (Failure.Of(problem, Server(parsed), _believed) is { } failure)
        {
            Tell(failure, Json(parsed));
            return failure.Code;
        }
    }

    /// <summary>What does not hold, with whom was believed, for a command that answers with it.</summary>
    public IEnumerable<string> Lines(IReadOnlyList<VerificationFailure> failures) => Failure.Lines(failures, _believed);

    public void Answer(object answer) => Console.Out.WriteLine(Output.Json.Text(answer));

    /// <summary>Says on standard error what went wrong.</summary>
    public static void Tell(Failure failure, bool json) => Console.Error.WriteLine(json
        ? Output.Json.Text(new { error = failure.Message, details = failure.Details, exitCode = failure.Code })
        : string.Join(Environment.NewLine + "  ", failure.Details.Prepend(failure.Message).Select(Printed.Safe)));

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
