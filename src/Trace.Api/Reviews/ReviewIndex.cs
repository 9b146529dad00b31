using Npgsql;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;

namespace Trace.Api.Reviews;

/// <summary>Which items of a product were reviewed, in memory.</summary>
public sealed class ReviewIndex(NpgsqlDataSource source, Checkpoints checkpoints) : IDisposable
{
    private readonly Dictionary<string, List<string>> _byProduct = [];
    private readonly KindFollower _reviews = new(source, checkpoints, "stream_id", "review");

    /// <summary>The reviewed items of a product, the one with the newest review first, and how many there are in all.</summary>
    /// <param name="product">The product's subject key.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<(IReadOnlyList<string> Subjects, int All)> OfAsync(string product, int most, CancellationToken cancellation) => _reviews.AskAsync<(IReadOnlyList<string> Subjects, int All)>(
        Take,
        () =>
        {
            var known = _byProduct.GetValueOrDefault(product, []);
            return ([.. known.AsEnumerable().Reverse().Take(most)], known.Count);
        },
        cancellation);

    private void Take(NpgsqlDataReader row)
    {
        var subject = row.GetString(0);
        if (SubjectKey.TryParse(subject, out var key, out _) && key.Product is { } product)
        {
            var known = _byProduct.TryGetValue(product.Value, out var list) ? list : _byProduct[product.Value] = [];
            known.Remove(subject);
            known.Add(subject);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reviews.Dispose();
}
