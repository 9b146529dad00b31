using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MimeKit;
using Npgsql;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using Trace.Api.Deadlines;
using Trace.Api.Hosting;
using Trace.Api.Notices;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Api.Tests.Deadlines;

/// <summary>An e-mail as it arrived.</summary>
public sealed record Mail(string Subject, string To, string AutoSubmitted, string Id, string Text);

/// <summary>A service that looks after deadlines, over a clock that is moved, with a shop, a courier, buyers, and a real mail server.</summary>
public sealed class DeadlineStage(PostgresFixture postgres) : IAsyncLifetime
{
    public const string Seller = "party/gln/9521111100003";
    public const string Courier = "party/gln/9521111200000";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _mailStop = new();
    private SmtpServer.SmtpServer _mailServer = null!;
    private WebApplication _receiver = null!;
    private int _count;
    private int _hooks;

    public MovedClock Clock { get; } = new();

    public RunningService Service { get; private set; } = null!;

    public LedgerClient Client { get; private set; } = null!;

    internal StatementFactory SellerSpeaks { get; private set; } = null!;

    internal StatementFactory CourierSpeaks { get; private set; } = null!;

    /// <summary>What arrived by webhook, each with what it was sent with; the first is answered by 503.</summary>
    public ConcurrentQueue<(string Id, string Stamp, string Signature, byte[] Body)> Hooks { get; } = new();

    /// <summary>What arrived by e-mail.</summary>
    public ConcurrentQueue<Mail> Mails { get; } = new();

    public int MailPort { get; } = FreePort.Find();

