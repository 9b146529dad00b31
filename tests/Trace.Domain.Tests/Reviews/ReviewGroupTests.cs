using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.Domain.Reviews;
using Trace.Domain.Tests.Products;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Reviews;

public sealed class ReviewGroupTests
{
    private readonly HistoryBuilder _log = new();

    [Fact]
    public void A_review_by_the_papers_code_is_with_the_package_and_by_both_codes_verified()
    {
        var sale = Deliver();
        var opening = _log.Open(30, sale);
        Review(31, opening, 4);
        Assert.Equal([ReviewCount.WithPackage], Groups().Select(group => group.Count));

        _log.Open(32, _log.Confirm(3, sale));

        var verified = Assert.Single(Groups());
        Assert.Equal((ReviewCount.Verified, 4.0), (verified.Count, verified.Mean));
        Assert.Equal([0, 0, 0, 1, 0], verified.Distribution);
    }

    [Fact]
    public void A_review_before_any_receipt_is_shown_and_not_averaged()
    {
        Review(3, _log.Open(2, _log.Sell(0)), 5);

        var group = Assert.Single(Groups());

        Assert.Equal((ReviewCount.NotCounted, ReviewReason.NotReceived), (group.Count, group.Reviews[0].First.Reason));
        Assert.Null(group.Mean);
    }

    [Fact]
    public void A_follow_up_stands_under_its_review_and_does_not_vote_again()
    {
        var opening = _log.Open(30, Deliver());
        var first = Review(31, opening, 5);
        Review(50, opening, 1, ReviewStage.FollowUp);
        _log.Say(HistoryBuilder.Item, HistoryBuilder.Seller, 60, s => s.Reply = new Reply { Answers = HistoryBuilder.Id(first), Outcome = ReplyOutcome.Thanks });

        var shown = Assert.Single(Assert.Single(Groups()).Reviews);

        Assert.Equal((5, 1u), (shown.Rating, shown.FollowUp!.Review.Message.Review.Rating));
        Assert.Single(shown.Replies);
        Assert.Equal([0, 0, 0, 0, 1], Groups()[0].Distribution);
    }

    [Fact]
    public void Several_histories_are_one_distribution_newest_first()
    {
        Review(31, _log.Open(30, Deliver()), 5);
        var other = _log.Sell(0, HistoryBuilder.OtherItem, code: "other paper");
        _log.Ship(1, HistoryBuilder.OtherItem);
        Review(41, _log.Open(40, other, "other buyer"), 2, buyer: "other buyer");

        var group = Assert.Single(ReviewGroups.Of([(_log.Join(HistoryBuilder.Item), _log.Context), (_log.Join(HistoryBuilder.OtherItem), _log.Context)]));

        Assert.Equal([0, 1, 0, 0, 1], group.Distribution);
        Assert.Equal([2, 5], group.Reviews.Select(review => review.Rating));
        Assert.Equal(3.5, group.Mean);
    }

    private RecordedEntry Deliver()
    {
        var sale = _log.Sell(0);
        _log.Ship(1);
        _log.Receive(24);
        return sale;
    }

    private RecordedEntry Review(double hours, RecordedEntry opening, uint rating, ReviewStage stage = ReviewStage.First, string buyer = "buyer") =>
        _log.Say(opening.Statement.Subject.Value, "", hours, s => s.Review = new Review { Opening = HistoryBuilder.Id(opening), Rating = rating, Stage = stage }, key: HistoryBuilder.KeyNamed(buyer));

    private IReadOnlyList<ReviewGroup> Groups() => ReviewGroups.Of(_log.Join(HistoryBuilder.Item), _log.Context);
}
