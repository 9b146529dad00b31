using System.Globalization;
using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Import.Dispatch;

/// <summary>Makes the Sale and the Shipment of a parcel.</summary>
/// <param name="factory">Of the shop's key.</param>
/// <param name="waybillKeys">The ledger's waybill keys by year.</param>
/// <param name="now">For statements whose file has no time.</param>
/// <param name="from">The province that parcels leave from; empty for none.</param>
public sealed class DispatchSigner(StatementFactory factory, IReadOnlyDictionary<int, byte[]> waybillKeys, DateTimeOffset now, string from)
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    /// <summary>When a planned statement happened.</summary>
    public static DateTimeOffset TimeOf(DispatchStatement planned, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(planned);
        return planned.Time is { } time ? DateTimeOffset.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond).ToOffset(China) : now;
    }

    /// <summary>A Sale, and the claim whose code belongs into the parcel.</summary>
    public (SignedStatement Signed, SealedContent Content, Claim Claim) Sale(DispatchStatement planned)
    {
        ArgumentNullException.ThrowIfNull(planned);
        var claim = factory.NewClaim();
        var content = factory.Seal(new Sale.Types.Confidential { OrderReference = planned.OrderReference, Quantities = { Quantities(planned) } });
        return (Sign(planned, new Sale { ClaimKey = claim.Key, Lines = { Lines(planned) } }, content), content, claim);
    }

    /// <summary>A Shipment.</summary>
    public (SignedStatement Signed, SealedContent Content) Shipment(DispatchStatement planned)
    {
        ArgumentNullException.ThrowIfNull(planned);
        var content = factory.Seal(new Shipment.Types.Confidential { OrderReference = planned.OrderReference, Quantities = { Quantities(planned) } });
        return (Sign(planned, new Shipment { Lines = { Lines(planned) }, From = from }, content), content);
    }

    private SignedStatement Sign(DispatchStatement planned, IMessage payload, SealedContent content)
    {
        var time = TimeOf(planned, now);
        return factory.Make(ParcelOf(planned.Parcel, time), payload, time, secret: content);
    }

    private SubjectKey ParcelOf(DispatchParcel parcel, DateTimeOffset time)
    {
        if (parcel.Subject is { } subject)
        {
            return SubjectKey.Parse(subject);
        }

        var year = time.ToOffset(China).Year;
        return waybillKeys.TryGetValue(year, out var key)
            ? WaybillKey.Subject(key, parcel.Carrier!, parcel.Waybill!, year)
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"the ledger gives no waybill key for {year}: the time of the file must be of this year or the last"));
    }

    private static IEnumerable<Line> Lines(DispatchStatement planned) => planned.Lines.Select(line => new Line { Subject = line.Subject, Line_ = line.Line });

    private static IEnumerable<Quantity> Quantities(DispatchStatement planned) => planned.Quantities.Select(thousandths => new Quantity { Thousandths = thousandths, Unit = Unit.Piece });
}
