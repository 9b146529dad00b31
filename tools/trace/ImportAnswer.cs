using System.CommandLine;
using Spectre.Console;
using Trace.Domain.Products;
using Trace.Import.Orders;
using Trace.Import.Running;

namespace Trace.Tool;

/// <summary>How an import ended: counts by kind, refusals by reason, flags, contents, seconds, and what to look at next.</summary>
internal static class ImportAnswer
{
    /// <summary>Tells it, as a table or as JSON.</summary>
    /// <param name="surroundings">Where to.</param>
    /// <param name="parsed">The call.</param>
    /// <param name="report">Null where the ledger held everything, and nothing was posted.</param>
    /// <param name="sights">What is worth looking at.</param>
    public static void Tell(Surroundings surroundings, ParseResult parsed, ImportReport? report, IReadOnlyList<Sight> sights)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { report, sights });
            return;
        }

        if (report is null)
        {
            Line($"The ledger holds these orders; nothing was posted.");
        }
        else
        {
            Print(report);
        }

        if (sights.Count > 0)
        {
            Line($"\nTry next:");
        }

        foreach (var sight in sights)
        {
            Line($"  ./trace show {sight.Subject}");
            Line($"      {sight.What}");
        }
    }

    private static void Print(ImportReport report)
    {
        var kinds = new Table().AddColumns("kind", "planned", "new", "already there", "refused");
        foreach (var kind in report.Kinds)
        {
            kinds.AddRow(kind.Kind, $"{kind.Planned:N0}", $"{kind.New:N0}", $"{kind.AlreadyThere + kind.EarlierRun:N0}", $"{kind.Refused:N0}");
        }

        kinds.AddRow("all", $"{report.Kinds.Sum(kind => kind.Planned):N0}", $"{report.New:N0}", $"{report.AlreadyThere + report.Kinds.Sum(kind => kind.EarlierRun):N0}", $"{report.Refused:N0}");
        Surroundings.Terminal.Write(kinds);
        if (report.Flags.Count > 0)
        {
            var flags = new Table().AddColumns("flag", "", "statements", "such as");
            foreach (var flag in report.Flags)
            {
                var rule = Flags.RuleOf(flag.Flag);
                flags.AddRow(rule.English, rule.Chinese, $"{flag.Count:N0}", Markup.Escape(flag.Subject));
            }

            Surroundings.Terminal.Write(flags);
        }

        foreach (var refusal in report.Refusals)
        {
            Line($"refused {refusal.Count:N0}: {refusal.Reason.ToString()}, such as {refusal.Example}");
        }

        if (report.Disclosures is { Planned: > 0 } contents)
        {
            Line($"contents of commitments: {contents.Uploaded:N0} of {contents.Planned:N0} lie beside the log");
            foreach (var refusal in contents.Refusals)
            {
                Line($"not taken {refusal.Count:N0}: {refusal.Reason.ToString()}, such as {refusal.Example}");
            }
        }

        foreach (var (what, count) in report.NotRepresentable)
        {
            Line($"not representable {count:N0}: {what}");
        }

        foreach (var (what, count) in report.Assumed)
        {
            Line($"assumed {count:N0}: {what}");
        }

        Line($"{report.New:N0} new in {report.Seconds:F1} s, {report.New / Math.Max(0.001, report.Seconds):N0} a second");
    }

    private static void Line(FormattableString text) => Surroundings.Terminal.MarkupLineInterpolated(text);
}
