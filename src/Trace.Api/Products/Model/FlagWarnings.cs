using Trace.Domain.Ledger;
using Trace.Domain.Products;

namespace Trace.Api.Products.Model;

/// <summary>Flags in a buyer's words. Which flags there are is Domain's to say; here is only how grave each is to a buyer, and how it reads.</summary>
internal static class FlagWarnings
{
    /// <summary>How grave a flag is to whoever holds the goods.</summary>
    public static Gravity GravityOf(FlagKind kind) => kind switch
    {
        FlagKind.SecondOpening or FlagKind.EventAfterRecall or FlagKind.BeyondMarked or FlagKind.NotShownMarked or FlagKind.TwoLots or FlagKind.SoldTwice or FlagKind.ImplausibleTravel or FlagKind.TwoReceipts => Gravity.Danger,
        FlagKind.Late or FlagKind.TimeAhead => Gravity.Note,
        _ => Gravity.Caution,
    };

    /// <summary>A warning for each flag that is raised.</summary>
    public static IEnumerable<Warning> Of(Telling telling) => telling.Flags.Select(flag => Of(telling, flag)).GroupBy(warning => warning.Flag).Select(alike => Together(telling, [.. alike]));

    // Said once, with everything that it rests on: a parcel that moved five times after a recall is one thing to know.
    private static Warning Together(Telling telling, IReadOnlyList<Warning> alike) => alike.Count == 1 ? alike[0] : alike[0] with
    {
        Text = telling.Texts.Say("safety.times", ("text", alike[0].Text), ("n", alike.Count - 1)),
        Entries = [.. alike.SelectMany(warning => warning.Entries).DistinctBy(entry => entry.Index)],
    };

    private static Warning Of(Telling telling, Flag flag)
    {
        var (words, on, with) = (telling.Words, flag.On, flag.With.Count > 0 ? flag.With[0] : flag.On);
        var text = telling.Texts.Say(
            $"Flag.{flag.Kind}.say",
            ("gap", words.Span(TimeSpan.FromMicroseconds(Moment.Of(on).Time - Moment.Of(with).Time))),
            ("ahead", words.Span(TimeSpan.FromMicroseconds(on.Statement.Message.Time - on.RecordedAt))),
            ("here", Place(on)),
            ("there", Place(with)),
            ("day", words.Day(on.Statement.Message.Time)),
            ("then", words.Day(with.Statement.Message.Time)),
            ("what", words.Kind(on.Statement.Kind)),
            ("who", words.Speaker(on)),
            ("other", words.Speaker(with)));
        return new Warning(flag.Kind.ToString(), GravityOf(flag.Kind), telling.Texts[$"Flag.{flag.Kind}"], text, [.. flag.With.Prepend(on).DistinctBy(entry => entry.Position).Select(telling.Link)]);

        string Place(RecordedEntry entry) => words.Place(entry.Statement.Message) is { Length: > 0 } place ? place
            : entry.Statement.Message.Shipment?.From is { Length: > 0 } from ? words.RegionName(from)
            : telling.Texts["place.unknown"];
    }
}
