using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Faults.Tests.Week;

/// <summary>A complaint that is walked, an act at a time.</summary>
/// <param name="order">What was bought.</param>
/// <param name="acts">What is done to it; see <see cref="Walks"/>.</param>
/// <param name="buyer">The key of who bought it.</param>
/// <param name="complaint">Its identity.</param>
/// <param name="filedAt">When it was filed.</param>
internal sealed class WalkedCase(Order order, string acts, Ed25519Signer buyer, ByteString complaint, DateTimeOffset filedAt)
{
    private readonly DateTimeOffset _filedAt = filedAt;
    private int _next;
    private DateTimeOffset _lastAct = filedAt;

    /// <summary>The goods.</summary>
    public Order Order => order;

    /// <summary>The complaint.</summary>
    public ByteString Complaint => complaint;

    /// <summary>What is done to it.</summary>
    public string Acts => acts;

    /// <summary>Whether all of it is done.</summary>
    public bool IsOver => _next == acts.Length;

    /// <summary>The next act, where its time has come.</summary>
    /// <param name="now">The time.</param>
    /// <param name="platform">The platform, which acts by hand too.</param>
    public SignedStatement? Act(DateTimeOffset now, StatementFactory platform)
    {
        while (!IsOver && WaitsUntil(acts[_next]) is { } until)
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
        var (speaks, says) = Said(acts[_next++], platform);
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
            'a' => (order.Seller, new Reply { Answers = complaint, Outcome = ReplyOutcome.RemedyOffered }),
            'n' => (order.Seller, new Reply { Answers = complaint, Outcome = ReplyOutcome.Acknowledged }),
            'j' => (order.Seller, new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Rejected }),
            'r' => (order.Seller, new Refund { Answers = complaint, Outcome = PaymentOutcome.Paid }),
            't' => (order.Seller, new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Settled }),
            'e' => (complainant, new Escalation { Answers = complaint, Reason = EscalationReason.NotSatisfied }),
            'c' => (complainant, new Closure { Complaint = complaint, Outcome = ClosureOutcome.Satisfied }),
            'w' => (complainant, new Closure { Complaint = complaint, Outcome = ClosureOutcome.Withdrawn }),
            'D' => (platform, new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Upheld }),
            'F' => (platform, new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Forwarded }),
            'P' => (platform, new Compensation { Answers = complaint, Outcome = PaymentOutcome.Paid }),
            _ => throw new ArgumentOutOfRangeException(nameof(act), act, "is no act"),
        };
    }
}
