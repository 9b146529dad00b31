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

/// <summary>A tin of tea with a whole label and a whole journey, and another of a lot that is called back.</summary>
internal sealed class TeaStory : IAsyncDisposable
{
    public const string Producer = "party/gln/6901234500011";
    public static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("6901234567892"));
    public static readonly SubjectKey Lot = SubjectKey.ForLot(Product, "2026A");
    public static readonly SubjectKey Item = SubjectKey.ForItem(Product, "116HGA5V1YQ5");
    public static readonly SubjectKey Recalled = SubjectKey.ForItem(Product, "0ZJ5SBYHDZ9D");

    public static readonly SubjectKey Complained = SubjectKey.ForItem(Product, "3C9PGFPZFQHA");

    private const string Courier = "party/gln/9520100300004";
    private static readonly SubjectKey s_recalledLot = SubjectKey.ForLot(Product, "2026B");
    private static readonly SubjectKey s_parcel = SubjectKey.ForLogisticUnit(Sscc.Parse("095212340000000013"));
    private static readonly DateTimeOffset s_began = DateTimeOffset.UtcNow.AddDays(-20);

    private readonly List<Ed25519Signer> _keys = [];

    private TeaStory(RunningService service) => Service = service;

    public RunningService Service { get; }

    public string Origin => Service.Http.GetLeftPart(UriPartial.Authority).Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public static async Task<TeaStory> TellAsync(PostgresFixture postgres)
    {
        var story = new TeaStory(await RunningService.StartAsync(await postgres.CreateDatabaseAsync(), settings => settings with { HttpReads = 10_000, Scheduler = true, ClockConfirmed = true }));
        await story.TellAsync();
        return story;
    }

    private async Task TellAsync()
    {
        await using var client = Service.Connect();
        var producer = await RegisterProducerAsync(client);
        var courier = await Service.RegisterAsync(client, Courier, "", NewKey(), Role.Courier);
        Task<RecordedStatement> Say(StatementFactory speaker, SubjectKey subject, IMessage payload, int day, string region = "") =>
            client.RecordAsync(speaker.Make(subject, payload, s_began.AddDays(day), region.Length > 0 ? new Place { Region = region } : null));

        await Say(producer, Product, new Listing { Name = new Text { Zh = "福鼎白毫银针 50克罐装", En = "Fuding Silver Needle, tin of 50 g" }, Brand = new Text { Zh = "云顶谷", En = "Yunding Valley" }, Category = Category.Tea, Origin = "350982", Label = LabelOf(0) }, 0);
        await Say(producer, Product, new Listing { Name = new Text { Zh = "福鼎白毫银针 50克罐装", En = "Fuding Silver Needle, tin of 50 g" }, Brand = new Text { Zh = "云顶谷", En = "Yunding Valley" }, Category = Category.Tea, Origin = "350982", Label = LabelOf(0, "0593-7654321") }, 1);
        await Say(producer, Lot, new Listing { Name = new Text { Zh = "福鼎白毫银针 头采", En = "Fuding Silver Needle, first picking" }, Label = LabelOf(20260406, "0593-7654321") }, 1);
        await Say(producer, Lot, new Transformation { Process = Process.Harvested, Yield = new Quantity { Thousandths = 80_000, Unit = Unit.Kilogram } }, 1, "350982");
        var (claim, buyer) = (NewKey(), NewKey());
        var sale = await Say(producer, Item, new Sale { Lot = "2026A", ClaimKey = StatementSigner.PublicKeyOf(claim) }, 2, "350000");
        var shipment = await Say(producer, Item, new Shipment { Lot = "2026A", Parcel = s_parcel.Value, Courier = Courier, From = "350000", To = "440000" }, 3, "350000");
        await Say(courier, s_parcel, new Transit { Activity = TransitActivity.PickedUp, Shipment = Id(shipment) }, 4, "350000");
        await Say(courier, s_parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes, Shipment = Id(shipment) }, 7, "440000");
        var opening = await Say(Own(claim), Item, new Opening { Sale = Id(sale), BuyerKey = StatementSigner.PublicKeyOf(buyer), Possession = StatementSigner.Possession(producer.Ledger, Item.Value, buyer) }, 8);
        var review = await Say(Own(buyer), Item, new Review { Opening = Id(opening), Rating = 4, Stage = ReviewStage.First, Tags = { ReviewTag.Fresh } }, 9);
        await Say(producer, Item, new Reply { Answers = Id(review), Outcome = ReplyOutcome.Thanks }, 10);
        var complaint = await Say(Own(buyer), Item, new Complaint { Opening = Id(opening), Respondent = Producer, Category = ComplaintCategory.Short, Remedy = Remedy.Refund }, 11);
        await Say(producer, Item, new Reply { Answers = Id(complaint), Outcome = ReplyOutcome.RemedyOffered }, 12);
        await Say(Own(buyer), Item, new Closure { Complaint = Id(complaint), Outcome = ClosureOutcome.Satisfied }, 13);

        await Say(producer, Recalled, new Sale { Lot = "2026B", ClaimKey = StatementSigner.PublicKeyOf(NewKey()) }, 2);
        await Say(producer, s_recalledLot, new Recall { Reason = RecallReason.Chemical, Hazard = Hazard.Class2, Instructions = new Document { Sha256 = ByteString.CopyFrom(new byte[32]), MediaType = "text/markdown" } }, 14);

        StatementFactory Own(Ed25519Signer key) => new(producer.Ledger, "", key);
    }

    /// <summary>A third tin, of which a buyer complains with a text, and asks for a remedy; the shop has taken note of it.</summary>
    public async Task ComplainAsync(LedgerClient client)
    {
        var (claim, buyer) = (NewKey(), NewKey());
        var producer = new StatementFactory(client.Ledger, Producer, _keys[0]);
        StatementFactory Own(Ed25519Signer key) => new(client.Ledger, "", key);
        var sale = await client.RecordAsync(producer.Make(Complained, new Sale { Lot = "2026A", ClaimKey = StatementSigner.PublicKeyOf(claim) }, s_began.AddDays(15)));
        var opening = await client.RecordAsync(Own(claim).Make(Complained, new Opening { Sale = Id(sale), BuyerKey = StatementSigner.PublicKeyOf(buyer), Possession = StatementSigner.Possession(client.Ledger, Complained.Value, buyer) }, s_began.AddDays(16)));
        var content = SealedContent.Create(client.Ledger, Complaint.Descriptor, "6", Trace.Domain.Disclosures.AuthoredContent.PlainText, System.Text.Encoding.UTF8.GetBytes("The lid is dented and does not close. I would like another tin."));
        var complaint = await client.RecordAsync(Own(buyer).Make(Complained, new Complaint { Opening = Id(opening), Respondent = Producer, Category = ComplaintCategory.Damaged, Remedy = Remedy.Exchange, Text = content.Commitment }, s_began.AddDays(17)));
        await client.DiscloseAsync(complaint.Entry.Statement.Identity, content);
        await client.RecordAsync(producer.Make(Complained, new Reply { Answers = Id(complaint), Outcome = ReplyOutcome.Acknowledged }, s_began.AddDays(17.2)));
    }

    // With all that a party's page can show: domains, a licence, a pledge.
    private async Task<StatementFactory> RegisterProducerAsync(LedgerClient client)
    {
        var (registrar, key, party) = (Service.Registrar(), NewKey(), SubjectKey.Parse(Producer));
        await client.RecordAsync(registrar.Make(party, new Registration
        {
            Name = new Text { Zh = "福鼎茶厂", En = "Fuding Tea Works" },
            Roles = { Role.Producer, Role.Seller },
            Prefixes = { "6901234" },
            Region = "350982",
            Domains = { "fuding-tea.example", "xn--fiq228c.example" },
        }));
        var subject = TestParty.SubjectOf(Producer, key);
        await client.RecordAsync(registrar.Make(subject, new KeyGrant { Key = StatementSigner.PublicKeyOf(key), Possession = StatementSigner.Possession(registrar.Ledger, subject.Value, key), Roles = { Role.Producer, Role.Seller, Role.Administrator } }));
        await client.RecordAsync(registrar.Make(party, new Licence { Kind = LicenceKind.FoodProduction, Number = "SC11499999900013", ValidFrom = 20250101, ValidTo = 20291231 }));
        var producer = new StatementFactory(registrar.Ledger, Producer, key);
        await client.RecordAsync(producer.Make(party, new Pledge { Kind = PledgeKind.AnswerWithin, Days = 2, Document = new Document { Sha256 = ByteString.CopyFrom(new byte[32]), MediaType = "text/plain" } }));
        return producer;
    }

    private static ByteString Id(RecordedStatement recorded) => ByteString.CopyFrom(recorded.Entry.Statement.Identity.AsSpan());

    private Ed25519Signer NewKey()
    {
        var key = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        _keys.Add(key);
        return key;
    }

    // Each fact that GB 7718 asks for, as long as they are in life.
    private static Label LabelOf(uint made, string contact = "0593-0000000") => new()
    {
        Ingredients = new Text { Zh = "茶树单芽（福鼎大毫茶）", En = "Single buds of the tea plant (Fuding Dahao)" },
        NetContent = new Quantity { Thousandths = 50_000, Unit = Unit.Gram },
        ProducerName = "福鼎云顶谷白茶有限公司（示例）",
        ProducerAddress = "福建省宁德市福鼎市示例镇云顶谷1号",
        ProducerContact = contact,
        MadeOn = made,
        ShelfLifeDays = 7300,
        Storage = new Text { Zh = "密封、避光、干燥、无异味处常温贮存", En = "Sealed, dark, dry, away from odours, at room temperature" },
        ScLicence = "SC11499999900013",
        Standard = "GB/T 22291",
        Grade = "特级",
        Others = { new Pair { Name = "产地", Value = "福建省福鼎市" } },
    };

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _keys.ForEach(key => key.Dispose());
    }
}
