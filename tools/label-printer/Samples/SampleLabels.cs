using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.LabelPrinter.Claims;
using Trace.LabelPrinter.Items;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Parcels;

namespace Trace.LabelPrinter.Samples;

/// <summary>One label of each type, always the same: for pictures in documents, for the page's preview, and for trying a printer or layout.</summary>
internal static class SampleLabels
{
    private const string Gtin = "09521111100010";

    /// <summary>A serial and a parcel of demonstrations.</summary>
    public const string Serial = "8F3KZQ2M77XD";
    public const string Parcel = "00/095211111000000010";

    // A code of a demonstration, in no ledger.
    private const string Code = "0123456789ABCDEFGHJ";

    public static Label Of(Layout layout, PublicAddress address) => (layout.Type switch
    {
        LabelType.Item => ItemValues.Of(
            SubjectKey.Parse($"01/{Gtin}/21/{Serial}"),
            new Dictionary<string, string> { ["name.zh"] = "福鼎白茶 白牡丹 2026", ["name.en"] = "Fuding white tea, White Peony 2026", ["lot"] = "FD2604" },
            address),
        LabelType.Parcel => ParcelNumbers.ValuesOf(
            SubjectKey.Parse(Parcel),
            new Dictionary<string, string> { ["sender"] = "福鼎点头茶厂 Diantou Tea", ["note"] = "白牡丹 2 盒、寿眉饼 1 块  ·  White Peony 2, Shoumei cake 1" },
            address),
        _ => InsertValues.Of(ClaimCode.Parse(Code + LuhnMod32.CheckCharacter(Code)), "7Q4M2ZK8XW3T", $"01/{Gtin}", "福鼎白茶 白牡丹 2026", address),
    }).Fill(layout);
}
