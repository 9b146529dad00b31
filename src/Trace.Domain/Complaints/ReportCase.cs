using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Complaints;

/// <summary>How far a report has come.</summary>
public enum ReportState
{
    /// <summary>Nobody answered it.</summary>
    Reported,

    /// <summary>It was answered, and not decided.</summary>
    Answered,

    /// <summary>It was decided.</summary>
    Resolved,

    /// <summary>Its author withdrew it.</summary>
    Withdrawn,
}

/// <summary>A report of a breach with what became of it: no deadline runs for it, and it waits until somebody decides. A pure function of the entries.</summary>
/// <param name="Report">What began it.</param>
/// <param name="State">How far it has come.</param>
/// <param name="FirstAnswer">The first reply or decision; null where there is none.</param>
public sealed record ReportCase(Said Report, ReportState State, Said? FirstAnswer)
{
    /// <summary>When the ledger took it down.</summary>
    public DateTimeOffset FiledAt => CaseTime.Of(Report);

    /// <summary>The reports of a history, the newest first.</summary>
    /// <param name="history">The history.</param>
    public static IReadOnlyList<ReportCase> Of(JoinedHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return [.. history.Own
            .Where(said => said.Kind == PayloadOneofCase.Report)
            .Select(report => Of(report, [.. CaseSteps.Of(history, report).Where(step => step.Stands)]))
            .OrderByDescending(one => one.Report.Entry.Position)];
    }

    private static ReportCase Of(Said report, IReadOnlyList<Said> steps)
    {
        var answer = steps.FirstOrDefault(step => step.Kind is PayloadOneofCase.Reply or PayloadOneofCase.Resolution);
        var isDecided = steps.Any(step => step.Message.Resolution is { Outcome: not ResolutionOutcome.Forwarded });
        return new ReportCase(report, !report.Stands ? ReportState.Withdrawn : isDecided ? ReportState.Resolved : answer is not null ? ReportState.Answered : ReportState.Reported, answer);
    }
}
