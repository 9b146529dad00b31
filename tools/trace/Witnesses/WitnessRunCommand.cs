using System.CommandLine;
using System.Net;
using Trace.Domain.Ledger;
using Trace.Witness;

namespace Trace.Tool.Witnesses;

/// <summary><c>trace witness run</c>.</summary>
internal static class WitnessRunCommand
{
    private const int DefaultPort = 7380;

    public static Command Create(Surroundings surroundings)
    {
        var key = new Option<string>("--key") { Description = "The witness's key file, which ./trace witness keys new makes; its marker lies beside it.", HelpName = "file", Required = true };
        var state = new Option<string>("--state") { Description = "The state file (SQLite): what was cosigned. Made at the first start. Never restore it from a backup.", HelpName = "file", Required = true };
        var listen = new Option<string>("--listen") { Description = "Address and port; port 0 is any that is free.", HelpName = "address", DefaultValueFactory = _ => $"127.0.0.1:{DefaultPort}" };
        var logs = new Option<string[]>("--log") { Description = "A log to witness, by its vkey; may be given often. The logs of --policy are witnessed too.", HelpName = "vkey", DefaultValueFactory = _ => [] };
        var rate = new Option<int>("--rate") { Description = "Requests a second that one address may make.", HelpName = "number", DefaultValueFactory = _ => 50 };
        var newState = new Option<bool>("--new-state") { Description = "The state file is missing: begin anew. A key that has signed before can then be made to sign a fork; a new key is better." };
        var newMarker = new Option<bool>("--new-marker") { Description = "The marker beside the key is missing or behind: this state file is known to be the newest." };
        var command = new Command("run", """
            Run a witness until SIGTERM or Ctrl-C. Prints a line "vkey …" for each of its keys, then "ready http://…". Addresses: POST /add-checkpoint, GET /<SHA-256 of the origin>/checkpoint, GET /healthz.
            It ends with 0 when it is asked to, with 2 where key, state and marker don't belong together or are in use, with 3 when its state can't be written.
            """) { key, state, listen, logs, rate, newState, newMarker };
        listen.Validators.Add(result =>
        {
            if (!TryEndPoint(result.GetValueOrDefault<string>()!, out _))
            {
                result.AddError($"--listen \"{result.GetValueOrDefault<string>()}\": must be an IP address or localhost, a colon and a port, such as 127.0.0.1:{DefaultPort}");
            }
        });
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
            {
                result.AddError("--rate: must be 1 to 1000000");
            }
        });
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            TryEndPoint(parsed.GetValue(listen)!, out var address);
            var options = new WitnessOptions(parsed.GetValue(key)!, parsed.GetValue(state)!, address!, [.. Keys(parsed.GetValue(logs)!), .. surroundings.PolicyFile(parsed)?.Policy.Logs.Select(log => log.Key) ?? []])
            {
                NewState = parsed.GetValue(newState),
                NewMarker = parsed.GetValue(newMarker),
                RequestsPerSecond = parsed.GetValue(rate),
            };
            try
            {
                return await WitnessHost.RunAsync(options, (vkeys, at) => Introduce(surroundings, parsed, vkeys, at), cancellation) ? ExitCodes.Done : ExitCodes.NotReached;
            }
            catch (StartRefusedException refused)
            {
                throw new UsageException(refused.Message);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return ExitCodes.Done;
            }
        }));
        return command;
    }

    private static void Introduce(Surroundings surroundings, ParseResult parsed, IReadOnlyList<VerifierKey> vkeys, Uri at)
    {
        var address = at.ToString().TrimEnd('/');
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { vkeys = vkeys.Select(vkey => vkey.ToString()), address });
            return;
        }

        foreach (var vkey in vkeys)
        {
            Console.Out.WriteLine($"vkey {vkey}");
        }

        Console.Out.WriteLine($"ready {address}");
        Console.Out.Flush();
    }

    private static IEnumerable<VerifierKey> Keys(string[] vkeys) => vkeys.Select(vkey => VerifierKey.TryParse(vkey, out var key, out var problem)
        ? key
        : throw new UsageException($"--log \"{vkey}\": {problem}"));

    private static bool TryEndPoint(string text, out IPEndPoint? address) =>
        IPEndPoint.TryParse(text.StartsWith("localhost:", StringComparison.Ordinal) ? $"127.0.0.1:{text["localhost:".Length..]}" : text, out address)
        && text.Contains(':', StringComparison.Ordinal);
}
