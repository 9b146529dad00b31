using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Deadlines;
using Trace.Api.Ledger;
using Trace.Api.Notices;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Deadlines;

/// <summary>Deadlines over a real database, with a clock that is moved. The tests share one service, and its clock only ever goes on.</summary>
public sealed class DeadlineTests(DeadlineStage stage) : IClassFixture<DeadlineStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_complaint_that_nobody_answers_is_escalated_once_by_the_platforms_own_key_and_the_respondent_is_told_by_mail()
    {
        var (item, _, complaint) = await stage.ComplainAsync();
        await DeadlineStage.UntilAsync(() => Task.FromResult(MailsOf(item).Count == 1), "the respondent was not told");
        Assert.Equal("A buyer complained: " + item, MailsOf(item)[0].Subject);

        stage.Clock.Pass(TimeSpan.FromHours(25));
        await DeadlineStage.UntilAsync(() => Task.FromResult(MailsOf(item).Count == 2), "no reminder came");
        var mail = MailsOf(item)[1];
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
    public async Task A_case_that_time_alone_brought_to_12315_is_closed_by_time_after_its_sixty_days()
    {
        var (item, _, _) = await stage.ComplainAsync();
        await stage.FollowedAsync();
        stage.Clock.Pass(TimeSpan.FromHours(73));
        await DeadlineStage.UntilAsync(async () => (await EscalationsAsync(item)).Count > 0, "nobody escalated");
        await stage.FollowedAsync();

        // The last entry is long past: the offer comes by the clock, and so does what follows from it.
        stage.Clock.Pass(TimeSpan.FromDays(25));
        await DeadlineStage.UntilAsync(
            async () => await stage.CountAsync($"SELECT count(*) FROM deadlines.notice WHERE subject = '{item}' AND kind = 'OfferFile'") > 0, "the case file was not offered");
        stage.Clock.Pass(TimeSpan.FromDays(60));
        await DeadlineStage.UntilAsync(async () => (await stage.HistoryAsync(item)).Any(entry => entry.Statement.Message.Closure is not null), "nobody closed it");

        Assert.Equal(ClosureOutcome.TimeOut, Assert.Single((await stage.HistoryAsync(item)).Select(entry => entry.Statement.Message), one => one.Closure is not null).Closure.Outcome);
    }

    [Fact]
    public async Task Whoever_sold_goods_is_told_of_a_request_to_return_and_of_each_deadline_that_it_lets_pass()
    {
        var silent = await AskBackAsync();
        await DeadlineStage.UntilAsync(() => Task.FromResult(MailsOf(silent.Item).Count == 1), "the seller was not told of the request");
        var (lapsed, kept) = (await AskBackAsync(), await AskBackAsync());
        foreach (var (item, request) in new[] { lapsed, kept })
        {
            await stage.Client.RecordAsync(stage.Made(stage.SellerSpeaks, item, new Reply { Answers = request, Outcome = ReplyOutcome.RemedyOffered }), Cancellation);
        }

        await stage.Client.RecordAsync(stage.Made(stage.SellerSpeaks, kept.Item, new Return { Answers = kept.Request, Outcome = ReturnOutcome.Accepted }), Cancellation);
        await stage.FollowedAsync();
        stage.Clock.Pass(TimeSpan.FromDays(16));
        string[] told =
        [
            $"A buyer asks to send goods back: {silent.Item}", $"A request to return waits for you: {silent.Item}",
            $"A return has not come: {lapsed.Item}", $"Goods are back and not paid back: {kept.Item}",
        ];
        await DeadlineStage.UntilAsync(() => Task.FromResult(told.All(title => stage.Mails.Any(mail => mail.Subject == title))), "the seller was not told of each");
        Assert.All(told, title => Assert.Single(stage.Mails, mail => mail.Subject == title));
    }

    [Fact]
    public async Task Addresses_are_kept_no_longer_than_they_are_shown()
    {
        var (item, _, _) = await stage.ComplainAsync();
        await DeadlineStage.UntilAsync(() => Task.FromResult(MailsOf(item).Count > 0), "the respondent was not told");

        Assert.Equal(0, await stage.CountAsync("SELECT count(*) FROM deadlines.notice WHERE address ILIKE '%lin@%' OR address LIKE '%secret%'"));
        Assert.NotEqual(0, await stage.CountAsync("SELECT count(*) FROM deadlines.notice WHERE address = 'L…@shop.example'"));
    }

    [Fact]
    public async Task A_receipt_that_is_taken_back_leaves_the_parcel_to_be_looked_for()
    {
        var (item, _, _) = await stage.BuyAsync(isShipped: true);
        var parcel = (await stage.HistoryAsync(item)).Select(entry => entry.Statement.Message.Shipment?.Parcel).OfType<string>().Single();
        var receipt = await stage.Client.RecordAsync(stage.Made(stage.CourierSpeaks, SubjectKey.Parse(parcel), new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes }), Cancellation);
        await stage.FollowedAsync();
        stage.Clock.Pass(TimeSpan.FromDays(16));
        await DeadlineStage.UntilAsync(async () => await stage.CountAsync($"SELECT count(*) FROM deadlines.qrtz_triggers WHERE next_fire_time <= {stage.Clock.GetUtcNow().UtcTicks}") == 0, "a job waits");
        Assert.Empty(MailsOf(item));

        await stage.Client.RecordAsync(
            stage.Made(stage.CourierSpeaks, SubjectKey.Parse(parcel), new Correction { Target = ByteString.CopyFrom(receipt.Entry.Statement.Identity.AsSpan()), Kind = CorrectionKind.Withdrawn, Reason = CorrectionReason.DidNotHappen }),
            Cancellation);
        await DeadlineStage.UntilAsync(() => Task.FromResult(MailsOf(item).Count == 1), "its sender was not told");
        Assert.Contains("has not arrived", MailsOf(item)[0].Subject, StringComparison.Ordinal);
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

    [Theory]
    [InlineData(DutyKind.TakeOver, 73)]
    [InlineData(DutyKind.CloseByTime, 24 * 30)]
    public async Task What_is_on_record_and_was_not_told_because_the_server_died_between_is_told(DutyKind kind, int hours)
    {
        var (item, _, complaint) = await stage.ComplainAsync();
        if (kind == DutyKind.CloseByTime)
        {
            await stage.Client.RecordAsync(stage.SellerSpeaks.Make(item, new Reply { Answers = complaint, Outcome = ReplyOutcome.RemedyOffered }, at: stage.Clock.GetUtcNow()), Cancellation);
        }

        await stage.FollowedAsync();
        stage.Clock.Pass(TimeSpan.FromHours(hours));
        var duty = $"{kind}/{Convert.ToHexStringLower(complaint.Span)}/%";
        Task<long> ToldAsync() => stage.CountAsync($"SELECT count(*) FROM deadlines.done d WHERE duty LIKE '{duty}' AND EXISTS (SELECT 1 FROM deadlines.notice n WHERE n.duty = d.duty)");
        await DeadlineStage.UntilAsync(async () => await ToldAsync() == 1, "it was not done");

        // As a death between the two leaves it: the statement is on record, and nothing else.
        await stage.CountAsync($"WITH gone AS (DELETE FROM deadlines.notice WHERE duty LIKE '{duty}'), undone AS (DELETE FROM deadlines.done WHERE duty LIKE '{duty}') SELECT 0::bigint");
        var services = stage.Service.Services;
        await services.GetRequiredService<DutySchedule>().SetAsync([new Duty(kind, item, Hash256.From(complaint.Span), stage.Clock.GetUtcNow(), [])], Cancellation);

        await DeadlineStage.UntilAsync(async () => await ToldAsync() == 1, "it is not told");
        Assert.Equal(1, (await stage.HistoryAsync(item)).Count(entry => entry.Statement.Message is { Escalation.Reason: EscalationReason.Unanswered } or { Closure: not null }));
    }

    [Fact]
    public async Task A_webhook_that_fails_is_sent_again_under_one_id_signed_by_a_key_of_its_own_and_the_operator_sees_what_went_out()
    {
        var (item, _, complaint) = await stage.ComplainAsync();
        await stage.FollowedAsync();
        stage.Clock.Pass(TimeSpan.FromHours(73));
        List<(string Id, string Stamp, string Signature, byte[] Body)> ours = [];
        await DeadlineStage.UntilAsync(
            async () =>
            {
                // What failed is due again half a minute later.
                stage.Clock.Pass(TimeSpan.FromSeconds(10));
                ours = [.. stage.Hooks.Where(hook => Encoding.UTF8.GetString(hook.Body).Contains(item.Value, StringComparison.Ordinal))];
                return ours.Count > 0 && await stage.CountAsync("SELECT count(*) FROM deadlines.notice WHERE channel = 'webhook' AND sent_at IS NULL") == 0;
            },
            "no webhook came");

        Assert.True(stage.Hooks.Count > stage.Hooks.Select(hook => hook.Id).Distinct().Count(), "the one that failed was not sent again");
        Assert.Single(ours.Select(hook => hook.Id).Distinct());
        var hook = ours[^1];
        var key = stage.Service.Services.GetRequiredService<NoticePost>().PublicKeyText;
        Assert.True(Ed25519Strict.Verify(Convert.FromBase64String(key["whpk_".Length..]), [.. Encoding.UTF8.GetBytes($"{hook.Id}.{hook.Stamp}."), .. hook.Body], Convert.FromBase64String(hook.Signature["v1a,".Length..])));
        var told = JsonDocument.Parse(hook.Body).RootElement;
        Assert.Equal(("TakeOver", Convert.ToHexStringLower(complaint.Span)), (told.GetProperty("kind").GetString(), told.GetProperty("of").GetString()));

        await DeadlineStage.UntilAsync(async () => await stage.CountAsync("SELECT count(*) FROM deadlines.notice WHERE channel = 'email' AND sent_at IS NULL") == 0, "mail waits");
        using var http = new HttpClient { BaseAddress = stage.Service.Http };
        foreach (var (language, sent) in new[] { ("en", ">sent<"), ("zh", ">已发出<") })
        {
            var page = await http.GetStringAsync($"/operator/notices?lang={language}", Cancellation);
            Assert.Contains(item.Value, page, StringComparison.Ordinal);
            Assert.Contains(sent, page, StringComparison.Ordinal);
            Assert.Contains("L…@shop.example", page, StringComparison.Ordinal);
            Assert.DoesNotContain("lin@", page, StringComparison.Ordinal);
            Assert.DoesNotContain("secret=1", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Host", "rebound.example")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    public async Task Whoever_is_not_of_this_machine_sees_no_page_of_notices(string header, string value)
    {
        using var http = new HttpClient { BaseAddress = stage.Service.Http };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/operator/notices");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    private async Task<(SubjectKey Item, ByteString Request)> AskBackAsync()
    {
        var (item, buyer, opening) = await stage.BuyAsync(isReceived: true);
        return (item, await stage.SayAsync(item, buyer, s => s.ReturnRequest = new ReturnRequest { Opening = opening, Reason = ReturnReason.NoneGiven }));
    }

    private List<Mail> MailsOf(SubjectKey item) => [.. stage.Mails.Where(mail => mail.Subject.EndsWith(item.Value, StringComparison.Ordinal))];

    private async Task<List<Statement>> EscalationsAsync(SubjectKey item) =>
        [.. (await stage.HistoryAsync(item)).Select(entry => entry.Statement.Message).Where(said => said.Escalation is not null)];
}
