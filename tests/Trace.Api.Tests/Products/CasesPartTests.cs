using Google.Protobuf;
using Trace.Api.Pages;
using Trace.Api.Products.Model;
using Trace.Domain.Complaints;
using Trace.Domain.Tests.Products;
using Trace.V1;
using static Trace.Domain.Tests.Products.HistoryBuilder;
using Case = Trace.Api.Products.Model.Case;

namespace Trace.Api.Tests.Products;

/// <summary>What a page says of complaints and returns: who must do what by when, each step with its time, and what was paid.</summary>
public class CasesPartTests
{
    private readonly HistoryBuilder _told = new();

    public CasesPartTests()
    {
        _told.Register(Platform, new Registration { Name = new Text { Zh = "茶市", En = "Tea Market" }, Roles = { Role.Platform } });
        _told.Register(Seller, new Registration { Name = new Text { Zh = "茶铺", En = "Tea Shop" }, Roles = { Role.Seller } });
    }

    [Theory]
    [InlineData(0, "waiting for an answer", "FirstAnswer open, TakeOver open, Decision open", "")]
    [InlineData(30, "answer overdue", "FirstAnswer missed, TakeOver open, Decision open", "time.reminded")]
    [InlineData(80, "with the platform", "FirstAnswer missed, TakeOver kept, Decision open", "time.reminded, time.platform")]
    [InlineData(400, "case file for 12315 offered", "FirstAnswer missed, TakeOver kept, Decision missed, Closure open", "time.reminded, time.platform, time.offered")]
    public void What_nobody_answers_goes_on_by_the_clock_alone_and_the_page_says_so(double hours, string state, string terms, string events)
    {
        Complain();
        var texts = PageTexts.Of("en");

        var one = CaseAfter(hours);

        Assert.Equal((state, Seller), (one.State, one.Respondent!.Subject));
        Assert.Equal(terms, Terms(one));
        Assert.Equal(events, string.Join(", ", one.Events.Select(happened => texts.Names.Single(name => name.StartsWith("time.", StringComparison.Ordinal) && texts[name] == happened.Text))));
        Assert.All(one.Events, happened => Assert.NotEmpty(happened.State));
        Assert.True(one.IsOpen);
    }

    [Fact]
    public void What_the_platform_pays_first_is_shown_as_paid_with_who_was_responsible_until_it_has_settled()
    {
        var complaint = Complain();
        _told.Say(Item, Platform, 90, s => s.Compensation = new Compensation { Answers = complaint, Outcome = PaymentOutcome.Paid });
        var unsettled = CaseAfter(100);

        Assert.Equal("FirstAnswer missed, TakeOver kept, Decision kept, Settlement open", Terms(unsettled));
        Assert.Equal(("Tea Shop", "4 Jun 2026, 20:00"), (unsettled.Deadlines[3].Who.Name, unsettled.Deadlines[1].Due.Text));
        Assert.Equal("Tea Market", Assert.Single(unsettled.Payments).Who.Name);
        Assert.Contains("still to settle", unsettled.Notes[0], StringComparison.Ordinal);

        _told.Say(Item, Seller, 110, s => s.Resolution = new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Settled });
        var settled = CaseAfter(120);

