using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Vectors.Tests.Writing;

/// <summary>A small log that entries, proofs and histories are taken from: a producer and a seller, an item listed, sold, opened and reviewed, a key revoked.</summary>
internal static class SampleLog
{
    public const string Product = "01/06901234567892";
    public const string Item = Product + "/21/A1";

    public static InMemoryLog Make()
    {
        var log = new InMemoryLog();
        var producer = log.Register(1, Role.Producer, "690123");
        var seller = log.Register(2, Role.Seller);
        var claim = new LogSpeaker("", InMemoryLog.KeyOf("claim"));
        var buyer = new LogSpeaker("", InMemoryLog.KeyOf("buyer"));

        log.Record(producer, Product, new Listing { Name = new Text { Zh = "白毫银针", En = "Silver Needle" }, Category = Category.Tea });
        var sale = log.Record(seller, Item, new Sale { ClaimKey = StatementSigner.PublicKeyOf(claim.Key) });
        log.Record(seller, Item, new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa", From = "350000", To = "110000" });
        var opening = log.Record(claim, Item, new Opening
        {
            Sale = Identity(sale),
            BuyerKey = StatementSigner.PublicKeyOf(buyer.Key),
            Possession = StatementSigner.Possession(log.Ledger, Item, buyer.Key),
        });
        log.Record(buyer, Item, new Review { Opening = Identity(opening), Rating = 5, Stage = ReviewStage.First, Tags = { ReviewTag.AsDescribed, ReviewTag.Fresh } });
        log.Record(log.Registrar, seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Retired });
        return log;
    }

    private static ByteString Identity(RecordedEntry entry) => ByteString.CopyFrom(entry.Statement.Identity.AsSpan());
}
