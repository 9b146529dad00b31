using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Benchmarks;

/// <summary>What a platform's day is made of: items sold, packed and shipped, picked up, moved and received. Signed as it is asked for; claim codes were printed before.</summary>
internal static class Traffic
{
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));
    private static readonly ConcurrentQueue<ByteString> Printed = [];

    /// <summary>Has a printing house make that many claim codes, whose keys <see cref="Of"/> then sells.</summary>
    public static void Print(int codes)
    {
        while (Printed.Count < codes)
        {
            Printed.Enqueue(NewClaimKey());
        }
    }

    /// <summary>Six statements an item, ten items of history each where more are asked for.</summary>
    public static IEnumerable<SignedStatement> Of(BenchLedger ledger)
    {
        var claim = new PublicKey { Algorithm = Algorithm.Ed25519 };
        while (true)
        {
            claim.Key = Printed.TryDequeue(out var printed) ? printed : NewClaimKey();
            var item = SubjectKey.ForItem(Product, CrockfordBase32.NewSerial());
            var parcel = SubjectKey.ForLogisticUnit(NewSscc());
            yield return ledger.Seller.Make(item, new Sale { ClaimKey = claim });
            var shipment = ledger.Seller.Make(item, new Shipment { Parcel = parcel.Value, Courier = ledger.Courier.Party, From = "350000", To = "310000" });
            yield return shipment;
            var identity = ByteString.CopyFrom(SHA256.HashData(shipment.Statement.Span));
            yield return ledger.Courier.Make(parcel, new Transit { Activity = TransitActivity.PickedUp, Shipment = identity });
            yield return ledger.Courier.Make(parcel, new Transit { Activity = TransitActivity.Departed, Shipment = identity });
            yield return ledger.Courier.Make(parcel, new Transit { Activity = TransitActivity.Arrived, Shipment = identity });
            yield return ledger.Courier.Make(parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes, Shipment = identity });
        }
    }

    private static ByteString NewClaimKey()
    {
        using var key = new Domain.Ledger.Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        return ByteString.CopyFrom(key.PublicKey.Span);
    }

    internal static Sscc NewSscc()
    {
        var digits = $"0952{RandomNumberGenerator.GetInt32(100_000_000):D8}{RandomNumberGenerator.GetInt32(100_000):D5}";
        return Sscc.Parse($"{digits}{Gs1CheckDigit.Compute(digits)}");
    }
}
