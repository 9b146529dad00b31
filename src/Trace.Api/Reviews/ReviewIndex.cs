using Npgsql;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;

namespace Trace.Api.Reviews;

/// <summary>
/// Which items of a product were reviewed, in memory: the log's reviews are read once, and then those that came since. Nothing is stored that
/// could come to differ from the log.
/// </summary>
public sealed class ReviewIndex(NpgsqlDataSource source, Checkpoints checkpoints) : IDisposable
{
    private readonly Dictionary<string, List<string>> _byProduct = [];
    private readonly SemaphoreSlim _reading = new(1);
    private long _size;

    /// <summary>The reviewed items of a product, the one with the newest review first, and how many there are in all.</summary>
    /// <param name="product">The product's subject key.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(IReadOnlyList<string> Subjects, int All)> OfAsync(string product, int most, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            await FollowAsync(cancellation);
            var known = _byProduct.GetValueOrDefault(product, []);
            return ([.. known.AsEnumerable().Reverse().Take(most)], known.Count);
        }
        finally
        {
            _reading.Release();
        }
    }

    // Held by whoever has the semaphore.
    private async Task FollowAsync(CancellationToken cancellation)
    {
        var size = checkpoints.At(V1.At.Published).Head.Size;
        if (size <= _size)
        {
            return;
        }

        await using var select = source.CreateCommand("SELECT stream_id FROM ledger.mt_events WHERE seq_id > $1 AND seq_id <= $2 AND type = 'review' ORDER BY seq_id");
        select.Parameters.AddWithValue(_size);
        select.Parameters.AddWithValue(size);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var subject = reader.GetString(0);
            if (SubjectKey.TryParse(subject, out var key, out _) && key.Product is { } product)
            {
                var known = _byProduct.TryGetValue(product.Value, out var list) ? list : _byProduct[product.Value] = [];
                known.Remove(subject);
                known.Add(subject);
            }
        }

        _size = size;
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();
}
