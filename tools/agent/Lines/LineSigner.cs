using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Domain.Barcodes;
using Trace.Domain.Places;
using Trace.V1;

namespace Trace.Agent.Lines;

/// <summary>Makes a signed statement of a line: computes the parcel's key, says in the open what may be said there, seals what is finer.</summary>
/// <param name="factory">Of the courier's key.</param>
/// <param name="yearKeys">The ledger's waybill keys, by year.</param>
public sealed class LineSigner(StatementFactory factory, IReadOnlyDictionary<int, byte[]> yearKeys)
{
    private const int LastMonthOfBoth = 3;
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    /// <summary>The years whose keys a line needs: that of its time in UTC+8, and from January to March the one before, too.</summary>
    public static IReadOnlyList<int> YearsOf(DateTimeOffset at)
    {
        var there = at.ToOffset(China);
        return there.Month <= LastMonthOfBoth ? [there.Year, there.Year - 1] : [there.Year];
    }

    /// <summary>The statement, as an outbox takes it.</summary>
    /// <exception cref="RefusedException">It breaks a rule that the ledger would refuse it by.</exception>
    /// <exception cref="KeyNotFoundException">A year's key is missing.</exception>
    public OutboxItem Sign(Line line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var years = YearsOf(line.At);
        var parcel = WaybillKey.Subject(yearKeys[years[0]], line.Courier, line.Waybill, years[0]);
        var before = years.Count > 1 ? WaybillKey.Subject(yearKeys[years[1]], line.Courier, line.Waybill, years[1]).Value : "";
        var (place, finer) = PlaceOf(line.Place);
        var shipment = line.Shipment is null ? ByteString.Empty : ByteString.CopyFrom(line.Shipment);
        IMessage payload = line.Event.IsReceipt
            ? new Receipt { Manner = line.Event.Manner, Agreed = line.Agreed, Shipment = shipment, PreviousYearParcel = before, Relayed = line.Relayed }
            : new Transit { Activity = line.Event.Activity, NextCourier = line.NextCourier, Shipment = shipment, PreviousYearParcel = before, Relayed = line.Relayed };
        IMessage? confidential = finer.Length == 0 ? null
            : line.Event.IsReceipt ? new Receipt.Types.Confidential { Region = finer } : new Transit.Types.Confidential { Region = finer };
        var secret = confidential is null ? null : factory.Seal(confidential);
        return new OutboxItem(factory.Make(parcel, payload, line.At, place, secret))
        {
            Once = OnceOf(line, parcel),
            Note = line.Ref.Length == 0 ? null : line.Ref,
            Contents = secret is null ? [] : [secret],
        };
    }

    // A province in the open; what is finer beside the log, for those whom the product model lets read it.
    private static (Place? Place, string Finer) PlaceOf(string place)
    {
        if (place.Length == 0)
        {
            return (null, "");
        }

        if (!Region.TryParse(place, out var region, out _))
        {
            return (new Place { Gln = place }, "");
        }

        return (new Place { Region = region.Province.Code }, region.Precision > RegionPrecision.Province ? region.Code : "");
    }

    // What a caller that had no answer posts again is the same in all that the line says. Its own word never makes a repeat of another fact: callers
    // give an order's number to all that happens to its parcel. Hashed, and of the parcel's key, so that no waybill lies on the disk.
    private static string OnceOf(Line line, SubjectKey parcel)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{parcel}\n{line.Event.Event}\n{line.Event.How}\n{line.At.UtcTicks}\n{line.Place}\n{line.Agreed}\n{line.NextCourier}\n{Convert.ToHexString(line.Shipment ?? [])}\n{line.Ref}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)));
    }
}
