using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>A tin of tea whose whole way is on record: listed, made, sold, sent, carried, received, opened, reviewed, complained of and answered. 20 entries.</summary>
internal sealed class SoldTea : IAsyncDisposable
{
    public const string Product = "01/06901234567892";
    public const string Lot = Product + "/10/L1";
    public const string OtherLot = Product + "/10/L2";
    public const string Item = Product + "/21/0123456789AB";
    public const string Mixed = "01/06901234567908/10/M1";
    public const string Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly ByteString s_digest = ByteString.CopyFrom(SHA256.HashData("document"u8));

    private readonly Ed25519Signer _buyer = new(RandomNumberGenerator.GetBytes(32));

    private SoldTea(RunningService service, LedgerClient client, StatementFactory producer)
    {
        (Service, Client, Producer) = (service, client, producer);
    }

    public RunningService Service { get; }

    public LedgerClient Client { get; }

    public StatementFactory Producer { get; }

    public string Address => new Uri(Service.Http, $"/{Item}").ToString();

    public static async Task<SoldTea> TellAsync(PostgresFixture postgres) => await TellAsync(await RunningService.StartAsync(await postgres.CreateDatabaseAsync()));

    public static async Task<SoldTea> TellAsync(RunningService service)
    {
        var client = service.Connect();
        var tea = new SoldTea(service, client, await service.RegisterAsync(client, "party/gln/6901234500011", "6901234", Role.Producer, Role.Seller));
        var courier = await service.RegisterAsync(client, "party/gln/6901234500028", "", Role.Courier);
        await tea.TellAsync(courier);
        return tea;
    }

    /// <summary>Calls the tea's product back, or a lot.</summary>
    public Task RecallAsync(string subject = Product) => SayAsync(Producer, subject, new Recall
    {
        Reason = RecallReason.Contamination,
        Hazard = Hazard.Class1,
        Instructions = Document("https://tea.example/recall"),
    });

    /// <summary>Mixes another lot out of the tea's.</summary>
    public Task MixAsync() => SayAsync(Producer, Mixed, new Transformation
    {
        Process = Process.Mixed,
        Yield = new Quantity { Thousandths = 10_000, Unit = Unit.Kilogram },
        Inputs = { new Transformation.Types.Input { Lot = Lot, Quantity = new Quantity { Thousandths = 10_000, Unit = Unit.Kilogram } } },
    });

    /// <summary>One more entry about the tea.</summary>
    public Task<RecordedStatement> ListAgainAsync() => SayAsync(Producer, Product, Listing("GB/T 22292"));

    /// <summary>Many more entries about the tea.</summary>
    /// <param name="count">How many.</param>
    public async Task ListOftenAsync(int count)
    {
        var outcomes = Client.RecordManyAsync(Enumerable.Range(0, count).Select(i => Producer.Make(SubjectKey.Parse(Product), Listing($"GB/T {i + 10000}"))).ToAsyncEnumerable());
        await foreach (var outcome in outcomes)
        {
            Assert.True(outcome.Recorded is not null, $"{outcome.Refusal}");
        }
    }

    /// <summary>The same tea and producer, where the service is started again.</summary>
    public SoldTea At(RunningService service) => new(service, service.Connect(), Producer);

    public async Task StopAsync()
    {
        await Client.DisposeAsync();
        await Service.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _buyer.Dispose();
    }

    private async Task TellAsync(StatementFactory courier)
    {
        using var claim = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var byClaim = new StatementFactory(Producer.Ledger, "", claim);
        var byBuyer = new StatementFactory(Producer.Ledger, "", _buyer);

        await SayAsync(Producer, Product, Listing("GB/T 22291"));
        await SayAsync(Producer, Lot, new Transformation { Process = Process.Packed, Yield = new Quantity { Thousandths = 100_000, Unit = Unit.Kilogram } });
        var sale = await SayAsync(Producer, Item, new Sale { Lot = "L1", ClaimKey = StatementSigner.PublicKeyOf(claim) });
        await SayAsync(Producer, Item, new Shipment { Lot = "L1", Parcel = Parcel, Courier = "party/gln/6901234500028", From = "350000", To = "110000" });
        TransitActivity[] way =
        [
            TransitActivity.PickedUp, TransitActivity.Departed, TransitActivity.Arrived, TransitActivity.Departed, TransitActivity.Arrived, TransitActivity.Departed,
            TransitActivity.Arrived, TransitActivity.OutForDelivery,
        ];
        foreach (var activity in way)
        {
            await SayAsync(courier, Parcel, new Transit { Activity = activity });
        }

        await SayAsync(courier, Parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes });
        var opening = await SayAsync(byClaim, Item, new Opening
        {
            Sale = Identity(sale),
            BuyerKey = StatementSigner.PublicKeyOf(_buyer),
            Possession = StatementSigner.Possession(Producer.Ledger, Item, _buyer),
        });
        await SayAsync(byBuyer, Item, new Review { Opening = Identity(opening), Rating = 5, Stage = ReviewStage.First, Tags = { ReviewTag.Fresh } });
        var complaint = await SayAsync(byBuyer, Item, new Complaint { Opening = Identity(opening), Respondent = "party/gln/6901234500011", Category = ComplaintCategory.Damaged, Remedy = Remedy.Refund });
        await SayAsync(Producer, Item, new Reply { Answers = Identity(complaint), Outcome = ReplyOutcome.RemedyOffered });
        await SayAsync(Producer, Item, new Refund { Answers = Identity(complaint), Outcome = PaymentOutcome.Paid });
        await SayAsync(byBuyer, Item, new Closure { Complaint = Identity(complaint), Outcome = ClosureOutcome.Satisfied });
        await SayAsync(byBuyer, Item, new Review { Opening = Identity(opening), Rating = 4, Stage = ReviewStage.FollowUp });
    }

    private Task<RecordedStatement> SayAsync(StatementFactory by, string subject, IMessage payload) => Client.RecordAsync(by.Make(SubjectKey.Parse(subject), payload));

    private static ByteString Identity(RecordedStatement recorded) => ByteString.CopyFrom(recorded.Entry.Statement.Identity.AsSpan());

    private static Document Document(string url) => new() { Sha256 = s_digest, MediaType = "application/pdf", Url = url };

    private static Listing Listing(string standard) => new()
    {
        Name = new Text { Zh = "福鼎白茶 白牡丹", En = "Fuding White Peony" },
        Brand = new Text { Zh = "太姥", En = "Taimu" },
        Category = Category.Tea,
        Origin = "350000",
        Label = new Label
        {
            Ingredients = new Text { Zh = "白茶", En = "White tea" },
            NetContent = new Quantity { Thousandths = 100_000, Unit = Unit.Gram },
            ProducerName = "福鼎茶厂",
            ProducerAddress = "福建省福鼎市点头镇",
            MadeOn = 20260401,
            ShelfLifeDays = 1080,
            Storage = new Text { Zh = "避光、干燥、密封", En = "Dark, dry, closed" },
            ScLicence = "SC11435098200017",
            Standard = standard,
        },
    };
}
