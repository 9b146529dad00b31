using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Complaints;

/// <summary>
/// The state machine of a complaint: between two entries time moves it, then the entry does. Time works for the complainant alone; what works
/// against them, a closure by time, takes an entry, and counts only once its time has come.
/// </summary>
internal sealed class CaseFold
{
    private readonly Said _complaint;
    private readonly FlagContext _context;
    private readonly Deadline _deadline;
    private readonly WorkingDays _days;
    private readonly DateTimeOffset _filed;
    private readonly List<Said> _untimely = [];
    private readonly List<CaseMove> _moves = [];
    private CaseState _state = CaseState.WithRespondent;
    private DateTimeOffset _since;
    private DateTimeOffset _platformAt;
    private DateOnly _offerOn;
    private Said? _step;
    private Said? _answer;
    private Said? _ownAnswer;
    private Said? _escalation;
    private Said? _decision;
    private Said? _advance;
    private Said? _settlement;
    private bool _byTime;

    private CaseFold(Said complaint, FlagContext context, Deadline deadline, WorkingDays days)
    {
        (_complaint, _context, _deadline, _days) = (complaint, context, deadline, days);
        _filed = _since = CaseTime.Of(complaint);
        _platformAt = _filed + deadline.PlatformAfter;
        _offerOn = days.After(CaseTime.DayOf(_filed), deadline.OfferAfterDays);
    }

    private string Respondent => _complaint.Message.Complaint.Respondent;

    private bool IsWaiting => _state is CaseState.WithRespondent or CaseState.Reminded;

    /// <summary>Folds a case.</summary>
    public static ComplaintCase Of(Said complaint, IReadOnlyList<Said> steps, FlagContext context, DateTimeOffset now, Deadline deadline, WorkingDays days)
    {
        var fold = new CaseFold(complaint, context, deadline, days);
        foreach (var step in steps.Where(step => step.Stands))
        {
            var at = CaseTime.Of(step);
            fold.Pass(at);
            fold._step = step;
            fold.Apply(step, at);
            fold._step = null;
        }

        fold.Pass(now);
        return new ComplaintCase(complaint, steps, complaint.Stands ? fold._state : CaseState.Withdrawn, fold._filed + deadline.RemindAfter, fold._platformAt, fold._offerOn)
        {
            Since = fold._since,
            Moves = fold._moves,
            FirstAnswer = fold._answer,
            OwnAnswer = fold._ownAnswer,
            Escalation = fold._escalation,
            Decision = fold._decision,
            Advance = fold._advance,
            Settlement = fold._settlement,
            SettleOn = fold.SettleOn(),
            CloseAt = complaint.Stands ? fold.CloseAt() : null,
            Untimely = fold._untimely,
        };
    }

    private void Pass(DateTimeOffset now)
    {
        if (_state == CaseState.WithRespondent && now >= _filed + _deadline.RemindAfter)
        {
            To(CaseState.Reminded, _filed + _deadline.RemindAfter);
        }

        if (IsWaiting && now >= _platformAt)
        {
            To(CaseState.WithPlatform, _platformAt);
        }

        if (_state == CaseState.WithPlatform && now >= CaseTime.EndOf(_offerOn))
        {
            To(CaseState.Offered, CaseTime.EndOf(_offerOn));
        }
    }

    private void Apply(Said step, DateTimeOffset at)
    {
        if (_state == CaseState.Withdrawn || (_state == CaseState.Closed && !(_byTime && step.Kind == PayloadOneofCase.Escalation)))
        {
            return;
        }

        if (IsAnswer(step))
        {
            _answer ??= step;
            _ownAnswer ??= step.Party == Respondent ? step : null;
        }

        switch (step.Kind)
        {
            case PayloadOneofCase.Closure:
                Close(step, at);
                break;
            case PayloadOneofCase.Escalation:
                Escalate(step, at);
                break;
            case PayloadOneofCase.Resolution:
                Resolve(step, at);
                break;
            case PayloadOneofCase.Compensation when step.Message.Compensation.Outcome == PaymentOutcome.Paid:
            case PayloadOneofCase.Refund when step.Message.Refund.Outcome == PaymentOutcome.Paid:
                Pay(step, at);
                break;
            case var _ when IsAnswer(step) && IsWaiting:
                To(CaseState.Answered, at);
                break;
        }
    }

