using Trace.Domain.Ledger;
using Trace.Domain.Parties;

namespace Trace.Domain.Products;

/// <summary>
/// What stands beside an entry wherever it is shown, because of the key that signed it: <see cref="FlagKind.Late"/> and <see cref="FlagKind.Disputed"/>
/// (product model, <em>Retired and compromised keys</em>). The same rules as the flags of a joined history, for any entry.
/// </summary>
/// <param name="context">The keys that signed, and those that granted them.</param>
public sealed class KeyMarks(FlagContext context)
{
    // Administrators grant keys of devices, a registrar theirs; the bound is against keys that grant one another.
    private const int MaxGrants = 8;

    private readonly ILookup<Hash256, KeyState> _byId = (context ?? throw new ArgumentNullException(nameof(context))).Keys.ToLookup(key => KeyId.Of(key.Value.Key), key => key.Value);

    /// <summary>The marks of an entry; none of one that a buyer or author signed, or whose key is not known.</summary>
    /// <param name="entry">An entry.</param>
    public IReadOnlyList<FlagKind> Of(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return KeyOf(entry) is not { } key ? []
            : (IsLate(key, entry), IsDisputed(key, entry.RecordedAt, MaxGrants)) switch
            {
                (true, true) => [FlagKind.Late, FlagKind.Disputed],
                (true, false) => [FlagKind.Late],
                (false, true) => [FlagKind.Disputed],
                _ => [],
            };
    }

    /// <summary>What a mark says of the entry that bears it, in English.</summary>
    /// <param name="mark">Late or Disputed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A flag that rests on no key.</exception>
    public static string DetailOf(FlagKind mark) => mark switch
    {
        FlagKind.Late => "recorded after its key had ended",
        FlagKind.Disputed => "its key, or one that granted it, was no longer trusted when this was recorded",
        _ => throw new ArgumentOutOfRangeException(nameof(mark), mark, "rests on no key"),
    };

    // A compromise found later does not undo that this was late before.
    private static bool IsLate(KeyState key, RecordedEntry entry) =>
        (key with { CompromisedAt = 0 }).Standing(entry.Statement.Message.Time, entry.RecordedAt) == KeyStanding.Late;

    // By recorded_at, since who holds a stolen key writes any time into a statement.
    private bool IsDisputed(KeyState key, long at, int depth) =>
        (key.DisputedSince > 0 && at >= key.DisputedSince)
        || (depth > 0 && _byId[key.Current.Granter].Any(granter => !ReferenceEquals(granter, key) && IsDisputed(granter, key.Current.RecordedAt, depth - 1)));

    private KeyState? KeyOf(RecordedEntry entry) => entry.Statement.KeySubject is { } subject ? context.Keys.GetValueOrDefault(subject) : null;
}
