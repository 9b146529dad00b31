using System.CommandLine;
using System.Security.Cryptography;
using Trace.Client.Logs;
using Trace.Domain.Ledger;
using Trace.Tool.Output;

namespace Trace.Tool.Logs;

/// <summary><c>trace log succeed DIR|URL</c>: begins a log behind one whose newest entries are lost.</summary>
internal static class SucceedCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var place = new Argument<string>("dir|url") { Description = "The log that can't go on, as it was restored: a folder that ./trace log export wrote, or an address." };
        var recovery = new Option<string>("--recovery") { Required = true, Description = "The file of the recovery key, as it was shown when the ledger was founded.", HelpName = "file" };
        var to = new Option<string?>("--to") { Description = "The database into which the log was restored, as in ./trace log restore.", HelpName = "connection" };
        var command = new Command("succeed", "Begin a log behind one whose newest entries are lost: a new key and origin, and a Genesis that names the last known checkpoint, signed by registrar and recovery key. Run after ./trace log restore, with the service stopped and its settings (TRACE_DATA, TRACE_ANCHOR, TRACE_PUBLIC_URL). Can be run again.") { place, recovery, to };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var files = LogPlace.Open(parsed.GetValue(place)!);
            using var closing = files as IDisposable;
            var found = await LogPlace.FindPolicyAsync(surroundings, parsed, files, cancellation);
            var before = await new LogReader(files, found.Policy) { Evidence = Surroundings.Store }.CheckpointAsync(cancellation);
            var key = await File.ReadAllBytesAsync(parsed.GetValue(recovery)!, cancellation);
            var vkey = await StoreProcess.SucceedAsync(parsed.GetValue(to), found.Text, before, key, cancellation);
            CryptographicOperations.ZeroMemory(key);
            Tell(surroundings, parsed, before.Checkpoint, vkey);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Tell(Surroundings surroundings, ParseResult parsed, Checkpoint before, string vkey)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { vkey, predecessor = new { origin = before.Origin, size = before.Size, root = before.Root.ToBase64() } });
            return;
        }

        Printed.Line($"[green]✓[/] begun behind {before.Origin}, size {before.Size}: {vkey}");
        Printed.Line($"  Start the service with the same settings, tell everybody the new policy, and keep the old log's files where they can be read. Take the recovery key offline again. What was recorded after size {before.Size} is recorded again by its senders, with the same bytes.");
    }
}
