using System.CommandLine;
using Trace.Import.Dispatch;
using Trace.Tool.Output;

namespace Trace.Tool;

/// <summary>What an export said, what was not understood, and what became of the rest.</summary>
internal static class DispatchAnswer
{
    private const int MostShown = 20;

    /// <summary>Tells it.</summary>
    /// <param name="surroundings">Where to.</param>
    /// <param name="parsed">The call.</param>
    /// <param name="reading">The file.</param>
    /// <param name="plan">What was new in it.</param>
    /// <param name="report">Null where nothing was sent.</param>
    public static void Tell(Surroundings surroundings, ParseResult parsed, DispatchReading reading, DispatchPlan plan, DispatchReport? report)
    {
        List<DispatchProblem> problems = [.. reading.Problems.Concat(plan.Problems).OrderBy(problem => problem.Row)];
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new
            {
                form = reading.Form,
                mapping = reading.Mapping,
                understood = reading.Rows.GetArrayLength(),
                before = plan.Before.Count,
                parcels = plan.Sales.Count,
                problems,
                report,
                plan = report is null ? plan : null,
            });
            return;
        }

        Printed.Line($"{reading.Form}: {string.Join(", ", reading.Mapping.Select(map => $"{map.Key} = {map.Value}"))}");
        Printed.Line($"{reading.Rows.GetArrayLength()} rows understood, {problems.Count} not; {plan.Before.Count} were recorded before; {plan.Sales.Count} new parcels");
        foreach (var problem in problems.Take(MostShown))
        {
            Printed.Line($"row {problem.Row}: {problem.Message.En}");
        }

        if (problems.Count > MostShown)
        {
            Printed.Line($"and {problems.Count - MostShown} more; --json tells all");
        }

        if (report is not null)
        {
            Printed.Line($"Sales: {report.Sales.Recorded} recorded, {report.Sales.Refused} refused. Shipments: {report.Shipments.Recorded} recorded, {report.Shipments.Refused} refused, {report.Shipments.Held} wait for their Sale. {report.Seconds:F1} s.");
            foreach (var refusal in report.Refusals.Take(MostShown))
            {
                Printed.Line($"refused {refusal.Key}: {refusal.Reason}: {refusal.Message}");
            }
        }
    }
}
