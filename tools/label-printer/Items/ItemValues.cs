using Trace.Domain.Barcodes;
using Trace.LabelPrinter.Layouts;

namespace Trace.LabelPrinter.Items;

/// <summary>What items a row asks labels for.</summary>
/// <param name="Gtin">The product.</param>
/// <param name="NameZh">Its Chinese name, or empty.</param>
/// <param name="NameEn">Its English name, or empty.</param>
/// <param name="Lot">The lot, or empty.</param>
/// <param name="Count">How many labels.</param>
internal sealed record ItemOrder(Gtin Gtin, string NameZh, string NameEn, string Lot, int Count)
{
    public const int MostLabels = 1_000_000;
    public const int MostName = 200;

    /// <summary>Fresh serials, each with what stands on its label.</summary>
    public IEnumerable<(string Subject, IReadOnlyDictionary<string, string> Values)> Allot() => Enumerable.Range(0, Count).Select(_ =>
        (SubjectKey.ForItem(SubjectKey.ForProduct(Gtin), CrockfordBase32.NewSerial()).Value, (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["name.zh"] = NameZh, ["name.en"] = NameEn, ["lot"] = Lot }));
}

/// <summary>The values of an item's label.</summary>
internal static class ItemValues
{
    /// <summary>From its subject key and what was kept of it.</summary>
    public static Values Of(SubjectKey item, IReadOnlyDictionary<string, string> kept, PublicAddress address)
    {
        var serial = item.Serial!;
        return new Values(serial, new Dictionary<string, string>(kept)
        {
            ["link"] = DigitalLink.Of(item, stem: address.Stem) ?? $"{address.Stem}/{item.Value}",
            ["gtin"] = item.Product!.Gtin?.ToString() ?? "",
            ["serial"] = serial,
            ["serial.grouped"] = Grouped(serial),
            ["sample"] = address.Sample,
        });
    }

    // Four by four, as people read it aloud; another party's serials stay as they are.
    private static string Grouped(string serial) => serial.Length == CrockfordBase32.SerialLength ? $"{serial[..4]} {serial[4..8]} {serial[8..]}" : serial;
}
