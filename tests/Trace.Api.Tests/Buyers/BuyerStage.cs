using System.Net;
using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Buyers;

/// <summary>A service with a shop in it, and buyers who open what they bought. Each caller has an address of its own, so that no test eats another's rate.</summary>
public sealed class BuyerStage(PostgresFixture postgres) : IAsyncLifetime
{
    public const string Seller = "party/gln/9521111100003";
    public const string Courier = "party/gln/9521111200000";

    public static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private readonly List<HttpClient> _callers = [];
    private readonly Ed25519Signer _sellerKey = new(RandomNumberGenerator.GetBytes(32));
    private readonly Ed25519Signer _courierKey = new(RandomNumberGenerator.GetBytes(32));
    private StatementFactory _seller = null!;
    private StatementFactory _courier = null!;
    private int _count;

    public RunningService Service { get; private set; } = null!;

    public LedgerClient Client { get; private set; } = null!;

    internal StatementFactory SellerSpeaks => _seller;

    /// <summary>The key that <see cref="SellerSpeaks"/> signs with.</summary>
    internal Ed25519Signer SellerKey => _sellerKey;

    /// <summary>The courier's key.</summary>
    internal Ed25519Signer CourierKey => _courierKey;

    public async ValueTask InitializeAsync()
    {
        Service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        Client = Service.Connect();
        _seller = await Service.RegisterAsync(Client, Seller, "9521111", _sellerKey, Role.Producer, Role.Seller);
        _courier = await Service.RegisterAsync(Client, Courier, "", _courierKey, Role.Courier);
        await Client.RecordAsync(_seller.Make(Product, new Listing { Name = new Text { En = "White Peony" } }));
    }

    /// <summary>Ships an item and has its courier hand it over, so that a review after that counts.</summary>
    internal async Task DeliverAsync(SubjectKey item)
    {
        var digits = $"0952111110{Interlocked.Increment(ref _count):D7}";
        var parcel = SubjectKey.Parse($"00/{digits}{Gs1CheckDigit.Compute(digits)}");
        await Client.RecordAsync(_seller.Make(item, new Shipment { Parcel = parcel.Value, Courier = Courier }), TestContext.Current.CancellationToken);
        await Client.RecordAsync(_courier.Make(parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes }), TestContext.Current.CancellationToken);
    }

    /// <summary>An HTTP client that comes from a loopback address that nobody else has.</summary>
    public HttpClient NewCaller()
    {
        var from = new IPAddress([127, 0, (byte)(Interlocked.Increment(ref _count) >> 8), (byte)_count]);
        var caller = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(from.MapToIPv6(), 0));
                await socket.ConnectAsync(IPAddress.Loopback.MapToIPv6(), context.DnsEndPoint.Port, cancellation);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = Service.Http };
        _callers.Add(caller);
        return caller;
    }

    /// <summary>An item that was sold and opened by its buyer; received before that where it is delivered.</summary>
    internal async Task<Bought> BuyAsync(bool isDelivered = false)
    {
        var item = SubjectKey.ForItem(Product, $"S{Interlocked.Increment(ref _count)}");
        var claim = Claim.Create(Client.Ledger);
        var sale = await Client.RecordAsync(_seller.Make(item, new Sale { ClaimKey = claim.Key }), TestContext.Current.CancellationToken);
        if (isDelivered)
        {
            await DeliverAsync(item);
        }

        var buyer = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var opening = new Opening
        {
            Sale = ByteString.CopyFrom(sale.Entry.Statement.Identity.AsSpan()),
            BuyerKey = StatementSigner.PublicKeyOf(buyer),
            Possession = StatementSigner.Possession(Client.Ledger, item.Value, buyer),
        };
        using var opener = Claim.SignerOf(claim.Code, Client.Ledger);
        var opened = await SayAsync(item, opener, statement => statement.Opening = opening);
        return new Bought(this, item, buyer, ByteString.CopyFrom(opened.AsSpan()));
    }

    /// <summary>What a key of no party says; returns the identity.</summary>
    internal async Task<Hash256> SayAsync(SubjectKey item, Ed25519Signer signer, Action<Statement> say)
    {
        var statement = new Statement { Ledger = Client.Ledger, Subject = item.Value, Time = Now, Nonce = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)) };
        say(statement);
        var recorded = await Client.RecordAsync(StatementSigner.Sign(statement, signer), TestContext.Current.CancellationToken);
        return recorded.Entry.Statement.Identity;
    }

    public static long Now => UnixMicroseconds.Of(DateTime.UtcNow);

    public async ValueTask DisposeAsync()
    {
        _callers.ForEach(caller => caller.Dispose());
        await Client.DisposeAsync();
        await Service.DisposeAsync();
        _sellerKey.Dispose();
        _courierKey.Dispose();
    }
}

/// <summary>A purchase, and the key of its buyer.</summary>
internal sealed record Bought(BuyerStage Stage, SubjectKey Item, Ed25519Signer Buyer, ByteString Opening)
{
    /// <summary>Reviews with a content of a media type, which is not uploaded yet.</summary>
    public async Task<(Hash256 Identity, SealedContent Content)> ReviewAsync(string mediaType, byte[] bytes, ReviewStage stage = ReviewStage.First)
    {
        var content = SealedContent.Create(Stage.Client.Ledger, Review.Descriptor, "5", mediaType, bytes);
        var identity = await Stage.SayAsync(Item, Buyer, statement => statement.Review = new Review { Opening = Opening, Rating = 4, Stage = stage, Text = content.Commitment });
        return (identity, content);
    }

    /// <summary>Complains with a text.</summary>
    public async Task<(Hash256 Identity, SealedContent Content)> ComplainAsync(string mediaType, byte[] bytes)
    {
        var content = SealedContent.Create(Stage.Client.Ledger, Complaint.Descriptor, "6", mediaType, bytes);
        var identity = await Stage.SayAsync(Item, Buyer, statement => statement.Complaint = new Complaint
        {
            Opening = Opening,
            Respondent = BuyerStage.Seller,
            Category = ComplaintCategory.Quality,
            Remedy = Remedy.Refund,
            Text = content.Commitment,
        });
        return (identity, content);
    }
}
