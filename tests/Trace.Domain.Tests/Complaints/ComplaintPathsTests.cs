using Google.Protobuf;
using Trace.Domain.Complaints;
using Trace.Domain.Tests.Products;
using Trace.Testing;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Complaints;

/// <summary>Walks the state machine: every way that there is is taken by some case, and no case takes another.</summary>
public sealed class ComplaintPathsTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    // What can be said at any time, by its letter.
    private static readonly Dictionary<char, (string Party, Action<Statement, ByteString> Say)> s_acts = new()
    {
        ['a'] = (HistoryBuilder.Seller, (s, to) => s.Reply = new Reply { Answers = to, Outcome = ReplyOutcome.RemedyOffered }),
        ['n'] = (HistoryBuilder.Seller, (s, to) => s.Reply = new Reply { Answers = to, Outcome = ReplyOutcome.Acknowledged }),
        ['r'] = (HistoryBuilder.Seller, (s, to) => s.Refund = new Refund { Answers = to, Outcome = PaymentOutcome.Paid }),
        ['j'] = (HistoryBuilder.Seller, (s, to) => s.Resolution = new Resolution { Answers = to, Outcome = ResolutionOutcome.Rejected }),
        ['t'] = (HistoryBuilder.Seller, (s, to) => s.Resolution = new Resolution { Answers = to, Outcome = ResolutionOutcome.Settled }),
        ['e'] = ("", (s, to) => s.Escalation = new Escalation { Answers = to, Reason = EscalationReason.NotSatisfied }),
        ['E'] = (HistoryBuilder.Platform, (s, to) => s.Escalation = new Escalation { Answers = to, Reason = EscalationReason.Unanswered }),
        ['D'] = (HistoryBuilder.Platform, (s, to) => s.Resolution = new Resolution { Answers = to, Outcome = ResolutionOutcome.Upheld }),
        ['F'] = (HistoryBuilder.Platform, (s, to) => s.Resolution = new Resolution { Answers = to, Outcome = ResolutionOutcome.Forwarded }),
        ['P'] = (HistoryBuilder.Platform, (s, to) => s.Compensation = new Compensation { Answers = to, Outcome = PaymentOutcome.Paid }),
        ['T'] = (HistoryBuilder.Platform, (s, to) => s.Closure = new Closure { Complaint = to, Outcome = ClosureOutcome.TimeOut }),
        ['c'] = ("", (s, to) => s.Closure = new Closure { Complaint = to, Outcome = ClosureOutcome.Satisfied }),
        ['w'] = ("", (s, to) => s.Closure = new Closure { Complaint = to, Outcome = ClosureOutcome.Withdrawn }),
    };

    // A digit lets time pass: to the reminder, to the platform, to the offer, to a closure, beyond the offer's.
    private static readonly Dictionary<char, double> s_waits = new() { ['1'] = 25, ['2'] = 50, ['3'] = 24 * 16, ['4'] = (24 * 15) + 1, ['5'] = (24 * 60) + 1 };

    public static TheoryData<string, CaseState> Walks => new()
    {
        { "", CaseState.WithRespondent },
        { "1", CaseState.Reminded },
        { "12", CaseState.WithPlatform },
        { "123", CaseState.Offered },
        { "n1", CaseState.Reminded },
        { "ac", CaseState.Closed },
        { "a4T", CaseState.Closed },
        { "aT", CaseState.Answered },
        { "a4Te", CaseState.WithPlatform },
        { "ae", CaseState.WithPlatform },
        { "aea", CaseState.WithPlatform },
        { "ae3", CaseState.Offered },
        { "aeD", CaseState.Resolved },
        { "aeDc", CaseState.Closed },
        { "aeDe", CaseState.Offered },
        { "aeDer", CaseState.Resolved },
        { "aeD4T", CaseState.Closed },
        { "aeD4Te", CaseState.Offered },
        { "aeF", CaseState.WithPlatform },
        { "12EP", CaseState.PaidInAdvance },
        { "12EPt", CaseState.Resolved },
        { "12EPr", CaseState.Resolved },
        { "12EPc", CaseState.Closed },
        { "DPe", CaseState.Offered },
        { "Pe", CaseState.Offered },
        { "aE", CaseState.Answered },
        { "a4TE", CaseState.Closed },
        { "123P", CaseState.PaidInAdvance },
        { "1235T", CaseState.Closed },
        { "1234T", CaseState.Offered },
        { "123D", CaseState.Resolved },
        { "re", CaseState.WithPlatform },
        { "rP", CaseState.PaidInAdvance },
        { "j", CaseState.Answered },
        { "w", CaseState.Withdrawn },
        { "ce", CaseState.Closed },
    };

    [Theory, MemberData(nameof(Walks))]
    public void A_walk_ends_where_it_must(string walk, CaseState end)
    {
        Assert.Equal(end, Walk(walk)[^1]);
    }

    [Fact]
    public void Every_way_is_walked_and_no_other_is()
    {
        var walked = new HashSet<(CaseState, CaseState)>();
        var random = new Random(20);
        string all = string.Concat(s_acts.Keys.Concat(s_waits.Keys));
        var made = Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => all[random.Next(all.Length)])));
        foreach (var walk in Walks.Select(row => row.Data.Item1).Concat(made))
        {
            var states = Walk(walk);
            walked.UnionWith(states.Zip(states.Skip(1)).Where(way => way.First != way.Second));
        }

        Assert.Equal("", string.Join(", ", walked.Except(CaseWays.All)));
        Assert.Equal("", string.Join(", ", CaseWays.All.Except(walked)));
    }

    // The states in the order in which they were passed, looked at before and after each act, and each hour in between where time passes.
    private static List<CaseState> Walk(string walk)
    {
        var log = new HistoryBuilder();
        log.Register(HistoryBuilder.Platform, new Registration { Roles = { Role.Platform } });
        var opening = log.Open(-2, log.Sell(-48));
        var complaint = HistoryBuilder.Id(log.Say(HistoryBuilder.Item, "", 0, s => s.Complaint = new Complaint
        {
            Opening = HistoryBuilder.Id(opening),
            Respondent = HistoryBuilder.Seller,
            Category = ComplaintCategory.Quality,
            Remedy = Remedy.Refund,
        }, key: HistoryBuilder.KeyNamed("buyer")));
        var states = new List<CaseState> { CaseState.WithRespondent };
        var hours = 0.0;
        foreach (var act in walk)
        {
            if (s_waits.TryGetValue(act, out var wait))
            {
                foreach (var stop in new[] { 24.0, 72, 24 * 16, hours + wait }.Where(stop => stop > hours && stop <= hours + wait))
                {
                    Look(stop);
                }

                hours += wait;
                continue;
            }

            hours += 0.5;
            Look(hours);
            var (party, say) = s_acts[act];
            log.Say(HistoryBuilder.Item, party, hours, s => say(s, complaint), key: party.Length == 0 ? HistoryBuilder.KeyNamed("buyer") : null);
            Look(hours);
        }

        return states;

        void Look(double at)
        {
            var state = Assert.Single(ComplaintCase.Of(log.Join(HistoryBuilder.Item), log.Context, s_noon.AddHours(at), Deadlines.Default, WorkingDays.OfNotices)).State;
            if (state != states[^1])
            {
                states.Add(state);
            }
        }
    }
}
