using System.Globalization;
using Trace.Domain.Barcodes;
using Trace.Import.Planning;
using Trace.Import.Reading;

namespace Trace.Import.Orders;

/// <summary>
/// The parcel of an order, by the column <c>parcel</c>: <c>carrier:number</c> for a waybill, an SSCC, <c>@order</c> for another order's parcel,
/// or nothing for an SSCC from the seed.
/// </summary>
internal sealed class OrdersParcels(PlanBuilder builder)
{
    private const long Numbers = 1_000_000_000_000;

    public static bool IsWaybill(string parcel) => parcel.Contains(':', StringComparison.Ordinal);

    public string Of(CsvRow row)
    {
        var parcel = row.Optional("parcel");
        if (!IsWaybill(parcel))
        {
            return parcel.Length == 0 ? Derived(row.Required("order"))
                : Sscc.TryParse(parcel, out var sscc, out var problem) ? SubjectKey.ForLogisticUnit(sscc).Value : throw row.Problem("parcel", problem);
        }

        // The number itself enters nothing but this computation. A ledger gives the keys of this year and the last alone.
        var parts = parcel.Split(':', 2);
        var year = YearOf(row, builder.Context.Began) ?? throw row.Problem("shipped", $"\"{row.Optional("shipped")}\" must be a time such as 2026-09-03 10:12");
        if (!builder.Context.WaybillKeys.TryGetValue(year, out var key))
        {
            builder.Assume(string.Create(CultureInfo.InvariantCulture, $"an SSCC in place of a waybill, since the ledger gives no key for {year}"));
            return Derived(row.Required("order"));
        }

        return WaybillKey.TryGetSubject(key, parts[0], parts[1], year, out var subject, out var refused) ? subject.Value : throw row.Problem("parcel", refused);
    }

    /// <summary>The year of a waybill, UTC+8; null where the order has no time.</summary>
    public static int? YearOf(CsvRow row, long began) =>
        OrdersTime.Parse(row.Optional("shipped") is { Length: > 0 } shipped ? shipped : row.Required("ordered"), began) is { } time ? WaybillKey.YearOf(time) : null;

    // Under 952 and a prefix of the sample's.
    private string Derived(string order)
    {
        var digits = builder.Secrets.Number("parcel", order, 0, Numbers).ToString("D12", CultureInfo.InvariantCulture);
        var text = $"39520{digits}";
        return $"00/{text}{(char)('0' + Gs1CheckDigit.Compute(text))}";
    }
}
