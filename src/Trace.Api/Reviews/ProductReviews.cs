using Microsoft.Extensions.Caching.Memory;
using Trace.Api.Disclosures;
using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;
using Trace.Domain.Reviews;

namespace Trace.Api.Reviews;

/// <summary>What the buyers of a product's other pieces say.</summary>
/// <param name="Groups">In groups of what they prove, the newest first.</param>
/// <param name="Contents">Their texts and pictures, by identity in hex, of as many as are shown.</param>
public sealed record ReviewsOfProduct(IReadOnlyList<ReviewGroup> Groups, IReadOnlyDictionary<string, ShownContent> Contents)
{
    /// <summary>How many reviews of a group are shown.</summary>
    public const int MostShown = 8;

    /// <summary>Nobody says anything.</summary>
    public static readonly ReviewsOfProduct None = new([], new Dictionary<string, ShownContent>());
}

/// <summary>Reads what buyers say of a product, from the histories of the items that were reviewed last.</summary>
public sealed class ProductReviews(ReviewIndex index, ProductReader products, PublicContent contents) : IDisposable
{
    // Of more a mean says no more, and each is a history with its parcels.
    private const int MostItems = 60;

    private static readonly TimeSpan s_good = TimeSpan.FromSeconds(10);

    private readonly MemoryCache _groups = new(new MemoryCacheOptions { SizeLimit = 5_000 });

    /// <summary>The reviews of a product's other pieces.</summary>
    /// <param name="subject">A product, lot or item, whose own are left out; of others there are none.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ReviewsOfProduct> OfAsync(SubjectKey subject, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Product is not { } product)
        {
            return ReviewsOfProduct.None;
        }

        var groups = (await GroupsAsync(product.Value, cancellation))
            .Select(group => new ReviewGroup(group.Count, [.. group.Reviews.Where(review => review.First.Review.Entry.Statement.Subject.Value != subject.Value)]))
            .Where(group => group.Reviews.Count > 0)
            .ToList();
        if (groups.Count == 0)
        {
            return ReviewsOfProduct.None;
        }

        // Read anew each time: an author may have erased one the second before.
        var shown = groups.SelectMany(group => group.Reviews.Take(ReviewsOfProduct.MostShown)).SelectMany(review => review.Replies.Append(review.First.Review).Select(said => said.Entry.Statement)).ToList();
        var read = await contents.ReadAsync(shown, cancellation);
        return new ReviewsOfProduct(groups, read.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value));
    }

    private async Task<IReadOnlyList<ReviewGroup>> GroupsAsync(string product, CancellationToken cancellation)
    {
        if (_groups.TryGetValue(product, out IReadOnlyList<ReviewGroup>? known))
        {
            return known!;
        }

        var subjects = (await index.OfAsync(product, MostItems, cancellation)).Subjects;
        var read = new List<ReadProduct>();
        foreach (var subject in subjects)
        {
            read.Add(await products.ReadAsync(SubjectKey.Parse(subject), cancellation));
        }

        var groups = ReviewGroups.Of(read.Select(one => (one.Joined, one.Context)));
        _groups.Set(product, groups, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = s_good });
        return groups;
    }

    /// <inheritdoc/>
    public void Dispose() => _groups.Dispose();
}
