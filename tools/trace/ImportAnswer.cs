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
    /// <param name="brief">Whether to name the first of these alone.</param>
    public static void Tell(Surroundings surroundings, ParseResult parsed, ImportReport? report, IReadOnlyList<Sight> sights, bool brief)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { report, sights });
            return;
        }

        if (report is null)
        {
            Line("The ledger holds these orders; nothing was posted.");
        }
        else
        {
            Print(report);
        }

        if (sights.Count == 0)
        {
            return;
        }

        Line("");
        Line("Try next:");
        foreach (var sight in brief ? sights.Where(sight => sight.First) : sights)
        {
            Line($"  ./trace show {sight.Subject}");
            Line($"      {sight.What}");
        }

        Line($"  ./trace verify {sights[0].Subject} --thorough");
        Line("      Every signature, key, link, rule and proof of the first of these, down to Genesis.");
        Line("  samples/orders/README.md tells the whole story.");
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
            var flags = new Table().AddColumns("flag", "statements", "such as");
            foreach (var flag in report.Flags)
            {
                flags.AddRow(Flags.RuleOf(flag.Flag).English, $"{flag.Count:N0}", Markup.Escape(flag.Subject));
            }

            Surroundings.Terminal.Write(flags);
        }

        foreach (var refusal in report.Refusals)
        {
            Line($"refused {refusal.Count:N0}: {refusal.Reason}, such as {refusal.Example}");
        }

        if (report.Disclosures is { Planned: > 0 } contents)
        {
            Line($"contents of commitments: {contents.Uploaded:N0} of {contents.Planned:N0} lie beside the log");
            foreach (var refusal in contents.Refusals)
            {
                Line($"not taken {refusal.Count:N0}: {refusal.Reason}, such as {refusal.Example}");
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

    // As it is: a subject key that is broken at the terminal's edge can't be copied.
    private static void Line(string text) => Console.Out.WriteLine(text);
}
