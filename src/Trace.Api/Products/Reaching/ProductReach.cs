using Microsoft.Extensions.Caching.Memory;
using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Products;

namespace Trace.Api.Products.Reaching;

/// <summary>Where a lot or product went, as far as a page reads it.</summary>
/// <param name="Reach">Of as many subjects as were read.</param>
/// <param name="Found">How many were found.</param>
/// <param name="IsWhole">Whether all of them were read.</param>
/// <param name="Size">Of the checkpoint that it was read at.</param>
/// <param name="Parties">For names.</param>
public sealed record ReadReach(Reach Reach, int Found, bool IsWhole, long Size, IReadOnlyDictionary<string, PartyState> Parties);

/// <summary>Reads where a lot or product went, from the index of links and the histories that they lead to.</summary>
public sealed class ProductReach(ReachLinks links, ProductReader products) : IDisposable
{
    /// <summary>Of more subjects a page says that it is not whole; <c>./trace reach</c> reads all.</summary>
    public const int MostRead = 300;

    private const int MostLinks = 20_000;
    private const int MostRounds = 64;

    private static readonly TimeSpan s_good = TimeSpan.FromSeconds(20);

    // Each is some hundred histories: one at a time leaves the database to the others.
    private readonly SemaphoreSlim _reading = new(1);
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 500 });

    /// <summary>Reads it.</summary>
    /// <param name="subject">A product or lot.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ReadReach> ReadAsync(SubjectKey subject, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (_known.TryGetValue(subject.Value, out ReadReach? known))
        {
            return known!;
        }

        await _reading.WaitAsync(cancellation);
        try
        {
            if (!_known.TryGetValue(subject.Value, out known))
            {
                known = await ReadAnewAsync(subject, cancellation);
                _known.Set(subject.Value, known, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = s_good });
            }

            return known!;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<ReadReach> ReadAnewAsync(SubjectKey subject, CancellationToken cancellation)
    {
        var search = new ReachSearch(subject);
        var isWhole = true;
        for (var round = 0; round < MostRounds && search.Wanted.Count > 0; round++)
        {
            var wanted = search.Wanted.ToList();
            var (found, more) = await links.OfAsync(wanted, MostLinks, cancellation);
            isWhole &= !more;
            foreach (var goods in wanted)
            {
                search.Answer(goods, found[goods]);
            }
        }

        isWhole &= search.Wanted.Count == 0;
        var lots = new Dictionary<string, IReadOnlyList<RecordedEntry>>();
        var parties = new Dictionary<string, PartyState>();
        foreach (var lot in search.Lots.Take(MostRead))
        {
            var read = await products.ReadAsync(SubjectKey.Parse(lot), cancellation);
            lots[lot] = [.. read.Joined.Own.Select(said => said.Entry)];
            Add(parties, read);
        }

        var subjects = search.Certain.Order(StringComparer.Ordinal).Concat(search.Possible.Order(StringComparer.Ordinal)).ToList();
        var histories = new List<JoinedHistory>();
        var size = 0L;
        foreach (var one in subjects.Take(MostRead))
        {
            var read = await products.ReadAsync(SubjectKey.Parse(one), cancellation);
            histories.Add(read.Joined);
            size = Math.Max(size, read.Size);
            Add(parties, read);
        }

        isWhole &= subjects.Count <= MostRead && search.Lots.Count <= MostRead;
        return new ReadReach(Reach.Of(subject, search, lots, histories), subjects.Count, isWhole, size, parties);
    }

    private static void Add(Dictionary<string, PartyState> parties, ReadProduct read)
    {
        foreach (var (party, state) in read.Context.Parties)
        {
            parties[party] = state;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reading.Dispose();
        _known.Dispose();
    }
}
