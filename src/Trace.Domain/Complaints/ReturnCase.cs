using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Complaints;

/// <summary>How far a return has come.</summary>
public enum ReturnState
{
    /// <summary>The seller has to say where the goods go.</summary>
    Requested,

    /// <summary>The seller agreed: the goods are to come back.</summary>
    Agreed,

    /// <summary>They did not come back in time, as far as is recorded. They still may.</summary>
    Lapsed,

    /// <summary>They are back: the price is to be paid back.</summary>
    Returned,

    /// <summary>The price was paid back.</summary>
    Refunded,

    /// <summary>The seller refused, or did not take back what came: a complaint may follow.</summary>
    Refused,

    /// <summary>The buyer withdrew it.</summary>
    Withdrawn,
}

/// <summary>A request to return with what became of it: request, parcel, refund, each with its deadline. A pure function of the entries and a time.</summary>
/// <param name="Request">What began it.</param>
/// <param name="Steps">What rests on it, by index: Reply, Return, Refund.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Seller">Who sold the goods, and answers; empty where no Sale is on record.</param>
public sealed record ReturnCase(Said Request, IReadOnlyList<Said> Steps, ReturnState State, string Seller)
{
    /// <summary>The day, of China, of the receipt or collection on record; null where there is none, and the days of law have not begun.</summary>
    public DateOnly? ReceivedOn { get; init; }

    /// <summary>The last day, of China, on which it may be asked for without a reason; null where the days have not begun.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>How many days there are: the law's, or longer as pledged before the sale.</summary>
    public int Days { get; init; }

    /// <summary>Whether they are longer than without a pledge.</summary>
    public bool IsPledged { get; init; }

    /// <summary>The exemption of these goods; null where there is none.</summary>
    public ReturnExemption? Exemption { get; init; }

    /// <summary>Whether it was asked for in its days.</summary>
    public bool IsInTime { get; init; }

    /// <summary>By when the next step is due; null where none is.</summary>
    public DateTimeOffset? DueBy { get; init; }

    /// <summary>How it came to its state: the request, and each change by what was said, in order. That it lapsed is a matter of time, and no move.</summary>
    public IReadOnlyList<ReturnMove> Moves { get; init; } = [];

    /// <summary>When the ledger took it down.</summary>
    public DateTimeOffset FiledAt => CaseTime.Of(Request);

    /// <summary>Whether the seller owes it: asked for in time and under no exemption that decides; for any other reason than none, the law's rules on defects decide, and not this.</summary>
    public bool IsOfRight => Request.Message.ReturnRequest.Reason == ReturnReason.NoneGiven && IsInTime && Exemption is not { Reach: ExemptionReach.Never };

