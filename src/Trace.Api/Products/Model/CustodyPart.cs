using Trace.Domain.Products;

namespace Trace.Api.Products.Model;

/// <summary>Who had it when.</summary>
/// <param name="Rows">By time; none where nobody is on record as having had it.</param>
/// <param name="Gaps">What is missing, a sentence each, with the entries between which it is.</param>
/// <param name="Reports">Damage and loss, and who had it last before.</param>
public sealed record CustodyTable(IReadOnlyList<CustodyRow> Rows, IReadOnlyList<CustodyNote> Gaps, IReadOnlyList<CustodyNote> Reports);

/// <summary>A time in which one had it.</summary>
/// <param name="Who">Who; without a subject where the log names nobody.</param>
/// <param name="Ground">On whose word, for styles: OwnWord, Relayed, Named.</param>
/// <param name="Says">The same in words.</param>
/// <param name="From">When it is first said.</param>
/// <param name="Until">When the next had it; null for now.</param>
/// <param name="Entries">The statements.</param>
public sealed record CustodyRow(Named Who, string Ground, string Says, When From, When? Until, IReadOnlyList<EntryLink> Entries);

/// <summary>A sentence, and what it rests on.</summary>
public sealed record CustodyNote(string Text, IReadOnlyList<EntryLink> Entries);

/// <summary>Who had an item or parcel when, from what was signed.</summary>
internal static class CustodyPart
{
    // Of more scans the first and the last tell when it came and went.
    private const int MostEntries = 3;

    public static CustodyTable? Of(Telling telling)
    {
        if (!telling.IsItem || Custody.Of(telling.Joined, telling.Read.Context) is not { Holdings.Count: > 0 } custody)
        {
            return null;
        }

        return new CustodyTable(
            [.. custody.Holdings.Select(held => new CustodyRow(
                Who(telling, held.Who),
                held.Ground.ToString(),
                telling.Texts[$"custody.{held.Ground}"],
                telling.When(held.Words[0].Entry),
                held.Until is null ? null : telling.When(held.Until.Entry),
                Links(telling, held)))],
            [.. custody.Gaps.Select(gap => GapOf(telling, gap))],
            [.. custody.Reports.Select(report => ReportOf(telling, report))]);
    }

    private static List<EntryLink> Links(Telling telling, Holding held)
    {
        var words = held.Words.Count <= MostEntries ? held.Words : [held.Words[0], held.Words[^1]];
        return [.. words.Select(said => telling.Link(said.Entry)).DistinctBy(link => link.Index)];
    }

    private static CustodyNote GapOf(Telling telling, CustodyGap gap)
    {
        var (before, after) = (gap.Before.Words[^1].Entry, gap.After?.Words[0].Entry);
        var text = telling.Texts.Say(
            $"custody.gap.{gap.Kind}",
            ("before", Who(telling, gap.Before.Who).Name),
            ("after", gap.After is null ? "" : Who(telling, gap.After.Who).Name),
            ("from", telling.When(before).Text),
            ("until", after is null ? "" : telling.When(after).Text));
        return new CustodyNote(text, gap.Kind == CustodyGapKind.NotHandedOver && after is not null ? [telling.Link(before), telling.Link(after)] : [telling.Link(gap.Before.Words[0].Entry)]);
    }

    private static CustodyNote ReportOf(Telling telling, HarmReport report)
    {
        var said = report.Report;
        var what = said.Message switch
        {
            { Transit: { } transit } => telling.Words.Code(transit.Activity),
            { Handover: { } handover } => telling.Words.Code(handover.Condition),
            _ => telling.Words.Code(said.Message.Complaint.Category),
        };
        var text = telling.Texts.Say(
            report.Last is null ? "custody.harm.nobody" : report.AfterReceipt ? "custody.harm.after" : "custody.harm.before",
            ("what", what),
            ("who", telling.Words.Speaker(said.Entry)),
            ("day", telling.Words.Day(said.Message.Time)),
            ("last", report.Last is null ? "" : Who(telling, report.Last.Who).Name));
        return new CustodyNote(text, report.Last is null ? [telling.Link(said.Entry)] : [telling.Link(said.Entry), telling.Link(report.Last.Words[^1].Entry)]);
    }

    private static Named Who(Telling telling, Holder who) => who.IsRecipient ? new Named("", telling.Texts["custody.recipient"], false, false)
        : who.Party.Length > 0 ? telling.Party(who.Party)
        : new Named("", telling.Texts.Say("custody.carrier", ("carrier", who.Carrier)), false, false);
}
