using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Trace.Api.Tests.Deadlines;

/// <summary>Deadlines over a real database, with a clock that is moved. The tests share one service, and its clock only ever goes on.</summary>
public sealed class DeadlineTests(DeadlineStage stage) : IClassFixture<DeadlineStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_complaint_that_nobody_answers_is_escalated_once_by_the_platforms_own_key_and_the_respondent_is_told_by_mail()
    {
        var (item, _, complaint) = await stage.ComplainAsync();
        await stage.FollowedAsync();

        stage.Clock.Pass(TimeSpan.FromHours(25));
        await DeadlineStage.UntilAsync(() => Task.FromResult(stage.Mails.Any(mail => mail.Subject.Contains(item.Value, StringComparison.Ordinal))), "no reminder came");
        var mail = stage.Mails.First(mail => mail.Subject.Contains(item.Value, StringComparison.Ordinal));
        Assert.Equal(("A complaint waits for your answer: " + item, "lin@shop.example", "auto-generated"), (mail.Subject, mail.To, mail.AutoSubmitted));
        Assert.Empty(await EscalationsAsync(item));

        stage.Clock.Pass(TimeSpan.FromHours(50));
        await DeadlineStage.UntilAsync(async () => (await EscalationsAsync(item)).Count > 0, "nobody escalated");
        var escalation = Assert.Single(await EscalationsAsync(item));
        var platform = stage.Service.Services.GetRequiredService<LedgerKeys>().Platform;
        Assert.Equal((platform.Party, complaint, EscalationReason.Unanswered), (escalation.Party, escalation.Escalation.Answers, escalation.Escalation.Reason));
    }

    [Fact]
    public async Task A_complaint_that_is_answered_in_time_is_left_alone_until_it_is_closed_by_time()
    {
        var (item, _, complaint) = await stage.ComplainAsync();
        await stage.Client.RecordAsync(stage.Made(stage.SellerSpeaks, item, new Reply { Answers = complaint, Outcome = ReplyOutcome.RemedyOffered }), Cancellation);
        await stage.FollowedAsync();

        stage.Clock.Pass(TimeSpan.FromDays(15.1));
        await DeadlineStage.UntilAsync(async () => (await stage.HistoryAsync(item)).Any(entry => entry.Statement.Message.Closure is not null), "nobody closed it");

        var said = (await stage.HistoryAsync(item)).ConvertAll(entry => entry.Statement.Message);
        Assert.Equal(ClosureOutcome.TimeOut, Assert.Single(said, one => one.Closure is not null).Closure.Outcome);
        Assert.DoesNotContain(said, one => one.Escalation is not null);
    }

    [Fact]
    public async Task The_sender_of_a_parcel_that_neither_arrives_nor_comes_back_is_told_and_of_one_that_arrived_is_not()
    {
        var (lost, _, _) = await stage.BuyAsync(isShipped: true);
        var (received, _, _) = await stage.BuyAsync(isReceived: true);
        await stage.FollowedAsync();

        stage.Clock.Pass(TimeSpan.FromDays(15.1));
        await DeadlineStage.UntilAsync(() => Task.FromResult(stage.Mails.Any(mail => mail.Subject.EndsWith(lost.Value, StringComparison.Ordinal))), "its sender was not told");

        Assert.Contains("has not arrived", stage.Mails.First(mail => mail.Subject.EndsWith(lost.Value, StringComparison.Ordinal)).Subject, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Mails, mail => mail.Subject.EndsWith(received.Value, StringComparison.Ordinal));
    }

    private async Task<List<Statement>> EscalationsAsync(SubjectKey item) =>
        [.. (await stage.HistoryAsync(item)).Select(entry => entry.Statement.Message).Where(said => said.Escalation is not null)];
}
