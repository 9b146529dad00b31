using Google.Protobuf;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Tests.Products;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Complaints;

public sealed class ComplaintCaseTests
{
    // Monday 1 June 2026, noon in UTC: 20:00 in China.
    private static readonly DateTimeOffset s_noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly HistoryBuilder _log = new();

    public ComplaintCaseTests() => _log.Register(HistoryBuilder.Platform, new Registration { Roles = { Role.Platform } });

    [Theory]
    [InlineData(0, CaseState.WithRespondent, 24)]
    [InlineData(23.9, CaseState.WithRespondent, 24)]
    [InlineData(24, CaseState.Reminded, 72)]
    [InlineData(71.9, CaseState.Reminded, 72)]
    [InlineData(72, CaseState.WithPlatform, 340)]
    public void Who_answers_by_when_follows_from_the_hours_that_passed_without_an_answer(double hours, CaseState state, double due)
    {
        Complain();

        var one = CaseAfter(hours);

        Assert.Equal(state, one.State);
        Assert.Equal(s_noon.AddHours(due), one.DueBy);
        Assert.Null(one.IsAnsweredInTime);
        Assert.Equal(HistoryBuilder.Seller, one.Respondent);
    }

    [Fact]
    public void The_offer_of_12315_comes_after_ten_working_days_of_China()
    {
        Complain();

        // 2 to 5, 8 to 12 and 15 June; the Dragon Boat holiday comes after.
        Assert.Equal(new DateOnly(2026, 6, 15), CaseAfter(0).OfferOn);
        Assert.Equal(new DateTimeOffset(2026, 6, 16, 0, 0, 0, TimeSpan.FromHours(8)), CaseAfter(100).DueBy);
    }

    [Fact]
    public void That_it_was_taken_note_of_is_no_answer_and_a_refusal_is_one()
    {
        var complaint = Complain();
        Reply(5, complaint, ReplyOutcome.Acknowledged);
        Assert.Equal(CaseState.Reminded, CaseAfter(30).State);

        Reply(40, complaint, ReplyOutcome.Refused);

        var one = CaseAfter(100);
        Assert.Equal(CaseState.Answered, one.State);
        Assert.True(one.IsAnsweredInTime);
        Assert.Null(one.DueBy);
        Assert.Equal(2, one.Steps.Count);
    }

    [Fact]
    public void An_escalation_brings_the_platform_in_at_once_and_a_late_answer_is_told_as_late()
    {
        var complaint = Complain();
        Answer(10, HistoryBuilder.Platform, s => s.Escalation = new Escalation { Answers = complaint, Reason = EscalationReason.Safety });
        Assert.Equal(CaseState.WithPlatform, CaseAfter(11).State);
        Assert.Equal(s_noon.AddHours(10), CaseAfter(11).PlatformAt);

        Reply(12, complaint, ReplyOutcome.RemedyOffered);

        Assert.False(CaseAfter(13).IsAnsweredInTime);
    }

    [Fact]
    public void What_answers_a_step_belongs_to_the_case_and_what_was_paid_is_found()
    {
        var complaint = Complain();
        var escalation = Answer(10, HistoryBuilder.Platform, s => s.Escalation = new Escalation { Answers = complaint, Reason = EscalationReason.Unanswered });
        var resolution = Answer(20, HistoryBuilder.Platform, s => s.Resolution = new Resolution { Answers = HistoryBuilder.Id(escalation), Outcome = ResolutionOutcome.Upheld });
        Answer(21, HistoryBuilder.Platform, s => s.Compensation = new Compensation { Answers = HistoryBuilder.Id(resolution), Outcome = PaymentOutcome.Paid });

        var one = CaseAfter(22);

        Assert.Equal(CaseState.PaidInAdvance, one.State);
        Assert.Equal(3, one.Steps.Count);
        Assert.Equal(PaymentOutcome.Paid, Assert.Single(one.Payments).Message.Compensation.Outcome);
        Answer(30, "", s => s.Closure = new Closure { Complaint = complaint, Outcome = ClosureOutcome.Satisfied });
        Assert.Equal(CaseState.Closed, CaseAfter(31).State);
    }

