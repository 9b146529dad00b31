using Trace.Domain.Ledger;
using Trace.Domain.Parties;

namespace Trace.Domain.Products;

/// <summary>Flags about a statement's own time and the standing of the key that signed it. Revocation goes by recorded_at alone.</summary>
internal static class KeyFlags
{
    public static readonly TimeSpan AheadFrom = TimeSpan.FromMinutes(5);

    // Administrators grant keys of devices, a registrar theirs; the bound is against keys that grant one another.
    private const int MaxGrants = 8;

    public static IEnumerable<Flag> TimeAhead(JoinedHistory history, FlagContext context) =>
        from entry in Entries(history)
        let ahead = TimeSpan.FromMicroseconds(entry.Statement.Message.Time - entry.RecordedAt)
        where ahead >= AheadFrom
        select new Flag(FlagKind.TimeAhead, entry, [], $"{Math.Floor(ahead.TotalMinutes)} minutes ahead of the ledger's time");

    public static IEnumerable<Flag> Late(JoinedHistory history, FlagContext context) =>
        from entry in Entries(history)
        where KeyOf(entry, context) is { } key
            // A compromise found later does not undo that this was late before.
            && (key with { CompromisedAt = 0 }).Standing(entry.Statement.Message.Time, entry.RecordedAt) == KeyStanding.Late
        select new Flag(FlagKind.Late, entry, [], "recorded after its key had ended");

    public static IEnumerable<Flag> Disputed(JoinedHistory history, FlagContext context)
    {
        var byId = context.Keys.ToLookup(key => KeyId.Of(key.Value.Key), key => key.Value);
        return from entry in Entries(history)
               where KeyOf(entry, context) is { } key && IsDisputed(key, entry.RecordedAt, byId, MaxGrants)
               select new Flag(FlagKind.Disputed, entry, [], "its key, or one that granted it, was no longer trusted when this was recorded");
    }

    // By recorded_at, since who holds a stolen key writes any time into a statement.
    private static bool IsDisputed(KeyState key, long at, ILookup<Hash256, KeyState> byId, int depth) =>
        (key.DisputedSince > 0 && at >= key.DisputedSince)
        || (depth > 0 && byId[key.Current.Granter].Any(granter => !ReferenceEquals(granter, key) && IsDisputed(granter, key.Current.RecordedAt, byId, depth - 1)));

    private static KeyState? KeyOf(RecordedEntry entry, FlagContext context) =>
        entry.Statement.KeySubject is { } subject ? context.Keys.GetValueOrDefault(subject) : null;

    private static IEnumerable<RecordedEntry> Entries(JoinedHistory history) =>
        history.All.SelectMany(said => said.Relays.Prepend(said.Entry)).DistinctBy(entry => entry.Position);
}
