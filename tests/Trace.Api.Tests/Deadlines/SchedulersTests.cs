using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Ledger;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Deadlines;

/// <summary>Some weeks in one test: two schedulers over one database, a server that is stopped and started again twice, cases of every way.</summary>
public sealed class SchedulersTests(DeadlineStage stage) : IClassFixture<DeadlineStage>
{
    private const int Sellers = 20;
    private const int Orders = 120;
    private const int Cases = 40;

    private readonly List<(SubjectKey Item, Ed25519Signer Buyer, ByteString Complaint, StatementFactory Seller)> _cases = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_deadline_is_met_once_though_two_schedulers_run_and_servers_stop_and_start()
    {
        var data = Path.GetDirectoryName(stage.Service.Services.GetRequiredService<LedgerKeys>().Folder)!;
        await SellAndComplainAsync();
        await stage.FollowedAsync();

        // The second takes the lead, and the first finds out when it next writes.
        var second = await stage.StartAsync(stage.Service.ConnectionString, data);
        await using var client = second.Connect();
        await PassAsync(TimeSpan.FromHours(25));
        await AnswerAsync(client);
        await PassAsync(TimeSpan.FromHours(50));
        await second.StopAsync();
        await second.DisposeAsync();

        stage.Clock.Pass(TimeSpan.FromDays(16));
        second = await stage.StartAsync(stage.Service.ConnectionString, data);
        await PassAsync(TimeSpan.Zero);
        await second.DisposeAsync();

        stage.Clock.Pass(TimeSpan.FromDays(16));
        second = await stage.StartAsync(stage.Service.ConnectionString, data);
        await PassAsync(TimeSpan.Zero);

        await CheckAsync(second);
        var options = second.Services.GetRequiredService<LogOptions>();
        await CheckLog.PassesAsync(second.ConnectionString, options.Signer.VerifierKey, options.Ledger);
        await second.DisposeAsync();
    }

