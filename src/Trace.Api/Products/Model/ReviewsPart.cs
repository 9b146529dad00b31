using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Api.Products.Model;

/// <summary>What buyers say, in groups of what their reviews prove. How a review counts is Domain's to say.</summary>
internal static class ReviewsPart
{
    private static readonly (ReviewCount Count, string Key)[] s_groups = [(ReviewCount.Verified, "verified"), (ReviewCount.WithPackage, "withPackage"), (ReviewCount.NotCounted, "notCounted")];

    public static Reviews Of(Telling telling)
    {
        var standings = telling.IsItem ? ReviewStanding.Of(telling.Joined, telling.Read.Context) : [];
        return new Reviews([.. s_groups.Select(group => GroupOf(telling, group.Key, [.. standings.Where(standing => standing.Count == group.Count)]))]);
    }

    private static ReviewGroup GroupOf(Telling telling, string key, IReadOnlyList<ReviewStanding> standings)
    {
        // Of first reviews alone: whoever says more later gives one mark.
        var ratings = standings.Where(standing => standing.Review.Message.Review.Stage == ReviewStage.First).Select(standing => standing.Review.Message.Review.Rating).ToList();
        return new ReviewGroup(
            key,
            telling.Texts[$"reviews.{key}"],
            telling.Texts[$"reviews.{key}.proves"],
            key == "notCounted" || ratings.Count == 0 ? [] : [.. Enumerable.Range(0, 5).Select(i => ratings.Count(rating => rating == 5 - i))],
            [.. standings.OrderByDescending(standing => standing.Review.Moment).Select(standing => RowOf(telling, standing))]);
    }

    private static ReviewRow RowOf(Telling telling, ReviewStanding standing)
    {
        var (said, review) = (standing.Review, standing.Review.Message.Review);
        return new ReviewRow(
            telling.Link(said.Entry),
            said.Identity.ToString(),
            (int)review.Rating,
            telling.Words.Code(review.Stage),
            [.. review.Tags.Select(telling.Words.Code)],
            review.Text is not null,
            telling.When(said.Entry),
            standing.Reason == ReviewReason.None ? "" : telling.Texts[$"ReviewReason.{standing.Reason}"],
            [.. telling.Joined.All.Where(other => other.Kind == PayloadOneofCase.Reply && telling.Find(other.Message.Reply.Answers)?.Identity == said.Identity).Select(other => CasesPart.StepOf(telling, other))],
            telling.Correction(said));
    }
}
