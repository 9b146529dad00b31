using Trace.Domain.Ledger;

namespace Trace.Domain.Products;

/// <summary>Flags about a statement's own time and the standing of the key that signed it. Revocation goes by recorded_at alone.</summary>
internal static class KeyFlags
{
    public static readonly TimeSpan AheadFrom = TimeSpan.FromMinutes(5);

    public static IEnumerable<Flag> TimeAhead(JoinedHistory history, FlagContext context) =>
        from entry in Entries(history)
        let ahead = TimeSpan.FromMicroseconds(entry.Statement.Message.Time - entry.RecordedAt)
        where ahead >= AheadFrom
        select new Flag(FlagKind.TimeAhead, entry, [], $"{Math.Floor(ahead.TotalMinutes)} minutes ahead of the ledger's time");

    public static IEnumerable<Flag> Late(JoinedHistory history, FlagContext context) =>
        Marked(history, context, FlagKind.Late);

    public static IEnumerable<Flag> Disputed(JoinedHistory history, FlagContext context) =>
        Marked(history, context, FlagKind.Disputed);

    private static IEnumerable<Flag> Marked(JoinedHistory history, FlagContext context, FlagKind kind)
    {
        var marks = new KeyMarks(context);
        return Entries(history).Where(entry => marks.Of(entry).Contains(kind)).Select(entry => new Flag(kind, entry, [], KeyMarks.DetailOf(kind)));
    }

    private static IEnumerable<RecordedEntry> Entries(JoinedHistory history) =>
        history.All.SelectMany(said => said.Relays.Prepend(said.Entry)).DistinctBy(entry => entry.Position);
}