    public async ValueTask InitializeAsync()
    {
        _mailServer = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("localhost").Port(MailPort).Build(), Provide());
        _ = _mailServer.StartAsync(_mailStop.Token);
        _receiver = await StartReceiverAsync();
        await TellAtAsync([Seller]);
        Service = await StartAsync(await postgres.CreateDatabaseAsync());
        Client = Service.Connect();
        SellerSpeaks = await Service.RegisterAsync(Client, Seller, "9521111", Role.Producer, Role.Seller);
        CourierSpeaks = await Service.RegisterAsync(Client, Courier, "", Role.Courier);
    }

    /// <summary>Writes the contacts: these sellers by e-mail, the platform by webhook.</summary>
    internal Task TellAtAsync(IEnumerable<string> sellers)
    {
        var contacts = sellers.ToDictionary(seller => seller, _ => new Dictionary<string, string> { ["email"] = "Lin <lin@shop.example>", ["language"] = "en" });
        contacts[new TraceSettings { Data = "", Anchor = "" }.Platform] = new Dictionary<string, string> { ["webhook"] = $"{_receiver.Urls.Single()}/hook?secret=1" };
        return File.WriteAllTextAsync(Path.Combine(_folder.Path, "contacts.json"), System.Text.Json.JsonSerializer.Serialize(contacts), Cancellation);
    }

    /// <summary>A service with a scheduler, over this clock and mail server.</summary>
    internal Task<RunningService> StartAsync(string database, string? data = null, bool scheduler = true, CaseRules? rules = null) => RunningService.StartAsync(database, settings => settings with
    {
        Cases = rules ?? settings.Cases,
        Scheduler = scheduler,
        Data = data ?? settings.Data,
        Anchor = Path.Combine(data ?? settings.Data, "anchor"),
        ClockConfirmed = true,
        Contacts = Path.Combine(_folder.Path, "contacts.json"),
        Smtp = new SmtpSettings("localhost", MailPort, "none", null, null, "Trace <trace@platform.example>"),
    }, Hurry);

    internal void Hurry(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(new DeadlinePace(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200)));
    }

    /// <summary>An item sold to a buyer who opened it; shipped where asked.</summary>
    internal async Task<(SubjectKey Item, Ed25519Signer Buyer, ByteString Opening)> BuyAsync(bool isShipped = false, bool isReceived = false)
    {
        var item = SubjectKey.ForItem(SubjectKey.ForProduct(Gtin.Parse("9521111100010")), $"S{Interlocked.Increment(ref _count)}");
        var claim = Trace.Client.Claim.Create(Client.Ledger);
        var sale = await Client.RecordAsync(Made(SellerSpeaks, item, new Sale { ClaimKey = claim.Key }), Cancellation);
        if (isShipped || isReceived)
        {
            var parcel = ParcelOf(_count);
            await Client.RecordAsync(Made(SellerSpeaks, item, new Shipment { Parcel = parcel.Value, Courier = Courier }), Cancellation);
            if (isReceived)
            {
                await Client.RecordAsync(Made(CourierSpeaks, parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes }), Cancellation);
            }
        }

        var buyer = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        using var opener = Trace.Client.Claim.SignerOf(claim.Code, Client.Ledger);
        var opened = await SayAsync(item, opener, s => s.Opening = new Opening
        {
            Sale = ByteString.CopyFrom(sale.Entry.Statement.Identity.AsSpan()),
            BuyerKey = StatementSigner.PublicKeyOf(buyer),
            Possession = StatementSigner.Possession(Client.Ledger, item.Value, buyer),
        });
        return (item, buyer, opened);
    }

    /// <summary>A complaint about an item of one's own.</summary>
    internal async Task<(SubjectKey Item, Ed25519Signer Buyer, ByteString Complaint)> ComplainAsync()
    {
        var (item, buyer, opening) = await BuyAsync();
        var complaint = await SayAsync(item, buyer, s => s.Complaint = new Complaint { Opening = opening, Respondent = Seller, Category = ComplaintCategory.Quality, Remedy = Remedy.Refund });
        return (item, buyer, complaint);
    }

    internal SubjectKey ParcelOf(int count)
    {
        var digits = $"0952111110{count:D7}";
        return SubjectKey.Parse($"00/{digits}{Gs1CheckDigit.Compute(digits)}");
    }

    /// <summary>Signs what a party says, at the moved clock's time.</summary>
    internal SignedStatement Made<T>(StatementFactory party, SubjectKey about, T said)
        where T : class, IMessage<T> => party.Make(about, said, at: Clock.GetUtcNow());

    /// <summary>What a key of no party says; returns the identity.</summary>
    internal async Task<ByteString> SayAsync(SubjectKey item, Ed25519Signer signer, Action<Statement> say)
    {
        var statement = new Statement { Ledger = Client.Ledger, Subject = item.Value, Time = UnixMicroseconds.Of(Clock.GetUtcNow()), Nonce = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)) };
        say(statement);
        var recorded = await Client.RecordAsync(StatementSigner.Sign(statement, signer), Cancellation);
        return ByteString.CopyFrom(recorded.Entry.Statement.Identity.AsSpan());
    }

    /// <summary>The kinds of what a subject's history holds.</summary>
    internal async Task<List<RecordedEntry>> HistoryAsync(SubjectKey subject) =>
        [.. (await Client.ReadHistoryAsync(subject.Value, cancellation: Cancellation)).Entries.Select(entry => entry.Entry)];

    /// <summary>Waits until something is so, at most for a minute.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        late.CancelAfter(s_patience);
        while (!await isSo())
        {
            Assert.False(late.IsCancellationRequested, what);
            await Task.Delay(50, Cancellation);
        }
    }

    /// <summary>Waits until the follower has read all that is published.</summary>
    internal Task FollowedAsync() => UntilAsync(async () => await CountAsync("SELECT count(*) FROM deadlines.followed f, ledger.log_head h WHERE f.position >= h.size") == 1, "the log is not followed");

    internal async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Service.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Service.DisposeAsync();
        await _receiver.DisposeAsync();
        await _mailStop.CancelAsync();
        _mailStop.Dispose();
        _folder.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<WebApplication> StartReceiverAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = builder.Build();
        receiver.MapPost("/hook", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            string Header(string name) => context.Request.Headers[name].ToString();
            Hooks.Enqueue((Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), body.ToArray()));
            context.Response.StatusCode = Interlocked.Increment(ref _hooks) == 1 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
        });
        await receiver.StartAsync(Cancellation);
        return receiver;
    }

    private SmtpServer.ComponentModel.ServiceProvider Provide()
    {
        var provider = new SmtpServer.ComponentModel.ServiceProvider();
        provider.Add(new Kept(Mails));
        return provider;
    }

    private sealed class Kept(ConcurrentQueue<Mail> mails) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var stream = new MemoryStream(buffer.ToArray());
            var message = await MimeMessage.LoadAsync(stream, cancellationToken);
            mails.Enqueue(new Mail(message.Subject ?? "", message.To.Mailboxes.Single().Address, message.Headers["Auto-Submitted"] ?? "", message.MessageId ?? "", message.TextBody ?? ""));
            return SmtpResponse.Ok;
        }
    }
}
