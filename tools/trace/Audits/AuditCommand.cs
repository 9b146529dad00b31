using System.CommandLine;
using Trace.Audit;
using Trace.Tool.Output;

namespace Trace.Tool.Audits;

/// <summary><c>trace audit URL|DIR</c>: recomputes everything that can be recomputed of a log.</summary>
internal static class AuditCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var place = LogPlace.Argument();
        var state = new Option<string?>("--state")
        {
            Description = "The folder in which the audit keeps how far it came, about as large as the log; by default in TRACE_STATE. The next audit goes on from there.",
            HelpName = "folder",
        };
        var command = new Command("audit", "Recompute a whole log: tree, signatures, keys, links, times and rules. Each finding names its entry. Goes on from the last audit, and can be killed at any time.") { place, state };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var files = LogPlace.Open(parsed.GetValue(place)!);
            using var closing = files as IDisposable;
            var policy = await LogPlace.PolicyAsync(surroundings, parsed, files, cancellation);
            var options = new AuditOptions { StateFolder = parsed.GetValue(state) ?? Path.Combine(Surroundings.StateFolder, "audits"), Evidence = Surroundings.Store };
            var report = await new Meter<AuditProgress>("entries", at => MeterReading.OfEntries(at.Done, at.Total, at.PerSecond, at.Left))
                .ShowOnTerminalAsync(progress => AuditRun.RunAsync(files, policy, options, progress, cancellation));
            AuditAnswer.Tell(surroundings, parsed, report);
            return report.IsClean ? ExitCodes.Done : ExitCodes.Found;
        }));
        return command;
    }
}