    /// <summary>The requests of an item or parcel, the newest first.</summary>
    /// <param name="history">The history.</param>
    /// <param name="parties">By party its whole history: for pledges; what is missing pledges nothing.</param>
    /// <param name="now">The time at which they are looked at.</param>
    /// <param name="deadlines">How long each step may take.</param>
    /// <param name="days">Which days are working days.</param>
    public static IReadOnlyList<ReturnCase> Of(JoinedHistory history, IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> parties, DateTimeOffset now, Deadlines deadlines, WorkingDays days)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(deadlines);
        ArgumentNullException.ThrowIfNull(days);
        var goods = GoodsCategory.Of(history);
        return [.. history.Own
            .Where(said => said.Kind == PayloadOneofCase.ReturnRequest)
            .Select(request => Of(history, request, parties, now, goods, deadlines.Of(goods).Return, days))
            .OrderByDescending(one => one.Request.Entry.Position)];
    }

    private static ReturnCase Of(
        JoinedHistory history, Said request, IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> parties, DateTimeOffset now, Category goods, ReturnDeadline deadline, WorkingDays days)
    {
        var sale = CaseSteps.SaleOf(history, request.Message.ReturnRequest.Opening) is { } named ? Deliveries.Principal(history, named) : null;
        var steps = StepsOf(history, request);
        var moves = MovesOf(request, steps.Where(step => Counts(step, sale?.Party ?? "", parties)), deadline);
        var state = StateOf(request, moves[^1], now);
        var received = sale is null ? null : Deliveries.ReceiptsOf(history, sale).FirstOrDefault(receipt => receipt.Stands);
        var receivedOn = received is null ? (DateOnly?)null : CaseTime.DayOf(DateTimeOffset.UnixEpoch.AddTicks(received.Moment.Time * TimeSpan.TicksPerMicrosecond));
        var given = Math.Max(deadline.Days, sale is null ? 0 : Pledged(parties.GetValueOrDefault(sale.Party, []), sale));
        var until = receivedOn is { } day ? LastDay(day, given, days) : (DateOnly?)null;
        return new ReturnCase(request, steps, state, sale?.Party ?? "")
        {
            ReceivedOn = receivedOn,
            Until = until,
            Days = given,
            IsPledged = given > deadline.Days,
            Exemption = ReturnExemption.Of(goods),
            IsInTime = until is not { } last || CaseTime.Of(request) < CaseTime.EndOf(last),
            DueBy = state == moves[^1].To ? moves[^1].DueBy : null,
            Moves = moves,
        };
    }

    private static List<Said> StepsOf(JoinedHistory history, Said request)
    {
        var known = new HashSet<Hash256> { request.Identity };
        var steps = new List<Said>();
        foreach (var said in history.Own.Where(said => said.Kind is PayloadOneofCase.Reply or PayloadOneofCase.Return or PayloadOneofCase.Refund && said.Entry.Position > request.Entry.Position))
        {
            if (CaseSteps.AnsweredBy(said.Message) is { } answered && known.Contains(answered))
            {
                known.Add(said.Identity);
                steps.Add(said);
            }
        }

        return steps;
    }

    // The seller's duty to answer is his own: others that are concerned neither take it from him nor refuse in his place. What came back came back, whoever says so, and so does money.
    private static bool Counts(Said step, string seller, IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> parties) =>
        step.Message.Refund is not null || step.Message.Return is { Outcome: not ReturnOutcome.Rejected } || seller.Length == 0 || step.Party == seller
        || (parties.GetValueOrDefault(step.Party, []).Aggregate(PartyState.Unknown, PartyState.After) is var other && (other.Has(Role.Platform) || other.Has(Role.Inspector)));

    private static List<ReturnMove> MovesOf(Said request, IEnumerable<Said> steps, ReturnDeadline deadline)
    {
        var moves = new List<ReturnMove> { MoveOf(ReturnState.Requested, request, deadline) };
        foreach (var step in steps.Where(step => step.Stands))
        {
            var state = moves[^1].To;
            ReturnState? next = step.Kind switch
            {
                PayloadOneofCase.Refund when step.Message.Refund.Outcome == PaymentOutcome.Paid => ReturnState.Refunded,
                PayloadOneofCase.Return when state != ReturnState.Refunded => step.Message.Return.Outcome == ReturnOutcome.Rejected ? ReturnState.Refused : ReturnState.Returned,
                PayloadOneofCase.Reply when state is ReturnState.Requested or ReturnState.Refused && step.Message.Reply.Outcome == ReplyOutcome.RemedyOffered => ReturnState.Agreed,
                PayloadOneofCase.Reply when state is ReturnState.Requested && step.Message.Reply.Outcome == ReplyOutcome.Refused => ReturnState.Refused,
                _ => null,
            };
            if (next is { } to && to != state)
            {
                moves.Add(MoveOf(to, step, deadline));
            }
        }

        return moves;
    }

    private static ReturnMove MoveOf(ReturnState to, Said by, ReturnDeadline deadline)
    {
        var at = CaseTime.Of(by);
        return new ReturnMove(to, at, by, to switch
        {
            ReturnState.Requested => at + deadline.AnswerAfter,
            ReturnState.Agreed => CaseTime.EndOf(CaseTime.DayOf(at).AddDays(deadline.ParcelWithinDays)),
            ReturnState.Returned => CaseTime.EndOf(CaseTime.DayOf(at).AddDays(deadline.RefundWithinDays)),
            _ => null,
        });
    }

    private static ReturnState StateOf(Said request, ReturnMove last, DateTimeOffset now) =>
        !request.Stands ? ReturnState.Withdrawn
        : last.To == ReturnState.Agreed && now >= last.DueBy ? ReturnState.Lapsed
        : last.To;

    // A last day that is none of work ends with the next that is (Civil Code, art. 203).
    private static DateOnly LastDay(DateOnly received, int given, WorkingDays days)
    {
        var last = received.AddDays(given);
        return days.IsWorkingDay(last) ? last : days.After(last, 1);
    }

    private static int Pledged(IReadOnlyList<RecordedEntry> party, Said sale) => Corrections.Applied(party)
        .Where(said => said.Stands && said.Message.Pledge is { Kind: PledgeKind.ReturnDays } && said.Entry.Position < sale.Entry.Position)
        .Select(said => (int)said.Message.Pledge.Days)
        .DefaultIfEmpty(0)
        .Max();
}
