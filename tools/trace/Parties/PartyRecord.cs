using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Tool.Keys;
using Trace.V1;

namespace Trace.Tool.Parties;

/// <summary>What is recorded of a party, read from verified histories.</summary>
/// <param name="History">The party's own.</param>
/// <param name="State">Folded from it.</param>
/// <param name="Keys">As they stand.</param>
/// <param name="IsWhole">Whether all keys that were ever granted are among them.</param>
internal sealed record PartyRecord(VerifiedHistory History, PartyState State, IReadOnlyList<KeyRecord> Keys, bool IsWhole)
{
    /// <summary>Its statements, by index.</summary>
    public IEnumerable<RecordedEntry> Entries => History.Entries.Select(verified => verified.Entry);

    /// <summary>Reads a party and its keys: those that spoke about it, those on the shelf, and, if all are wanted, those that the whole log grants.</summary>
    public static async Task<PartyRecord> ReadAsync(LedgerClient client, SubjectKey party, KeyShelf shelf, bool all, CancellationToken cancellation)
    {
        var history = await client.ReadHistoryAsync(party.Value, cancellation: cancellation);
        var state = history.Entries.Aggregate(PartyState.Unknown, (before, verified) => PartyState.After(before, verified.Entry));
        var subjects = new SortedSet<string>(history.Keys.Keys.Where(subject => IsOf(party, subject)), StringComparer.Ordinal);
        foreach (var (_, key) in shelf.All())
        {
            using (key)
            {
                if (key.Party == party.Value)
                {
                    subjects.Add($"{key.Party}/key/{key.KeyId}");
                }
            }
        }

        if (all)
        {
            await AddGrantedAsync(client, party, subjects, history.Checkpoint.Checkpoint.Size, cancellation);
        }

        var keys = new List<KeyRecord>();
        foreach (var subject in subjects)
        {
            keys.Add(await KeyRecord.ReadAsync(client, subject, cancellation));
        }

        return new PartyRecord(history, state, keys, all);
    }

    // The log has no index by party; whoever wants every key looks at every entry. Each key's own history is verified after that.
    private static async Task AddGrantedAsync(LedgerClient client, SubjectKey party, SortedSet<string> subjects, long size, CancellationToken cancellation)
    {
        await foreach (var entry in client.WatchLogAsync(0, cancellation))
        {
            if (entry.Statement.Kind == Statement.PayloadOneofCase.KeyGrant && IsOf(party, entry.Statement.Subject.Value))
            {
                subjects.Add(entry.Statement.Subject.Value);
            }

            if (entry.Index + 1 >= (ulong)size)
            {
                return;
            }
        }
    }

    private static bool IsOf(SubjectKey party, string key) => key.StartsWith($"{party}/key/", StringComparison.Ordinal);
}