    // Cases by number: 0-11 nobody answers; 12-19 answered, and nothing more heard; 20-25 answered, escalated, decided by the platform;
    // 26-29 paid by the platform first and settled; 30-33 withdrawn; 34-37 paid; 38-39 closed by who complained.
    private async Task AnswerAsync(LedgerClient client)
    {
        var keys = stage.Service.Services.GetRequiredService<LedgerKeys>();
        var platform = new StatementFactory(client.Ledger, keys.Platform.Party!, keys.Platform.Signer);
        for (var i = 12; i < Cases; i++)
        {
            var (item, buyer, complaint, seller) = _cases[i];
            async Task Party(StatementFactory who, IMessage what) => await client.RecordAsync(who.Make(item, what, at: stage.Clock.GetUtcNow()), Cancellation);
            async Task Buyer(Action<Statement> say) => await SayAsync(client, item, buyer, say);
            switch (i)
            {
                case < 20:
                    await Party(seller, new Reply { Answers = complaint, Outcome = ReplyOutcome.Refused });
                    break;
                case < 26:
                    await Party(seller, new Reply { Answers = complaint, Outcome = ReplyOutcome.Refused });
                    await Buyer(s => s.Escalation = new Escalation { Answers = complaint, Reason = EscalationReason.NotSatisfied });
                    await Party(platform, new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Upheld });
                    break;
                case < 30:
                    await Party(platform, new Compensation { Answers = complaint, Outcome = PaymentOutcome.Paid });
                    await Party(seller, new Resolution { Answers = complaint, Outcome = ResolutionOutcome.Settled });
                    break;
                case < 34:
                    await Buyer(s => s.Closure = new Closure { Complaint = complaint, Outcome = ClosureOutcome.Withdrawn });
                    break;
                case < 38:
                    await Party(seller, new Refund { Answers = complaint, Outcome = PaymentOutcome.Paid });
                    break;
                default:
                    await Buyer(s => s.Closure = new Closure { Complaint = complaint, Outcome = ClosureOutcome.Satisfied });
                    break;
            }
        }
    }

    private async Task CheckAsync(RunningService service)
    {
        await using var client = service.Connect();
        for (var i = 0; i < Cases; i++)
        {
            var said = (await client.ReadHistoryAsync(_cases[i].Item.Value, cancellation: Cancellation)).Entries.Select(entry => entry.Entry.Statement.Message).ToList();
            Assert.Equal(i < 12 ? 1 : 0, said.Count(one => one.Escalation is { Reason: EscalationReason.Unanswered }));
            Assert.Equal(i is >= 12 and < 30 or >= 34 and < 38 ? 1 : 0, said.Count(one => one.Closure is { Outcome: ClosureOutcome.TimeOut }));
        }

        // All were reminded at a day, before any was answered; those whom nobody answered were offered the case file; half of the orders never arrived.
        Assert.Equal(
            [(nameof(DutyKind.CloseByTime), 22L), (nameof(DutyKind.NotArrived), Orders / 2L), (nameof(DutyKind.OfferFile), 12L), (nameof(DutyKind.RemindRespondent), Cases), (nameof(DutyKind.TakeOver), 12L)],
            await DoneAsync());
        Assert.Equal(stage.Mails.Count, stage.Mails.Select(mail => mail.Id).Distinct().Count());
        Assert.Equal(0, await stage.CountAsync("SELECT count(*) FROM deadlines.notice WHERE channel <> 'none' AND sent_at IS NULL"));
        Assert.Equal(await stage.CountAsync("SELECT count(*) FROM deadlines.notice WHERE channel = 'email'"), stage.Mails.Count);
    }

    private async Task<List<(string, long)>> DoneAsync()
    {
        await using var connection = new NpgsqlConnection(stage.Service.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var select = new NpgsqlCommand("SELECT split_part(duty, '/', 1) AS kind, count(*) FROM deadlines.done GROUP BY kind ORDER BY kind", connection);
        await using var row = await select.ExecuteReaderAsync(Cancellation);
        var done = new List<(string, long)>();
        while (await row.ReadAsync(Cancellation))
        {
            done.Add((row.GetString(0), row.GetInt64(1)));
        }

        return done;
    }

    // Until nothing is due, nothing runs, and nothing waits to be sent.
    private async Task PassAsync(TimeSpan time)
    {
        stage.Clock.Pass(time);
        await DeadlineStage.UntilAsync(
            async () =>
            {
                await stage.FollowedAsync();
                var now = stage.Clock.GetUtcNow();
                return await stage.CountAsync($"SELECT count(*) FROM deadlines.qrtz_triggers WHERE next_fire_time <= {now.UtcTicks}") == 0
                    && await stage.CountAsync("SELECT count(*) FROM deadlines.qrtz_fired_triggers") == 0
                    && await stage.CountAsync("SELECT count(*) FROM deadlines.notice WHERE next_at IS NOT NULL") == 0
                    && await stage.CountAsync("SELECT count(*) FROM deadlines.followed f, ledger.log_head h WHERE f.position >= h.size") == 1;
            },
            "something that fell due is not done");
    }

    private async Task SellAndComplainAsync()
    {
        var sellers = new List<(StatementFactory Speaks, string Party)>();
        for (var i = 0; i < Sellers; i++)
        {
            var digits = $"95211115{i:D4}";
            var party = $"party/gln/{digits}{Gs1CheckDigit.Compute(digits)}";
            sellers.Add((await stage.Service.RegisterAsync(stage.Client, party, "", Role.Seller), party));
        }

        await stage.TellAtAsync(sellers.Select(seller => seller.Party));
        await Task.WhenAll(Enumerable.Range(0, Orders).Select(async i =>
        {
            var (seller, party) = sellers[i % Sellers];
            var item = SubjectKey.ForItem(SubjectKey.ForProduct(Gtin.Parse("9521111100010")), $"W{i}");
            var parcel = stage.ParcelOf(100_000 + i);
            using var paper = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
            var sale = await stage.Client.RecordAsync(stage.Made(seller, item, new Sale { ClaimKey = StatementSigner.PublicKeyOf(paper) }), Cancellation);
            await stage.Client.RecordAsync(stage.Made(seller, item, new Shipment { Parcel = parcel.Value, Courier = DeadlineStage.Courier }), Cancellation);
            if (i % 2 == 0)
            {
                await stage.Client.RecordAsync(stage.Made(stage.CourierSpeaks, parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes }), Cancellation);
            }

            if (i >= Cases)
            {
                return;
            }

            var buyer = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
            var opening = await stage.SayAsync(item, paper, s => s.Opening = new Opening
            {
                Sale = ByteString.CopyFrom(sale.Entry.Statement.Identity.AsSpan()),
                BuyerKey = StatementSigner.PublicKeyOf(buyer),
                Possession = StatementSigner.Possession(stage.Client.Ledger, item.Value, buyer),
            });
            var complaint = await stage.SayAsync(item, buyer, s => s.Complaint = new Complaint { Opening = opening, Respondent = party, Category = ComplaintCategory.Quality, Remedy = Remedy.Refund });
            lock (_cases)
            {
                _cases.Add((item, buyer, complaint, seller));
            }
        }));
    }

    private async Task SayAsync(LedgerClient client, SubjectKey item, Ed25519Signer signer, Action<Statement> say)
    {
        var statement = new Statement { Ledger = client.Ledger, Subject = item.Value, Time = UnixMicroseconds.Of(stage.Clock.GetUtcNow()), Nonce = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)) };
        say(statement);
        await client.RecordAsync(StatementSigner.Sign(statement, signer), Cancellation);
    }
}
