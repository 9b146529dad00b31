using System.CommandLine;
using Spectre.Console;
using Trace.Relay;
using Trace.Relay.Taking;
using Trace.Tool.Agents;
using Trace.Tool.Keys;
using Trace.Tool.Output;

namespace Trace.Tool.Relays;

/// <summary><c>trace relay run|unknown</c>: what aggregators push, said again as a relay.</summary>
internal static class RelayCommand
{
    private const string DefaultListen = "127.0.0.1:7490";

    public static Command Create(Surroundings surroundings) => new("relay", "Pass on what 快递100, 快递鸟 and 微信 push, as a relay: receipts before any courier speaks. docs/relay.md has the addresses and the table of states.")
    {
        Run(surroundings),
        Unknown(surroundings),
    };

    private static Option<string?> Folder() => new("--folder") { Description = "Where outbox, waybill keys and what was taken lie; by default relay in TRACE_STATE.", HelpName = "folder" };

    private static string FolderOf(string? given) => Files.SecretFolder(given ?? Path.Combine(Surroundings.StateFolder, "relay"));

    private static Command Run(Surroundings surroundings)
    {
        var key = new Option<string>("--key") { Description = "Whose key signs: the name of a key file that names the relay's party.", HelpName = "name", Required = true };
        var settings = new Option<string>("--settings") { Description = "A file of mode 0600 with what the providers sign with.", HelpName = "file", Required = true };
        var listen = new Option<string>("--listen") { Description = "Address and port that it takes pushes on.", HelpName = "address", DefaultValueFactory = _ => DefaultListen };
        var remote = new Option<bool>("--remote") { Description = "--listen may be an address that other machines reach. There is no TLS: put a proxy before it." };
        var audience = AgentCommand.AudienceOption();
        var folder = Folder();
        var command = new Command("run", "Take pushes until SIGTERM or Ctrl-C. Prints \"ready http://…\".") { key, settings, folder, listen, remote, audience };
        key.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            using var signing = surroundings.Key(parsed, parsed.GetValue(key)!);
            if (signing.Party is null)
            {
                throw new UsageException($"key \"{parsed.GetValue(key)}\" names no party, and a relay signs as its party; ./trace keys new NAME --party PARTY makes one that does");
            }

            var options = new RelayOptions(FolderOf(parsed.GetValue(folder)), AgentCommand.EndPoint(parsed.GetValue(listen)!, parsed.GetValue(remote)), RelaySettings.Read(parsed.GetValue(settings)!));
            await using var client = await AgentCommand.ClientAsync(surroundings, parsed, parsed.GetValue(audience), cancellation);
            try
            {
                await RelayHost.RunAsync(options, client, signing, at => Introduce(surroundings, parsed, at), line => Console.Error.WriteLine(Printed.Safe(line)), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Asked to end; what waits is there at the next start.
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Unknown(Surroundings surroundings)
    {
        var folder = Folder();
        var command = new Command("unknown", "List what was pushed and not understood, by provider and code. Works beside a running relay.") { folder };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            var path = Path.Combine(FolderOf(parsed.GetValue(folder)), RelayOptions.Taken);
            IReadOnlyList<UnknownState> kinds = [];
            if (File.Exists(path))
            {
                using var store = TakenStore.Open(path, readOnly: true);
                kinds = store.Kinds();
            }

            if (surroundings.Json(parsed))
            {
                surroundings.Answer(kinds);
            }
            else
            {
                Print(kinds);
            }

            return Task.FromResult(ExitCodes.Done);
        }));
        return command;
    }

    private static void Print(IReadOnlyList<UnknownState> kinds)
    {
        if (kinds.Count == 0)
        {
            Printed.Line($"Everything that was pushed was understood.");
            return;
        }

        var table = Printed.Table("provider", "code", "how often", "first", "last", "words of the last");
        foreach (var kind in kinds)
        {
            table.AddRow(Printed.Cell(kind.Provider), Printed.Cell(kind.Code), Printed.Cell($"{kind.Count}"), Printed.Cell($"{kind.First:u}"), Printed.Cell($"{kind.Last:u}"), Printed.Cell(kind.Words));
        }

        Printed.Console.Write(table);
    }

    private static void Introduce(Surroundings surroundings, ParseResult parsed, Uri at)
    {
        var address = at.ToString().TrimEnd('/');
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { address });
        }
        else
        {
            Console.Out.WriteLine($"ready {address}");
        }

        Console.Out.Flush();
    }
}
