using System.CommandLine;
using System.Globalization;
using Trace.Audit;
using Trace.Audit.Times;
using Trace.Tool.Output;

namespace Trace.Tool.Audits;

/// <summary>What an audit says, for people and for machines.</summary>
internal static class AuditAnswer
{
    public static void Tell(Surroundings surroundings, ParseResult parsed, AuditReport report)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(Value(report));
        }
        else
        {
            Print(report);
        }
    }

    private static object Value(AuditReport report) => new
    {
        clean = report.IsClean,
        ledger = report.Ledger,
        origin = report.Checkpoint.Checkpoint.Origin,
        size = report.Checkpoint.Checkpoint.Size,
        root = report.Checkpoint.Checkpoint.Root.ToBase64(),
        cosignatures = report.Checkpoint.Cosignatures.Count,
        cosignedAt = Freshness.CosignedAt(report.Checkpoint)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        stale = Freshness.StaleFor(report.Checkpoint, DateTimeOffset.UtcNow) is not null,
        predecessor = report.Predecessor is { } before ? new { origin = before.Origin, size = before.Size } : null,
        from = report.From,
        to = report.To,
        seconds = Math.Round(report.Took.TotalSeconds, 3),
        findings = new
        {
            total = report.Counts.Values.Sum(),
            byRule = report.Counts.ToDictionary(count => count.Key.ToString(), count => count.Value),
            first = report.Findings.Select(finding => new { index = finding.Index, rule = finding.Rule.ToString(), reason = finding.Reason.ToString(), subject = finding.Subject, version = finding.Version, message = finding.Message }),
        },
        timeNotAttested = new { entries = report.NotAttestedEntries, stretches = report.NotAttested.Select(stretch => new { first = stretch.First, last = stretch.Last }) },
        notUnderstood = new { entries = report.NotUnderstoodEntries, first = report.NotUnderstood },
    };

    private static void Print(AuditReport report)
    {
        var checkpoint = report.Checkpoint.Checkpoint;
        var (done, rate) = (report.To - report.From, (report.To - report.From) / Math.Max(report.Took.TotalSeconds, 0.001));
        Printed.Line($"{checkpoint.Origin}, ledger {report.Ledger}: {checkpoint.Size:N0} entries, root {checkpoint.Root.ToBase64()}, cosigned by {report.Checkpoint.Cosignatures.Count} of the policy's witnesses");
        Printed.Line($"{done:N0} entries recomputed in {report.Took.TotalSeconds:N1} s, {rate:N0} a second; {report.From:N0} were done before");
        if (report.Predecessor is { } before)
        {
            Printed.Line($"it follows {before.Origin}, of which {before.Size:N0} entries were recomputed first");
        }

        if (Freshness.StaleFor(report.Checkpoint, DateTimeOffset.UtcNow) is { } age)
        {
            Printed.Line($"[yellow]![/] its newest checkpoint was cosigned {age.TotalHours:N0} hours ago: the log has stopped, or this is an old copy of it");
        }

        if (report.To < checkpoint.Size)
        {
            Printed.Line($"[red]✗[/] entries from {report.To} on could not be audited");
        }

        if (report.NotAttestedEntries > 0)
        {
            Printed.Line($"[yellow]![/] time not attested of {report.NotAttestedEntries:N0} entries: no cosigned checkpoint was kept within five minutes behind them");
            foreach (var stretch in report.NotAttested.Take(10))
            {
                Printed.Line($"    entries {stretch.First} to {stretch.Last}");
            }

            Printed.Line($"    {(report.NotAttested.Count > 10 ? "and more; --json lists a hundred" : "")}");
        }

        if (report.NotUnderstoodEntries > 0)
        {
            Printed.Line($"[yellow]![/] {report.NotUnderstoodEntries:N0} entries signed, in order, not understood: they are of a newer version");
        }

        if (report.IsClean)
        {
            Printed.Line($"[green]✓[/] tree, signatures, keys, links, times, uniqueness and rules: nothing found");
            return;
        }

        Printed.Line($"[red]✗[/] {report.Counts.Values.Sum():N0} findings: {string.Join(", ", report.Counts.Select(count => $"{count.Key} {count.Value:N0}"))}");
        foreach (var finding in report.Findings)
        {
            Printed.Line($"  {finding}");
        }

        foreach (var (rule, count) in report.Counts.Where(count => count.Value > report.Findings.Count(finding => finding.Rule == count.Key)))
        {
            Printed.Line($"  {rule}: the first are shown of {count:N0}");
        }
    }
}
