using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Faults.Tests.Week;

/// <summary>A complaint or a request to return that is walked, an act at a time.</summary>
/// <param name="order">What was bought.</param>
/// <param name="walk">What is done to it.</param>
/// <param name="buyer">The key of who bought it.</param>
/// <param name="identity">Of the Complaint or ReturnRequest.</param>
/// <param name="filedAt">When it was filed.</param>
internal sealed class WalkedCase(Order order, Walk walk, Ed25519Signer buyer, ByteString identity, DateTimeOffset filedAt)
{
    private readonly DateTimeOffset _filedAt = filedAt;
    private int _next;
    private DateTimeOffset _lastAct = filedAt;

    /// <summary>The goods.</summary>
    public Order Order => order;

    /// <summary>What began it.</summary>
    public ByteString Identity => identity;

    /// <summary>What is done to it.</summary>
    public Walk Walk => walk;

    /// <summary>Whether all of it is done.</summary>
    public bool IsOver => _next == walk.Acts.Length;

    /// <summary>The next act, where its time has come.</summary>
    /// <param name="now">The time.</param>
    /// <param name="platform">The platform, which acts by hand too.</param>
    public SignedStatement? Act(DateTimeOffset now, StatementFactory platform)
    {
        while (!IsOver && WaitsUntil(walk.Acts[_next]) is { } until)
        {
            if (now < until)
            {
                return null;
            }

            _next++;
        }

        if (IsOver)
        {
            return null;
        }

        _lastAct = now;
        var (speaks, says) = Said(walk.Acts[_next++], platform);
        return speaks.Make(order.Item, says, at: now);
    }

    // An hour over the deadline, or a day where it ends with one.
    private DateTimeOffset? WaitsUntil(char act) => act switch
    {
        '1' => _filedAt.AddHours(25),
        '2' => _filedAt.AddHours(73),
        '3' => _filedAt.AddDays(25),
        '4' => _lastAct.AddDays(16),
        _ => null,
    };

    private (StatementFactory Speaks, IMessage Says) Said(char act, StatementFactory platform)
    {
        var complainant = new StatementFactory(platform.Ledger, "", buyer);
        return act switch
        {
            'a' => (order.Seller, new Reply { Answers = identity, Outcome = ReplyOutcome.RemedyOffered }),
            'n' => (order.Seller, new Reply { Answers = identity, Outcome = ReplyOutcome.Acknowledged }),
            'j' => (order.Seller, new Resolution { Answers = identity, Outcome = ResolutionOutcome.Rejected }),
            'x' => (order.Seller, new Reply { Answers = identity, Outcome = ReplyOutcome.Refused }),
            'b' => (order.Seller, new Return { Answers = identity, Outcome = ReturnOutcome.Accepted }),
            'r' => (order.Seller, new Refund { Answers = identity, Outcome = PaymentOutcome.Paid }),
            't' => (order.Seller, new Resolution { Answers = identity, Outcome = ResolutionOutcome.Settled }),
            'e' => (complainant, new Escalation { Answers = identity, Reason = EscalationReason.NotSatisfied }),
            'c' => (complainant, new Closure { Complaint = identity, Outcome = ClosureOutcome.Satisfied }),
            'w' => (complainant, new Closure { Complaint = identity, Outcome = ClosureOutcome.Withdrawn }),
            'D' => (platform, new Resolution { Answers = identity, Outcome = ResolutionOutcome.Upheld }),
            'F' => (platform, new Resolution { Answers = identity, Outcome = ResolutionOutcome.Forwarded }),
            'P' => (platform, new Compensation { Answers = identity, Outcome = PaymentOutcome.Paid }),
            _ => throw new ArgumentOutOfRangeException(nameof(act), act, "is no act"),
        };
    }
}