    [Fact]
    public void A_forwarded_case_and_a_refused_payment_leave_it_open()
    {
        var complaint = Complain();
        Answer(2, HistoryBuilder.Platform, s => s.Resolution = new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Forwarded });
        Answer(3, HistoryBuilder.Platform, s => s.Compensation = new Compensation { Answers = complaint, Outcome = PaymentOutcome.Refused });

        Assert.Equal(CaseState.WithRespondent, CaseAfter(5).State);
    }

    [Fact]
    public void What_the_party_first_asked_says_after_the_platform_took_over_moves_nothing()
    {
        var complaint = Complain();
        Reply(80, complaint, ReplyOutcome.RemedyOffered);
        Answer(81, HistoryBuilder.Seller, s => s.Resolution = new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Rejected });

        var one = CaseAfter(82);

        Assert.Equal((CaseState.WithPlatform, false), (one.State, one.IsAnsweredInTime));
        Assert.Null(one.Decision);
    }

    [Fact]
    public void Another_than_the_party_first_asked_does_not_take_its_duty_from_it()
    {
        var complaint = Complain();
        Answer(5, HistoryBuilder.Producer, s => s.Reply = new Reply { Answers = complaint, Outcome = ReplyOutcome.Refused });

        Assert.Equal(CaseState.Reminded, CaseAfter(30).State);
        Assert.Null(CaseAfter(30).FirstAnswer);
    }

    [Fact]
    public void What_a_platform_answers_first_takes_the_duty_from_the_party_first_asked_and_is_no_answer_of_it()
    {
        var complaint = Complain();
        Answer(5, HistoryBuilder.Platform, s => s.Reply = new Reply { Answers = complaint, Outcome = ReplyOutcome.RemedyOffered });

        var one = CaseAfter(30);

        Assert.Equal((CaseState.Answered, s_noon.AddHours(5)), (one.State, one.OthersAnsweredAt));
        Assert.NotNull(one.FirstAnswer);
        Assert.Equal((null, null), (one.OwnAnswer, one.IsAnsweredInTime));
        Assert.Empty(AnswerTerms(one, 30));

        Reply(40, complaint, ReplyOutcome.RemedyOffered);
        Assert.Equal(HistoryBuilder.Seller, CaseAfter(41).OwnAnswer!.Party);
        Assert.Empty(AnswerTerms(CaseAfter(41), 41));
    }

    [Fact]
    public void What_a_platform_answers_after_the_time_of_the_party_first_asked_leaves_that_missed()
    {
        var complaint = Complain();
        Answer(30, HistoryBuilder.Platform, s => s.Resolution = new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Upheld });

        var term = Assert.Single(AnswerTerms(CaseAfter(31), 31));

        Assert.Equal((CaseTermState.Missed, null), (term.State, term.DoneAt));
    }

    [Fact]
    public void A_platform_that_was_first_asked_does_not_decide_its_own_case()
    {
        var complaint = Complain(HistoryBuilder.Platform);
        Answer(80, HistoryBuilder.Platform, s => s.Resolution = new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Rejected });
        Assert.Equal(CaseState.WithPlatform, CaseAfter(81).State);
        Assert.Null(CaseAfter(81).Decision);
        Assert.Equal(CaseState.Offered, CaseAfter(24 * 20).State);

        _log.Register(HistoryBuilder.Inspector, new Registration { Roles = { Role.Inspector } });
        Answer(24 * 21, HistoryBuilder.Inspector, s => s.Resolution = new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Upheld });
        Assert.Equal(CaseState.Resolved, CaseAfter(24 * 22).State);
    }

    [Fact]
    public void An_escalation_as_unanswered_of_what_was_answered_moves_nothing()
    {
        var complaint = Complain();
        Reply(71, complaint, ReplyOutcome.RemedyOffered);
        Answer(72.1, HistoryBuilder.Platform, s => s.Escalation = new Escalation { Answers = complaint, Reason = EscalationReason.Unanswered });

        var one = CaseAfter(73);

        Assert.Equal((CaseState.Answered, true), (one.State, one.IsAnsweredInTime));
        Assert.Null(one.Escalation);
        Assert.Single(one.Untimely);
    }

    [Fact]
    public void Who_is_not_content_with_what_the_platform_paid_first_is_offered_the_case_file()
    {
        var complaint = Complain();
        Answer(5, HistoryBuilder.Platform, s => s.Compensation = new Compensation { Answers = complaint, Outcome = PaymentOutcome.Paid });
        Answer(6, "", s => s.Escalation = new Escalation { Answers = complaint, Reason = EscalationReason.NotSatisfied });

        Assert.Equal(CaseState.Offered, CaseAfter(7).State);
        Assert.Equal([DutyKind.OfferFile, DutyKind.CloseByTime], DutiesAfter(100).Select(duty => duty.Kind));
    }

    [Fact]
    public void The_party_first_asked_hears_of_a_complaint_at_once_and_the_platform_of_an_escalation()
    {
        var complaint = Complain();
        Assert.Equal(
            [(DutyKind.TellComplaint, s_noon, HistoryBuilder.Seller), (DutyKind.RemindRespondent, s_noon.AddHours(24), HistoryBuilder.Seller), (DutyKind.TakeOver, s_noon.AddHours(72), HistoryBuilder.Platform)],
            DutiesAfter(1).Select(duty => (duty.Kind, duty.At, duty.To[0])));

        Answer(6, "", s => s.Escalation = new Escalation { Answers = complaint, Reason = EscalationReason.NotSatisfied });

        Assert.Equal((DutyKind.TellEscalation, s_noon.AddHours(6), HistoryBuilder.Platform), DutiesAfter(7).Select(duty => (duty.Kind, duty.At, duty.To[0])).First());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_platform_hears_of_whoever_brings_a_case_back_that_it_took_over_itself(bool isBuyer)
    {
        var complaint = Complain();
        Answer(73, HistoryBuilder.Platform, s => s.Escalation = new Escalation { Answers = complaint, Reason = EscalationReason.Unanswered });
        Assert.DoesNotContain(DutiesAfter(74), duty => duty.Kind == DutyKind.TellEscalation);
        Answer(75, HistoryBuilder.Seller, s => s.Refund = new Refund { Answers = complaint, Outcome = PaymentOutcome.Paid });
        Answer(80, isBuyer ? "" : HistoryBuilder.Seller, s => s.Escalation = new Escalation { Answers = complaint, Reason = EscalationReason.NotSatisfied });

        Assert.Equal(CaseState.WithPlatform, CaseAfter(81).State);
        Assert.Equal((DutyKind.TellEscalation, s_noon.AddHours(80), HistoryBuilder.Platform), DutiesAfter(81).Select(duty => (duty.Kind, duty.At, duty.To[0])).First());
        Assert.DoesNotContain(DutiesAfter(81), duty => duty.Kind == DutyKind.TakeOver);
    }

    [Theory]
    [InlineData(14, CaseState.Answered)]
    [InlineData(16, CaseState.Closed)]
    public void A_closure_by_time_counts_only_once_its_time_has_come(int days, CaseState state)
    {
        var complaint = Complain();
        Reply(1, complaint, ReplyOutcome.Refused);
        Answer(1 + (days * 24), HistoryBuilder.Platform, s => s.Closure = new Closure { Complaint = complaint, Outcome = ClosureOutcome.TimeOut });

        var one = CaseAfter(20 * 24);

        Assert.Equal(state, one.State);
        Assert.Equal(state == CaseState.Answered ? 1 : 0, one.Untimely.Count);
    }

    [Fact]
    public void What_the_platform_paid_first_is_settled_with_who_pays_it_back()
    {
        var complaint = Complain();
        Answer(80, HistoryBuilder.Platform, s => s.Compensation = new Compensation { Answers = complaint, Outcome = PaymentOutcome.Paid });
        Assert.Equal((CaseState.PaidInAdvance, HistoryBuilder.Seller), (CaseAfter(81).State, CaseAfter(81).Responsible));
        Assert.NotNull(CaseAfter(81).DueBy);

        Answer(90, HistoryBuilder.Producer, s => s.Compensation = new Compensation { Answers = complaint, Outcome = PaymentOutcome.Paid });

        Assert.Equal((CaseState.Resolved, HistoryBuilder.Producer), (CaseAfter(91).State, CaseAfter(91).Responsible));
    }

    [Theory]
    [InlineData(Remedy.Refund, CaseState.Resolved)]
    [InlineData(Remedy.Repair, CaseState.WithRespondent)]
    public void A_refund_that_names_the_sale_ends_a_complaint_that_wants_the_money_back(Remedy remedy, CaseState state)
    {
        var sale = _log.Sell(-48);
        var opening = _log.Open(-2, sale);
        Answer(0, "", s => s.Complaint = new Complaint { Opening = HistoryBuilder.Id(opening), Respondent = HistoryBuilder.Seller, Category = ComplaintCategory.Quality, Remedy = remedy });
        Answer(2, HistoryBuilder.Seller, s => s.Refund = new Refund { Answers = HistoryBuilder.Id(sale), Outcome = PaymentOutcome.Paid });

        Assert.Equal(state, CaseAfter(3).State);
        Assert.Equal(state != CaseState.Resolved, CaseAfter(3).IsOpen);
    }

    [Fact]
    public void The_offer_of_a_case_that_begins_before_the_Spring_Festival_passes_its_nine_days()
    {
        // Thursday 12 February 2026; both Saturdays that are made up for count.
        var filed = (new DateTimeOffset(2026, 2, 12, 12, 0, 0, TimeSpan.Zero) - s_noon).TotalHours;
        var opening = _log.Open(filed - 2, _log.Sell(filed - 48));
        Answer(filed, "", s => s.Complaint = new Complaint { Opening = HistoryBuilder.Id(opening), Respondent = HistoryBuilder.Seller, Category = ComplaintCategory.Quality, Remedy = Remedy.Refund });

        Assert.Equal(CaseState.WithPlatform, CaseAfter(filed + (20 * 24)).State);
        Assert.Equal(new DateOnly(2026, 3, 4), CaseAfter(filed).OfferOn);
        Assert.Equal(CaseState.Offered, CaseAfter(filed + (21 * 24)).State);
    }

    [Fact]
    public void Another_category_may_have_other_hours()
    {
        Complain();
        var deadlines = DeadlinesReader.Parse("""{ "complaintsOf": { "UNSAFE": { "remindAfterHours": 1, "platformAfterHours": 4, "offerAfterDays": 1 } } }""");

        var one = Assert.Single(ComplaintCase.Of(_log.Join(HistoryBuilder.Item), _log.Context, s_noon.AddHours(2), deadlines, WorkingDays.OfNotices));

        Assert.Equal((CaseState.Reminded, s_noon.AddHours(4), new DateOnly(2026, 6, 2)), (one.State, one.PlatformAt, one.OfferOn));
    }

    private ByteString Complain(string? respondent = null)
    {
        var sale = _log.Sell(-48);
        var opening = _log.Open(-2, sale);
        return HistoryBuilder.Id(Answer(0, "", s => s.Complaint = new Complaint { Opening = HistoryBuilder.Id(opening), Respondent = respondent ?? HistoryBuilder.Seller, Category = ComplaintCategory.Unsafe, Remedy = Remedy.Refund }));
    }

    private static IEnumerable<CaseTerm> AnswerTerms(ComplaintCase one, double hours) => CaseTerm.Of(one, s_noon.AddHours(hours)).Where(term => term.Kind == CaseTermKind.FirstAnswer);

    private void Reply(double hours, ByteString complaint, ReplyOutcome outcome) =>
        Answer(hours, HistoryBuilder.Seller, s => s.Reply = new Reply { Answers = complaint, Outcome = outcome });

    private RecordedEntry Answer(double hours, string party, Action<Statement> say) =>
        _log.Say(HistoryBuilder.Item, party, hours, say, key: party.Length == 0 ? HistoryBuilder.KeyNamed("buyer") : null);

    private IReadOnlyList<Duty> DutiesAfter(double hours) => Duties.Of(
        _log.Join(HistoryBuilder.Item), _log.Context, _log.Read, HistoryBuilder.Platform, s_noon.AddHours(hours), Deadlines.Default, WorkingDays.OfNotices);

    private ComplaintCase CaseAfter(double hours) =>
        Assert.Single(ComplaintCase.Of(_log.Join(HistoryBuilder.Item), _log.Context, s_noon.AddHours(hours), Deadlines.Default, WorkingDays.OfNotices));
}
