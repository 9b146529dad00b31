using Google.Protobuf;
using Trace.Domain.Complaints;
using Trace.Domain.Tests.Products;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Complaints;

public sealed class ReturnCaseTests
{
    // Monday 1 June 2026, 20:00 in China.
    private static readonly DateTimeOffset s_noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly HistoryBuilder _log = new();

    [Theory]
    [InlineData("2026-06-01", "2026-06-08")]
    [InlineData("2026-06-06", "2026-06-15")]
    [InlineData("2026-02-12", "2026-02-24")]
    public void Seven_days_run_from_the_day_after_receipt_and_do_not_end_on_a_day_off(string received, string until)
    {
        var at = (new DateTimeOffset(DateOnly.Parse(received, System.Globalization.CultureInfo.InvariantCulture).ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero) - s_noon).TotalHours;
        Ask(at + 1, receivedAt: at);

        Assert.Equal(DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture), CaseAt(at + 2).Until);
    }

    [Theory]
    [InlineData(171.9, true)]
    [InlineData(172.1, false)]
    public void The_last_day_ends_by_Chinas_clocks(double hours, bool isInTime)
    {
        // Received on Sunday 31 May: the seventh day is a Sunday again, and so until the end of Monday the 8th, at 16:00 UTC.
        Ask(hours, receivedAt: -24);

        Assert.Equal(isInTime, CaseAt(hours + 1).IsInTime);
        Assert.Equal(isInTime, CaseAt(hours + 1).IsOfRight);
    }

    [Fact]
    public void Without_a_receipt_on_record_the_days_have_not_begun()
    {
        Ask(2000, receivedAt: null);

        var one = CaseAt(2001);
        Assert.Null(one.Until);
        Assert.True(one.IsInTime);
    }

    [Theory]
    [InlineData(-100, 15)]
    [InlineData(-40, 7)]
    public void A_pledge_of_more_days_counts_for_what_was_sold_after_it(double pledgedAt, int days)
    {
        Pledge(pledgedAt, 15, before: pledgedAt < -50);

        Assert.Equal(days, CaseAt(20).Days);
    }

    [Fact]
    public void Fresh_goods_are_exempt_by_the_law_and_the_ground_is_named()
    {
        _log.List(-100, with: listing => listing.Category = Category.Fresh);
        Ask(20, receivedAt: 0);

        var one = CaseAt(21);
        Assert.Equal(ExemptionReach.Never, one.Exemption!.Reach);
        Assert.Contains("第二十五条", one.Exemption.GroundZh, StringComparison.Ordinal);
        Assert.False(one.IsOfRight);
    }

    [Fact]
    public void Each_exemption_names_a_category_once_and_its_ground_in_both_languages()
    {
        Assert.NotEmpty(ReturnExemption.All);
        Assert.Equal(ReturnExemption.All.Count, ReturnExemption.All.Select(one => one.Goods).Distinct().Count());
        Assert.All(ReturnExemption.All, one =>
        {
            Assert.NotEqual(Category.Unspecified, one.Goods);
            Assert.Contains("《", one.GroundZh, StringComparison.Ordinal);
            Assert.Contains("art. ", one.GroundEn, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Request_parcel_and_refund_have_a_deadline_each()
    {
        var request = Ask(20, receivedAt: 0);
        Assert.Equal((ReturnState.Requested, s_noon.AddHours(68), HistoryBuilder.Seller), (CaseAt(21).State, CaseAt(21).DueBy, CaseAt(21).Seller));

        Say(24, s => s.Reply = new Reply { Answers = request, Outcome = ReplyOutcome.RemedyOffered });
        Assert.Equal((ReturnState.Agreed, China(2026, 6, 18)), (CaseAt(25).State, CaseAt(25).DueBy));
        Assert.Equal(ReturnState.Lapsed, CaseAt(24 * 17).State);

        var sentBack = Say(24 * 20, s => s.Return = new Return { Answers = request, Outcome = ReturnOutcome.Accepted });
        Assert.Equal((ReturnState.Returned, China(2026, 6, 29)), (CaseAt(24 * 20).State, CaseAt(24 * 20).DueBy));

        Say(24 * 21, s => s.Refund = new Refund { Answers = sentBack, Outcome = PaymentOutcome.Paid });
        Assert.Equal((ReturnState.Refunded, null), (CaseAt(24 * 22).State, CaseAt(24 * 22).DueBy));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_refusal_ends_it_whether_of_the_request_or_of_what_came(bool ofRequest)
    {
        var request = Ask(20, receivedAt: 0);
        Say(24, s =>
        {
            if (ofRequest)
            {
                s.Reply = new Reply { Answers = request, Outcome = ReplyOutcome.Refused };
            }
            else
            {
                s.Return = new Return { Answers = request, Outcome = ReturnOutcome.Rejected };
            }
        });

        Assert.Equal(ReturnState.Refused, CaseAt(25).State);
    }

    [Fact]
    public void What_falls_due_is_named_to_the_seller_until_it_is_done()
    {
        var request = Ask(20, receivedAt: 0);
        Assert.Equal([(DutyKind.TellReturn, s_noon.AddHours(20)), (DutyKind.RemindReturn, s_noon.AddHours(68))], DutiesAt(21));
        Assert.Equal(DutyKind.RemindReturn, DutiesAt(80)[1].Kind);

        Say(24, s => s.Reply = new Reply { Answers = request, Outcome = ReplyOutcome.RemedyOffered });
        var lapses = (DutyKind.ReturnLapsed, China(2026, 6, 18));
        Assert.Equal([lapses], DutiesAt(25));

        // When its time has come it is due, and not gone: the job that looks then finds it.
        Assert.Equal(ReturnState.Lapsed, CaseAt(24 * 17).State);
        Assert.Equal([lapses], DutiesAt(24 * 17));

        Say(24 * 18, s => s.Return = new Return { Answers = request, Outcome = ReturnOutcome.Accepted });
        Assert.Equal(DutyKind.RemindRefund, Assert.Single(DutiesAt(24 * 19)).Kind);
        Say(24 * 20, s => s.Refund = new Refund { Answers = request, Outcome = PaymentOutcome.Paid });
        Assert.Empty(DutiesAt(24 * 21));
    }

    [Fact]
    public void Others_that_are_concerned_do_not_take_the_answer_from_the_seller_and_what_came_back_came_back()
    {
        var request = Ask(20, receivedAt: 0);
        Say(22, s => s.Reply = new Reply { Answers = request, Outcome = ReplyOutcome.Refused }, HistoryBuilder.Producer);
        Say(23, s => s.Return = new Return { Answers = request, Outcome = ReturnOutcome.Rejected }, HistoryBuilder.Producer);
        Assert.Equal(ReturnState.Requested, CaseAt(24).State);
        Assert.Contains(DutiesAt(24), duty => duty.Kind == DutyKind.RemindReturn);

        Say(30, s => s.Return = new Return { Answers = request, Outcome = ReturnOutcome.Accepted }, HistoryBuilder.Producer);
        Assert.Equal(ReturnState.Returned, CaseAt(31).State);
    }

    [Fact]
    public void A_platform_may_answer_a_request_in_the_sellers_place()
    {
        _log.Say(HistoryBuilder.Platform, HistoryBuilder.Platform, -200, s => s.Registration = new Registration { Name = new Text { Zh = "平台" }, Roles = { Role.Platform } });
        var request = Ask(20, receivedAt: 0);
        Say(22, s => s.Reply = new Reply { Answers = request, Outcome = ReplyOutcome.RemedyOffered }, HistoryBuilder.Platform);

        Assert.Equal(ReturnState.Agreed, CaseAt(24).State);
    }

    private List<(DutyKind Kind, DateTimeOffset At)> DutiesAt(double hours) => [.. Duties.Of(
        _log.Join(HistoryBuilder.Item), _log.Context, _log.Read, HistoryBuilder.Platform, s_noon.AddHours(hours), Deadlines.Default, WorkingDays.OfNotices)
        .Select(duty => Assert.Single(duty.To) == HistoryBuilder.Seller ? (duty.Kind, duty.At) : default)];

    private void Pledge(double at, uint days, bool before)
    {
        void Say() => _log.Say(HistoryBuilder.Seller, HistoryBuilder.Seller, at, s => s.Pledge = new Pledge
        {
            Kind = PledgeKind.ReturnDays,
            Days = days,
            Document = new Document { Sha256 = ByteString.CopyFrom(new byte[32]), MediaType = "text/plain" },
        });
        if (before)
        {
            Say();
        }

        Ask(10, receivedAt: 0);
        if (!before)
        {
            Say();
        }
    }

    private ByteString Ask(double hours, double? receivedAt)
    {
        var start = (receivedAt ?? 0) - 48;
        var sale = _log.Sell(start);
        if (receivedAt is { } at)
        {
            _log.Ship(start + 1);
            _log.Receive(at);
        }

        var opening = _log.Open(hours - 0.5, sale);
        return HistoryBuilder.Id(_log.Say(
            HistoryBuilder.Item, "", hours, s => s.ReturnRequest = new ReturnRequest { Opening = HistoryBuilder.Id(opening), Reason = ReturnReason.NoneGiven }, key: HistoryBuilder.KeyNamed("buyer")));
    }

    private ByteString Say(double hours, Action<Statement> say, string? party = null) => HistoryBuilder.Id(_log.Say(HistoryBuilder.Item, party ?? HistoryBuilder.Seller, hours, say));

    private ReturnCase CaseAt(double hours) =>
        Assert.Single(ReturnCase.Of(_log.Join(HistoryBuilder.Item), _log.Read, s_noon.AddHours(hours), Deadlines.Default, WorkingDays.OfNotices));

    private static DateTimeOffset China(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.FromHours(8));
}
