using Google.Protobuf;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Tests.Products;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Complaints;

public sealed class ReportCaseTests
{
    private readonly HistoryBuilder _log = new();

    public ReportCaseTests() => _log.Register(HistoryBuilder.Platform, new Registration { Roles = { Role.Platform } });

    private ReportCase Only => Assert.Single(ReportCase.Of(_log.Join(HistoryBuilder.Item)));

    [Fact]
    public void It_waits_until_somebody_decides_and_handing_it_on_is_no_decision()
    {
        var report = Say(0, s => s.Report = ReportOf(ReportCategory.Counterfeit));
        Assert.Equal((ReportState.Reported, null), (Only.State, Only.FirstAnswer));

        var reply = Say(1, s => s.Reply = new Reply { Answers = HistoryBuilder.Id(report), Outcome = ReplyOutcome.Acknowledged });
        Say(2, s => s.Resolution = new Resolution { Answers = HistoryBuilder.Id(report), Outcome = ResolutionOutcome.Forwarded });
        Assert.Equal((ReportState.Answered, reply.Statement.Identity), (Only.State, Only.FirstAnswer!.Identity));

        Say(3, s => s.Resolution = new Resolution { Answers = HistoryBuilder.Id(report), Outcome = ResolutionOutcome.Upheld });
        Assert.Equal(ReportState.Resolved, Only.State);
    }

    [Fact]
    public void What_is_paid_back_to_a_buyer_of_the_same_goods_has_nothing_to_do_with_it()
    {
        var sale = _log.Sell(-48);
        Say(0, s => s.Report = ReportOf(ReportCategory.Unsafe));
        Say(1, s => s.Refund = new Refund { Answers = HistoryBuilder.Id(sale), Outcome = PaymentOutcome.Paid });

        Assert.Equal(ReportState.Reported, Only.State);
    }

    private static Report ReportOf(ReportCategory category) =>
        new() { Category = category, AuthorKey = HistoryBuilder.KeyNamed("author"), Possession = ByteString.CopyFrom(new byte[64]) };

    private RecordedEntry Say(double hours, Action<Statement> say) => _log.Say(HistoryBuilder.Item, HistoryBuilder.Platform, hours, say);
}
