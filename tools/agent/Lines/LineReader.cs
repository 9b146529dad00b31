using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Trace.Domain.Barcodes;
using Trace.Domain.Barcodes.Carriers;
using Trace.Domain.Ledger;
using Trace.Domain.Places;
using Trace.V1;

namespace Trace.Agent.Lines;

/// <summary>Reads a line: a JSON object of texts. Says of a bad one which field breaks which rule.</summary>
public static partial class LineReader
{
    /// <summary>The most bytes that a line has.</summary>
    public const int MaxBytes = 4096;

    private const int MaxRef = 64;
    private const int MaxCame = 40;

    /// <summary>The fields there are.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["waybill", "courier", "event", "how", "at", "place", "agreed", "next_courier", "shipment", "ref"];

    /// <summary>Reads a JSON object.</summary>
    /// <param name="json">The object.</param>
    /// <returns>The line, or what is wrong with it.</returns>
    public static (Line? Line, LineError? Error) Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return (null, new LineError("", "a JSON object", Short(json.GetRawText())));
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            var error = !Fields.Contains(property.Name) ? new LineError(Short(property.Name), $"one of {string.Join(", ", Fields)}")
                : property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null) ? new LineError(property.Name, "a text in quotes", property.Name == "waybill" ? null : Short(property.Value.GetRawText()))
                : !texts.TryAdd(property.Name, property.Value.GetString() ?? "") ? new LineError(property.Name, "once in a line")
                : null;
            if (error is not null)
            {
                return (null, error);
            }
        }

        return Understand(texts);
    }

    /// <summary>An instant with the offset of its place: <c>2026-11-24 10:31:02+08:00</c>, or with a T, seconds with up to six decimals, or Z.</summary>
    public static bool TryTime(string text, out DateTimeOffset at)
    {
        at = default;
        return TimeForm().IsMatch(text)
            && DateTimeOffset.TryParse(text.Replace(' ', 'T'), CultureInfo.InvariantCulture, DateTimeStyles.None, out at)
            && at.UtcDateTime.Year is >= 2000 and < 2100 && at.Offset >= TimeSpan.FromHours(-12) && at.Offset <= TimeSpan.FromHours(14);
    }

    private static (Line? Line, LineError? Error) Understand(Dictionary<string, string> texts)
    {
        string Text(string field) => texts.GetValueOrDefault(field, "");
        var missing = ((string[])["waybill", "courier", "event", "at"]).FirstOrDefault(field => Text(field).Length == 0);
        if (missing is not null)
        {
            return (null, new LineError(missing, "must be there"));
        }

        var (row, field, rule) = EventTable.Find(Text("event"), Text("how"));
        var courier = CarrierTable.Find(Text("courier"))?.Code ?? (CourierForm().IsMatch(Text("courier")) ? Text("courier") : null);
        var (agreed, shipment) = (AgreedOf(Text("agreed")), Text("shipment"));
        var error = WaybillProblem(Text("waybill")) is { } waybill ? new LineError("waybill", waybill)
            : courier is null ? new LineError("courier", "a courier's name, or 快递100's code of it, 2 to 20 of a-z and 0-9, such as shunfeng", Short(Text("courier")))
            : row is null ? new LineError(field, rule, Short(Text(field)))
            : !TryTime(Text("at"), out _) ? new LineError("at", "a time with its offset, such as 2026-11-24 10:31:02+08:00, in the years 2000 to 2099", Short(Text("at")))
            : PlaceProblem(Text("place"), row) is { } place ? new LineError("place", place, Short(Text("place")))
            : agreed is null || (!row.IsReceipt && Text("agreed").Length > 0) ? new LineError("agreed", row.IsReceipt ? "yes, no or unknown" : "absent where nothing is received", Short(Text("agreed")))
            : NextProblem(Text("next_courier"), row) is { } next ? new LineError("next_courier", next, Short(Text("next_courier")))
            : shipment.Length > 0 && !(shipment.Length == 2 * Hash256.Size && shipment.All(char.IsAsciiHexDigit)) ? new LineError("shipment", "the Shipment's identity, 64 hex digits", Short(shipment))
            : Text("ref").Length > MaxRef || Text("ref").Any(char.IsControl) ? new LineError("ref", $"at most {MaxRef} characters, none of them a control character")
            : null;
        if (error is not null)
        {
            return (null, error);
        }

        TryTime(Text("at"), out var at);
        return (new Line
        {
            Waybill = Text("waybill"),
            Courier = courier!,
            Event = row!,
            At = at,
            Place = Text("place"),
            Agreed = agreed!.Value,
            NextCourier = Text("next_courier"),
            Shipment = shipment.Length == 0 ? null : Convert.FromHexString(shipment),
            Ref = Text("ref"),
        }, null);
    }

    // As WaybillKey has it; the number itself is never told.
    private static string? WaybillProblem(string number) =>
        WaybillKey.TryGetSubject(new byte[WaybillKey.KeyBytes], "any", number, 2026, out _, out var problem) ? null : problem;

    private static string? PlaceProblem(string place, EventRow row) => place.Length == 0 ? null
        : Gln.TryParse(place, out _, out _) ? (row.IsReceipt ? "a region code: where somebody received a parcel is never said by a numbered place" : null)
        : Region.TryParse(place, out _, out _) ? null
        : row.IsReceipt ? "a region code of GB/T 2260, 6 digits, or of ISO 3166-2" : "a region code of GB/T 2260, 6 digits, or of ISO 3166-2, or a GLN, 13 digits";

    private static string? NextProblem(string next, EventRow row) => next.Length == 0 ? null
        : row.Activity != TransitActivity.TakenOver ? "absent but for taken_over"
        : SubjectKey.TryParse(next, out var subject, out _) && subject.Is(SubjectKind.Party) ? null
        : "a party's subject key, party/uscc/… or party/gln/…";

    private static Agreed? AgreedOf(string text) => text switch
    {
        "yes" => Agreed.Yes,
        "no" => Agreed.No,
        "" or "unknown" => Agreed.Unknown,
        _ => null,
    };

    private static string Short(string text) => text.Length <= MaxCame ? text : text[..MaxCame] + "…";

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex TimeForm();

    [GeneratedRegex("^[a-z0-9]{2,20}$", RegexOptions.CultureInvariant)]
    private static partial Regex CourierForm();
}
