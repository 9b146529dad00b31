using System.CommandLine;
using Trace.Client.Logs;
using Trace.Tool.Logs;
using Trace.Tool.Output;

namespace Trace.Tool.Disclosures;

/// <summary><c>trace content rotate</c>: another <c>keys/content.key</c>, for the operator.</summary>
internal static class RotateCommand
{
    private static readonly Meter<ExportProgress> s_meter = new("keys", at => MeterReading.OfKeys(at.Done, at.Total, at.PerSecond, at.Left));

    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("rotate", "Change keys/content.key, under which the keys of all contents are wrapped, for a new one, and wrap them anew. For the operator: run with every service of this database stopped, and the service's settings (TRACE_DATA, TRACE_POSTGRES). If it is interrupted, both keys stay and are used until it is run again.");
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var (former, current) = await s_meter.ShowAsync(progress => StoreProcess.RotateAsync(progress, cancellation));
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { former, current });
                return ExitCodes.Done;
            }

            Printed.Line($"[green]✓[/] keys/content.key is {current}; {former} is gone, and opens nothing of this database any more");
            Printed.Line($"  Now back up keys/content.key and a new dump of ledger.record_key, then delete every copy of the old key and of older dumps: the two of them still open each other.");
            return ExitCodes.Done;
        }));
        return command;
    }
}