    private void Close(Said step, DateTimeOffset at)
    {
        if (step.Message.Closure.Outcome != ClosureOutcome.TimeOut)
        {
            To(step.Message.Closure.Outcome == ClosureOutcome.Withdrawn ? CaseState.Withdrawn : CaseState.Closed, at);
        }
        else if (CloseAt() is { } due && at >= due)
        {
            _byTime = true;
            To(CaseState.Closed, at);
        }
        else
        {
            _untimely.Add(step);
        }
    }

    private void Escalate(Said step, DateTimeOffset at)
    {
        // That nobody answered is not so where somebody did: whoever says it had not seen the answer yet.
        if (step.Party.Length > 0 && step.Message.Escalation.Reason == EscalationReason.Unanswered && !(IsWaiting || _state is CaseState.WithPlatform or CaseState.Offered))
        {
            _untimely.Add(step);
            return;
        }

        if (_decision is not null || (_state == CaseState.PaidInAdvance && step.Party.Length == 0))
        {
            // The platform has decided, or has paid what it thought right: whoever does not accept that takes the case file elsewhere.
            _escalation ??= step;
            if (step.Party.Length == 0 && _state != CaseState.Offered)
            {
                To(CaseState.Offered, at);
            }

            return;
        }

        if (_state is CaseState.Offered or CaseState.PaidInAdvance)
        {
            _escalation ??= step;
            return;
        }

        _escalation ??= step;
        if (_state != CaseState.WithPlatform)
        {
            _platformAt = at < _platformAt ? at : _platformAt;
            var decided = _days.After(CaseTime.DayOf(at), _deadline.DecideWithinDays);
            _offerOn = decided > _offerOn ? decided : _offerOn;
            _byTime = false;
            To(CaseState.WithPlatform, at);
        }
    }

    private void Resolve(Said step, DateTimeOffset at)
    {
        var outcome = step.Message.Resolution.Outcome;
        if (outcome == ResolutionOutcome.Forwarded)
        {
            return;
        }

        if (_state == CaseState.PaidInAdvance)
        {
            if (outcome == ResolutionOutcome.Settled)
            {
                Settle(step, at);
            }
        }
        else if (Decides(step.Party) && step.Party != Respondent)
        {
            _decision = step;
            To(CaseState.Resolved, at);
        }
        else if (IsAnswer(step) && IsWaiting)
        {
            // Nobody decides his own case.
            To(CaseState.Answered, at);
        }
    }

    private void Pay(Said step, DateTimeOffset at)
    {
        if (_state == CaseState.PaidInAdvance)
        {
            if (step.Party != _advance!.Party)
            {
                Settle(step, at);
            }
        }
        else if (Decides(step.Party) && step.Party != Respondent)
        {
            _advance = step;
            To(CaseState.PaidInAdvance, at);
        }
        else
        {
            To(CaseState.Resolved, at);
        }
    }

    private void Settle(Said step, DateTimeOffset at)
    {
        _settlement = step;
        To(CaseState.Resolved, at);
    }

    // That it was taken note of is no answer, and others than the party first asked take its duty from it only by deciding.
    private bool IsAnswer(Said step) => step.Party.Length > 0 && (step.Party == Respondent || Decides(step.Party)) && step.Kind switch
    {
        PayloadOneofCase.Reply => step.Message.Reply.Outcome is not (ReplyOutcome.Acknowledged or ReplyOutcome.Thanks),
        PayloadOneofCase.Resolution => step.Message.Resolution.Outcome != ResolutionOutcome.Forwarded,
        PayloadOneofCase.Compensation => step.Party == Respondent || step.Message.Compensation.Outcome == PaymentOutcome.Paid,
        PayloadOneofCase.Refund => step.Party == Respondent || step.Message.Refund.Outcome == PaymentOutcome.Paid,
        _ => false,
    };

    private bool Decides(string party) => _context.Parties.GetValueOrDefault(party) is { } state && (state.Has(Role.Platform) || state.Has(Role.Inspector));

    private DateOnly? SettleOn() => _advance is null ? null : _days.After(CaseTime.DayOf(CaseTime.Of(_advance)), _deadline.SettleWithinDays);

    private DateTimeOffset? CloseAt() => _state switch
    {
        CaseState.Answered or CaseState.Resolved => _since.AddDays(_deadline.CloseAfterDays),
        CaseState.Offered => _since.AddDays(_deadline.OfferedForDays),
        _ => null,
    };

    private void To(CaseState state, DateTimeOffset at)
    {
        if (state != _state)
        {
            _moves.Add(new CaseMove(state, at, _step));
        }

        (_state, _since) = (state, at);
    }
}
