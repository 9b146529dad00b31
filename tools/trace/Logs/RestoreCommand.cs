using System.CommandLine;
using Trace.Client.Logs;
using Trace.Domain.Ledger;
using Trace.Tool.Output;

namespace Trace.Tool.Logs;

/// <summary><c>trace log restore DIR|URL</c>: builds a store in an empty PostgreSQL from a log's files.</summary>
internal static class RestoreCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var place = new Argument<string>("dir|url") { Description = "The log: a folder that ./trace log export wrote, or an address with http:// or https:// and the log's prefix." };
        var to = new Option<string?>("--to")
        {
            Description = "Npgsql's connection string of an empty database. Without it, what TRACE_POSTGRES or TRACE_POSTGRES_FILE says; else the embedded database of TRACE_DATA. Others on this machine can read a command line: a password belongs into the file.",
            HelpName = "connection",
        };
        var predecessor = new Option<string?>("--predecessor")
        {
            Description = "Of a log that follows another: where the one before is, a folder or an address.",
            HelpName = "dir|url",
        };
        var command = new Command("restore", "Build a whole store from a log's files, verifying every entry, signature, link, rule and the root. Can be interrupted and run again. Starts no service, and signs nothing.") { place, to, predecessor };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var files = LogPlace.Open(parsed.GetValue(place)!);
            using var closing = files as IDisposable;
            var found = await LogPlace.FindPolicyAsync(surroundings, parsed, files, cancellation);
            var log = await new LogReader(files, found.Policy) { Evidence = Surroundings.Store }.NewestAsync(cancellation);
            var began = TimeProvider.System.GetTimestamp();
            var (connection, before) = (parsed.GetValue(to), await PredecessorFiles.OpenAsync(parsed.GetValue(predecessor), found.Policy, log, cancellation));
            using var closingBefore = before?.Files as IDisposable;
            await LogCommand.Meter.ShowAsync(async progress =>
            {
                if (before is not null)
                {
                    await StoreProcess.RestoreAsync(connection, found.Text, before.Files, before.Log, progress, cancellation);
                    await StoreProcess.PrecedeAsync(connection, found.Text, before.Log.Verified, cancellation);
                }

                await StoreProcess.RestoreAsync(connection, found.Text, files, log, progress, cancellation);
                return 0;
            });
            Tell(surroundings, parsed, log.Checkpoint, TimeProvider.System.GetElapsedTime(began));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Tell(Surroundings surroundings, ParseResult parsed, Checkpoint checkpoint, TimeSpan elapsed)
    {
        var seconds = Math.Round(elapsed.TotalSeconds, 3);
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { origin = checkpoint.Origin, size = checkpoint.Size, root = checkpoint.Root.ToBase64(), seconds });
            return;
        }

        Printed.Line($"[green]✓[/] {checkpoint.Origin}, size {checkpoint.Size}, root {checkpoint.Root.ToBase64()}: stored, every entry verified, {seconds} s");
        Printed.Line($"  Contents of commitments and waybill keys are not in the log: restore their backup too. Start the service with the log's own keys and anchor.");
    }
}
