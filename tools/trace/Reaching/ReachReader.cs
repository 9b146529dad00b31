using Google.Protobuf;
using Trace.Client.Logs;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Products;

namespace Trace.Tool.Reaching;

/// <summary>Finds what a product or lot leads to, from a copy of the log on this disk: one pass for the links, and one for each round of histories.</summary>
internal sealed class ReachReader(LogSnapshot log, CancellationToken cancellation)
{
    // The histories of items name parcels, and these those of the year before.
    private const int MostRounds = 8;

    private readonly Dictionary<string, IReadOnlyList<RecordedEntry>> _read = [];
    private readonly Dictionary<string, PartyState> _parties = [];

    /// <summary>The parties of the log, for their names.</summary>
    public IReadOnlyDictionary<string, PartyState> Parties => _parties;

    public async Task<Reach> ReadAsync(SubjectKey subject)
    {
        var search = await SearchAsync(subject);
        var found = search.Certain.Concat(search.Possible).Select(SubjectKey.Parse).ToList();
        var wanted = found.Select(one => one.Value).Concat(search.Lots).ToHashSet();
        for (var round = 0; round < MostRounds && wanted.Count > 0; round++)
        {
            await ReadHistoriesAsync(wanted);
            wanted = [.. found.SelectMany(one => SubjectsNeeded.For(one, Around(one)).Subjects).Where(one => !_read.ContainsKey(one))];
        }

        return Reach.Of(subject, search, _read, found.Select(one => JoinedHistory.Of(one, Around(one))));
    }

    // What one subject's history can need of what was read: its own parcels, lots and product, not those of all the others.
    private Dictionary<string, IReadOnlyList<RecordedEntry>> Around(SubjectKey subject)
    {
        var around = new Dictionary<string, IReadOnlyList<RecordedEntry>>();
        var next = new List<string> { subject.Value };
        for (var round = 0; round < MostRounds && next.Count > 0; round++)
        {
            foreach (var one in next.Where(_read.ContainsKey))
            {
                around[one] = _read[one];
            }

            next = [.. SubjectsNeeded.For(subject, around).Subjects.Where(one => _read.ContainsKey(one) && !around.ContainsKey(one))];
        }

        return around;
    }

    private async Task<ReachSearch> SearchAsync(SubjectKey subject)
    {
        var links = new Dictionary<string, HashSet<ReachLink>>();
        await foreach (var entry in EntriesAsync())
        {
            foreach (var link in ReachLink.Of(entry))
            {
                (links.TryGetValue(link.Goods, out var known) ? known : links[link.Goods] = []).Add(link);
            }

            if (entry.Statement.Subject.Kind == SubjectKind.Party)
            {
                var party = entry.Statement.Subject.Value;
                _parties[party] = PartyState.After(_parties.GetValueOrDefault(party, PartyState.Unknown), entry);
            }
        }

        var search = new ReachSearch(subject);
        while (search.Wanted.Count > 0)
        {
            var goods = search.Wanted.First();
            search.Answer(goods, links.GetValueOrDefault(goods, []));
        }

        return search;
    }

    private async Task ReadHistoriesAsync(HashSet<string> subjects)
    {
        var read = subjects.ToDictionary(subject => subject, _ => new List<RecordedEntry>());
        await foreach (var entry in EntriesAsync())
        {
            if (read.TryGetValue(entry.Statement.Subject.Value, out var history))
            {
                history.Add(entry);
            }
        }

        foreach (var (subject, history) in read)
        {
            _read[subject] = history;
        }
    }

    // What a newer version recorded is not understood here, and left out.
    private async IAsyncEnumerable<RecordedEntry> EntriesAsync()
    {
        await foreach (var stretch in log.ReadAsync(0, log.Checkpoint.Size, cancellation))
        {
            foreach (var bytes in stretch.Entries)
            {
                if (RecordedEntry.TryParse(ByteString.CopyFrom(bytes.Span), out var entry, out _))
                {
                    yield return entry!;
                }
            }
        }
    }
}
