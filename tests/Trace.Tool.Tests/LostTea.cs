using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Tool.Tests;

/// <summary>A lot of which one piece arrived broken, one was lost, one sold with no lot named, and one never heard of. Said once for a whole class.</summary>
public sealed class LostTea(PostgresFixture postgres) : IAsyncLifetime
{
    public const string Lot = $"{Parties.Product}/10/L1";
    public const string LostParcel = "00/095200000000000028";
    public static readonly string Broken = Parties.Item("S1");
    public static readonly string Lost = Parties.Item("S2");
    public static readonly string NoLot = Parties.Item("S3");

    private static readonly DateTimeOffset s_began = DateTimeOffset.UtcNow.AddDays(-9);

    private readonly List<Ed25519Signer> _keys = [];

    public TracedLedger Ledger { get; } = new(postgres);

    /// <summary>The log's address.</summary>
    public string Http => Ledger.Service.Http.ToString();

    public async ValueTask InitializeAsync()
    {
        await Ledger.InitializeAsync();
        var service = Ledger.Service;
        await using var client = service.Connect();
        var shop = await service.RegisterAsync(client, Parties.Shop, Parties.Prefix, Key(), Role.Producer, Role.Seller);
        var courier = await service.RegisterAsync(client, Parties.Courier, "", Key(), Role.Courier);
        Task<RecordedStatement> Say(StatementFactory speaker, string subject, IMessage payload, int day, string region = "") =>
            client.RecordAsync(speaker.Make(SubjectKey.Parse(subject), payload, s_began.AddDays(day), region.Length > 0 ? new Place { Region = region } : null));

        await Say(shop, Parties.Product, new Listing { Name = new Text { Zh = "福鼎白毫银针", En = "Silver Needle" }, Category = Category.Tea }, 0);
        await Say(shop, Lot, new Marking { Count = 4, Root = ByteString.CopyFrom(new byte[32]) }, 0);
        var (claim, buyer) = (Key(), Key());
        var sale = await Say(shop, Broken, new Sale { Lot = "L1", ClaimKey = StatementSigner.PublicKeyOf(claim) }, 1);
        await Say(shop, Broken, new Shipment { Lot = "L1", Parcel = Parties.Parcel, Courier = Parties.Courier, From = "350000", To = "440000" }, 2, "350000");
        await Say(courier, Parties.Parcel, new Transit { Activity = TransitActivity.PickedUp }, 3, "350000");
        await Say(courier, Parties.Parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes }, 5, "440000");
        var opening = await Say(new StatementFactory(shop.Ledger, "", claim), Broken, new Opening { Sale = Id(sale), BuyerKey = StatementSigner.PublicKeyOf(buyer), Possession = StatementSigner.Possession(shop.Ledger, Broken, buyer) }, 6);
        await Say(new StatementFactory(shop.Ledger, "", buyer), Broken, new Complaint { Opening = Id(opening), Respondent = Parties.Shop, Category = ComplaintCategory.Damaged, Remedy = Remedy.Refund }, 7);

        await Say(shop, Lost, new Sale { Lot = "L1", ClaimKey = StatementSigner.PublicKeyOf(Key()) }, 1);
        await Say(shop, Lost, new Shipment { Lot = "L1", Parcel = LostParcel, Courier = Parties.Courier, To = "310000" }, 2);
        await Say(courier, LostParcel, new Transit { Activity = TransitActivity.Arrived }, 3, "310000");
        await Say(courier, LostParcel, new Transit { Activity = TransitActivity.Lost }, 4);
        await Say(shop, NoLot, new Sale { ClaimKey = StatementSigner.PublicKeyOf(Key()) }, 1);
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        _keys.ForEach(key => key.Dispose());
    }

    private static ByteString Id(RecordedStatement recorded) => ByteString.CopyFrom(recorded.Entry.Statement.Identity.AsSpan());

    private Ed25519Signer Key()
    {
        var key = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        _keys.Add(key);
        return key;
    }
}
