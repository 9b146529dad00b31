using System.CommandLine;
using Trace.Audit;
using Trace.Client.Logs;
using Trace.Domain.Ledger;
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
        var predecessor = new Option<string?>("--predecessor")
        {
            Description = "Of a log that follows another: where the one before is, an address or a folder. It is audited first.",
            HelpName = "url|dir",
        };
        var command = new Command("audit", "Recompute a whole log: tree, signatures, keys, links, times and rules. Each finding names its entry. Goes on from the last audit, and can be killed at any time.") { place, state, predecessor };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var files = LogPlace.Open(parsed.GetValue(place)!);
            using var closing = files as IDisposable;
            var policy = await LogPlace.PolicyAsync(surroundings, parsed, files, cancellation);
            var before = parsed.GetValue(predecessor) is { } named ? LogPlace.Open(named) : null;
            using var closingBefore = before as IDisposable;
            var options = new AuditOptions { Predecessor = before, StateFolder = parsed.GetValue(state) ?? Path.Combine(Surroundings.StateFolder, "audits"), Evidence = Surroundings.Store };
            var report = await new Meter<AuditProgress>("entries", at => MeterReading.OfEntries(at.Done, at.Total, at.PerSecond, at.Left))
                .ShowOnTerminalAsync(progress => RunAsync(files, policy, options, progress, cancellation));
            AuditAnswer.Tell(surroundings, parsed, report);
            return report.IsClean ? ExitCodes.Done : ExitCodes.Found;
        }));
        return command;
    }

    private static async Task<AuditReport> RunAsync(ILogFiles files, TrustPolicy policy, AuditOptions options, IProgress<AuditProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return await AuditRun.RunAsync(files, policy, options, progress, cancellation);
        }
        catch (PredecessorWantedException wanted)
        {
            throw new UsageException(wanted.Message);
        }
    }
}