        Assert.Equal(("resolved", "FirstAnswer missed, TakeOver kept, Decision kept, Settlement kept, Closure open"), (settled.State, Terms(settled)));
        Assert.Contains("has settled", settled.Notes[0], StringComparison.Ordinal);
        Assert.Equal(["answer overdue", "with the platform", "paid first by the platform", "resolved"], settled.Events.Select(happened => happened.State));
    }

    [Fact]
    public void An_answer_in_time_is_told_as_one_and_what_was_never_due_is_left_out()
    {
        var complaint = Complain();
        _told.Say(Item, Seller, 3, s => s.Reply = new Reply { Answers = complaint, Outcome = ReplyOutcome.RemedyOffered });
        Assert.Equal("FirstAnswer kept, Closure open", Terms(CaseAfter(4)));

        _told.Say(Item, "", 5, s => s.Closure = new Closure { Complaint = complaint, Outcome = ClosureOutcome.Satisfied }, key: KeyNamed("buyer"));
        var closed = CaseAfter(2000);

        Assert.Equal(("settled", "FirstAnswer kept", false), (closed.State, Terms(closed), closed.IsOpen));
        Assert.Equal(["being dealt with", "settled"], closed.Events.Select(happened => happened.State));
        Assert.Equal(Gravity.Good, _told.PageOf(Item).Safety.Gravity);
    }

    [Fact]
    public void A_late_answer_is_told_as_late()
    {
        var complaint = Complain();
        _told.Say(Item, Seller, 30, s => s.Reply = new Reply { Answers = complaint, Outcome = ReplyOutcome.Refused });

        Assert.Equal("done, but late", CaseAfter(40).Deadlines[0].Says);
    }

    [Theory]
    [InlineData(21, "Requested", "ReturnAnswer open")]
    [InlineData(70, "Requested", "ReturnAnswer missed")]
    public void A_request_to_return_says_by_when_the_seller_answers(double hours, string state, string terms)
    {
        Ask();

        var one = CaseAfter(hours);

        Assert.Equal((PageTexts.Of("en")[$"return.{state}"], terms, Seller), (one.State, Terms(one), one.Respondent!.Subject));
        Assert.DoesNotContain(_told.PageOf(Item).Safety.Warnings, warning => warning.Title.Contains("complaint", StringComparison.Ordinal));
    }

    [Fact]
    public void Request_parcel_and_refund_are_shown_with_a_deadline_each_and_what_was_paid_back()
    {
        var request = Ask();
        _told.Say(Item, Seller, 24, s => s.Reply = new Reply { Answers = request, Outcome = ReplyOutcome.RemedyOffered });
        Assert.Equal("ReturnAnswer kept, ReturnParcel open", Terms(CaseAfter(25)));
        Assert.Equal("ReturnAnswer kept, ReturnParcel missed", Terms(CaseAfter(24 * 17)));
        Assert.Equal("not sent back in time", CaseAfter(24 * 17).State);
        _told.Say(Item, Seller, 30, s => s.Return = new Return { Answers = request, Outcome = ReturnOutcome.Accepted });
        Assert.Equal("ReturnAnswer kept, ReturnParcel kept, ReturnRefund missed", Terms(CaseAfter(24 * 20)));
        _told.Say(Item, Seller, 32, s => s.Refund = new Refund { Answers = request, Outcome = PaymentOutcome.Paid });

        var one = CaseAfter(40);

        Assert.Equal(("refunded", "ReturnAnswer kept, ReturnParcel kept, ReturnRefund kept"), (one.State, Terms(one)));
        Assert.Single(one.Payments);
        Assert.Equal(["to be sent back", "refund due", "refunded"], one.Events.Select(happened => happened.State));
    }

    [Theory]
    [InlineData(15, "15 days from the day after as the seller pledged", "until 16 Jun 2026")]
    [InlineData(0, "7 days from the day after,", "until 8 Jun 2026")]
    public void The_days_are_those_of_law_or_longer_as_pledged(uint pledged, string days, string until)
    {
        if (pledged > 0)
        {
            Pledge(PledgeKind.ReturnDays, pledged);
        }

        Ask();

        var note = Assert.Single(CaseAfter(21).Notes);
        Assert.Contains(days, note, StringComparison.Ordinal);
        Assert.Contains(until, note, StringComparison.Ordinal);
        Assert.Contains("in time", note, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exemption_is_told_with_its_legal_ground_and_goods_with_a_fault_are_under_no_days()
    {
        _told.List(-100, with: listing => listing.Category = Category.Fresh);
        Ask();
        Assert.Contains("art. 25(1)(2)", CaseAfter(21).Notes[^1], StringComparison.Ordinal);
        Assert.Contains("第二十五条", CaseAfter(21, "zh").Notes[^1], StringComparison.Ordinal);

        Ask(ReturnReason.Damaged, 22);
        Assert.Contains("because of the goods", Assert.Single(Cases(23)[0].Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pledge_is_shown_with_what_the_record_shows_of_it()
    {
        Pledge(PledgeKind.ReturnDays, 15);
        Pledge(PledgeKind.AnswerWithin, 1);
        Assert.All(Kept(20), said => Assert.Contains("Nobody asked", said, StringComparison.Ordinal));

        var request = Ask();
        Assert.Contains("no outcome yet", Kept(21)[0], StringComparison.Ordinal);
        Assert.Contains("late, or not at all", Kept(80)[0], StringComparison.Ordinal);
        _told.Say(Item, Seller, 60, s => s.Return = new Return { Answers = request, Outcome = ReturnOutcome.Accepted });
        _told.Say(Item, Seller, 62, s => s.Refund = new Refund { Answers = request, Outcome = PaymentOutcome.Paid });
        Assert.StartsWith("Kept", Kept(80)[0], StringComparison.Ordinal);

        Complain(100);
        Assert.Contains("no outcome yet", Kept(110)[1], StringComparison.Ordinal);
        Assert.Contains("answered late, or not at all", Kept(125)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_platform_answers_keeps_no_pledge_of_the_seller_and_breaks_none()
    {
        Pledge(PledgeKind.AnswerWithin, 1);
        var complaint = Complain(100);
        _told.Say(Item, Platform, 105, s => s.Reply = new Reply { Answers = complaint, Outcome = ReplyOutcome.RemedyOffered });
        Assert.Contains("Nobody asked", Assert.Single(Kept(110)), StringComparison.Ordinal);
        Assert.Contains("Nobody asked", Assert.Single(Kept(200)), StringComparison.Ordinal);

        var late = Complain(300);
        _told.Say(Item, Platform, 330, s => s.Resolution = new Resolution { Answers = late, Outcome = ResolutionOutcome.Upheld });
        Assert.Contains("answered late, or not at all", Assert.Single(Kept(340)), StringComparison.Ordinal);
    }

    [Fact]
    public void How_fast_a_party_answers_counts_its_own_answers_alone()
    {
        var (first, second) = (Complain(), Complain(10));
        _told.Say(Item, Platform, 12, s => s.Reply = new Reply { Answers = first, Outcome = ReplyOutcome.RemedyOffered });
        _told.Say(Item, Seller, 13, s => s.Reply = new Reply { Answers = second, Outcome = ReplyOutcome.RemedyOffered });

        _told.LookedAt = 20;
        var cases = ComplaintCase.Of(_told.Join(Item), _told.Context, _told.Context.Now!.Value, Domain.Complaints.Deadlines.Default, WorkingDays.OfNotices);

        Assert.Equal(new Api.Desks.AnswerSpeed(2, 1, 1, TimeSpan.FromHours(3)), Api.Desks.AnswerSpeed.Of(cases));
    }

    [Fact]
    public void Every_term_state_and_exemption_has_words_in_both_languages()
    {
        var names = Enum.GetNames<CaseTermKind>().Select(kind => $"term.{kind}")
            .Concat(Enum.GetNames<CaseTermState>().Select(state => $"term.{state}"))
            .Concat(Enum.GetNames<ReturnState>().Select(state => $"return.{state}"))
            .Concat(Enum.GetNames<ExemptionReach>().Select(reach => $"exemption.{reach}"));
        Assert.DoesNotContain(names, name => PageLanguage.All.Any(language => !PageTexts.Of(language).Has(name)));
    }

    private static string Terms(Case one)
    {
        var texts = PageTexts.Of("en");
        return string.Join(", ", one.Deadlines.Select(term => $"{Enum.GetNames<CaseTermKind>().Single(kind => texts[$"term.{kind}"] == term.Name)} {term.State}"));
    }

    private ByteString Complain(double hours = 0)
    {
        var opening = _told.Open(hours - 1, _told.Sell(hours - 2));
        return Id(_told.Say(Item, "", hours, s => s.Complaint = new Complaint { Opening = Id(opening), Respondent = Seller, Category = ComplaintCategory.Quality, Remedy = Remedy.Compensation }, key: KeyNamed("buyer")));
    }

    private ByteString Ask(ReturnReason reason = ReturnReason.NoneGiven, double hours = 20)
    {
        var sale = _told.Sell(-48);
        _told.Ship(-47);
        _told.Receive(0);
        var opening = _told.Open(hours - 1, sale);
        return Id(_told.Say(Item, "", hours, s => s.ReturnRequest = new ReturnRequest { Opening = Id(opening), Reason = reason }, key: KeyNamed("buyer")));
    }

    private void Pledge(PledgeKind kind, uint days) => _told.Say(Seller, Seller, -200, s => s.Pledge = new Pledge
    {
        Kind = kind,
        Days = days,
        Document = new Document { Sha256 = ByteString.CopyFrom(new byte[32]), MediaType = "text/plain" },
    });

    private string[] Kept(double hours)
    {
        _told.LookedAt = hours;
        _told.Sell(-49);
        return [.. _told.PageOf(Item).Parties.Single(party => party.Party.Subject == Seller).Pledges.Select(pledge => pledge.Kept)];
    }

    private Case CaseAfter(double hours, string language = "en") => Assert.Single(Cases(hours, language));

    private IReadOnlyList<Case> Cases(double hours, string language = "en")
    {
        _told.LookedAt = hours;
        return _told.PageOf(Item, language).Cases;
    }
}
