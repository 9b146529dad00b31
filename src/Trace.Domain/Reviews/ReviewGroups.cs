using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Reviews;

/// <summary>A buyer's review as it is shown: the first one, what was added later, and what was answered.</summary>
/// <param name="First">The first review; of a follow-up that has none, the follow-up itself.</param>
/// <param name="FollowUp">What the same buyer added to it (追加评价); null where nothing was.</param>
/// <param name="Replies">Answers to both that stand, by index.</param>
public sealed record ShownReview(ReviewStanding First, ReviewStanding? FollowUp, IReadOnlyList<Said> Replies)
{
    /// <summary>The rating that counts, 1 to 5: the first review's, since a follow-up adds and does not vote again.</summary>
    public int Rating => (int)First.Review.Message.Review.Rating;
}

/// <summary>Reviews that prove the same, shown and averaged apart from others.</summary>
/// <param name="Count">What they prove.</param>
/// <param name="Reviews">The newest first.</param>
public sealed record ReviewGroup(ReviewCount Count, IReadOnlyList<ShownReview> Reviews)
{
    /// <summary>How many reviews gave 1, 2, 3, 4 and 5, in this order.</summary>
    public IReadOnlyList<int> Distribution { get; } =
        [.. Enumerable.Range(1, 5).Select(rating => Reviews.Count(review => review.Rating == rating))];

    /// <summary>The mean rating; null where nothing is averaged, because nothing counts or nobody reviewed.</summary>
    public double? Mean => Count == ReviewCount.NotCounted || Reviews.Count == 0 ? null : Reviews.Average(review => review.Rating);
}

/// <summary>The reviews of items and parcels in their groups: verified, with the package, not counted.</summary>
public static class ReviewGroups
{
    private static readonly ReviewCount[] s_order = [ReviewCount.Verified, ReviewCount.WithPackage, ReviewCount.NotCounted];

    /// <summary>The groups of one history that have a review, in the order in which they are shown.</summary>
    /// <param name="history">Of an item or parcel.</param>
    /// <param name="context">For credit codes of parties.</param>
    public static IReadOnlyList<ReviewGroup> Of(JoinedHistory history, FlagContext context) => Of([(history, context)]);

    /// <summary>The groups of several histories together, such as of all reviewed items of a product.</summary>
    /// <param name="histories">Of items and parcels, each with what is known of its parties.</param>
    public static IReadOnlyList<ReviewGroup> Of(IEnumerable<(JoinedHistory History, FlagContext Context)> histories)
    {
        ArgumentNullException.ThrowIfNull(histories);
        var shown = histories.SelectMany(one => ShownOf(one.History, one.Context)).OrderByDescending(review => review.First.Review.Entry.Position).ToList();
        return [.. s_order.Select(count => new ReviewGroup(count, [.. shown.Where(review => review.First.Count == count)])).Where(group => group.Reviews.Count > 0)];
    }

    private static IEnumerable<ShownReview> ShownOf(JoinedHistory history, FlagContext context)
    {
        var standings = ReviewStanding.Of(history, context);
        var replies = history.Own.Where(said => said.Stands && said.Kind == PayloadOneofCase.Reply).ToList();
        foreach (var buyer in standings.GroupBy(standing => (standing.Review.Entry.Statement.Key, standing.Review.Message.Review.Line)))
        {
            var first = buyer.FirstOrDefault(standing => standing.Review.Message.Review.Stage == ReviewStage.First) ?? buyer.First();
            var followUp = buyer.FirstOrDefault(standing => standing != first);
            var identities = new[] { first.Review.Identity, followUp?.Review.Identity };
            yield return new ShownReview(first, followUp, [.. replies.Where(reply => identities.Contains(Said.Reference(reply.Message.Reply.Answers)))]);
        }
    }
}
