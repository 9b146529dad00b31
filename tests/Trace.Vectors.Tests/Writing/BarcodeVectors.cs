using System.Text.Json.Nodes;
using Trace.Domain.Barcodes;
using Trace.Domain.Barcodes.Carriers;
using Trace.Testing;

namespace Trace.Vectors.Tests.Writing;

/// <summary>
/// Texts that are GS1 data or not, with every line of the syntax dictionary among them, and scans of all kinds. <c>barcodes.txt</c> holds
/// the texts, a line each: of each line of the dictionary one that GS1's own engine takes, and of most one that it refuses.
/// </summary>
internal static class BarcodeVectors
{
    private static readonly string[] ScanTexts =
    [
        "6 901234 567892", "(01) 09521111100010 (21) S1", "]d2011697294965952021fh", "011697294965952021fh", "\u0002\u3000]E0\u20286901234567892\u0085", "\u001d010952111110001010L1\u001d21S1\r", "\u017fF1234567890123", "JD\u013112345678901",
        "6901234567892\r\n", "]E06901234567892", "]E496385074", "96385074", "01234565", "]X001234565", "036000291452", "]I116901234567899", "16901234567899", "６９０１２３４５６７８９２", "\u00026901234567892\u0003", "6901234567893", "]E06901234567893",
        "2000000000008", "4312345678902", "]E04312345678902", "]C04312345678902", "4312345678904", "https://trace.example/01/09521111100010/21/S1", "Https://trace.example/01/09521111100010/21/S1", "https://trace.example/01/6901234567892?x=1",
        "]d2010952111110001010L1\u001d21S1", "]d2010952111110001010L1<GS>21S1", "010952111110001010L1{GS}21S1\t", "010952111110001010L1\\x1d21S1", "010952111110001010L1\u241d21S1", "^010952111110001010L1^21S1", "010952111110001021S1", "010952111110001010L1", "010952111110001010L121S1",
        "0109521111100010", "0109521111100010172601011123", "(01)09521111100010(21)S1", "]C1010952111110001010L1", "]C100106141412345678908", "00106141412345678908", "]C14179521111100003", "]C18004952111110000012", "]C101095211111000100",
        "https://trace.example/own/9521111100003/TEA/21/S1", "https://trace.example/own/9521111100003/TEA/10/L%2F1", "https://trace.example/own/9521111100003/TEA/10/L/1", "http://www.example.cn/gtin/06901234567892/bat/Q4D593/ser/32a", "http://www.example.cn/gtin/06901234567892/ser/%E8%8C%B6",
        "http://2dcode.org/0106901234567892OXjVB3", "https://q.example.cn/010690123456789210L1", "https://q.example.cn/010690123456789210L121S1", "https://shop.example.cn/p?ean=6901234567892&from=qr", "https://shop.example.cn/6901234567892?other=6921168509256", "https://example.com/%zz/", "https://example.com",
        "wxp://f2f0abc", "", "\r\n", " ", "\u001d", "]C1", "]d2<GS>", "hello", "茶", "SF1234567890123", "sf1234567890123\r", "SF123456789012", "YT8801234567890", "JT3001234567890", "JDVB12345678901", "JDVB12345678901-1-1-", "JD12", "DPK364123456789", "EE123456785CN", "EE123456784CN", "RB123456785CN",
        "78501234567894", "773012345678901", "9812345678903", "]C075123456789012", "761234567890", "751234567890", "1Z999AA10123456784", "800123456789012345", "K7Q2M9XW4T0HV3Y8ZBN5", "K7Q2M-9XW4T", "01234567890123456789",
        "K7Q2M9XW4T0HV3Y8ZBNH", "https://trace.example/claim#K7Q2M9XW4T0HV3Y8ZBNH", "https://trace.example/claim#K7Q2M-9XW4T-0HV3Y-8ZBNH", " k7q2m-9xw4t-ohv3y-8zbnh\r\n", "https://trace.example/claim?code=K7Q2M9XW4T0HV3Y8ZBNH",
    ];

    public static VectorFile Barcodes() => new VectorFile("barcodes", "GS1 element strings, Digital Links and keys (GS1 General Specifications; GS1 Digital Link Standard: URI Syntax 1.6), judged by the GS1 Barcode Syntax Dictionary. elementString has ^ for FNC1.")
        .With("texts", File.ReadLines(CommittedFile.PathOf("tests/Trace.Vectors.Tests/Writing/barcodes.txt")).Select(Text));

    public static VectorFile Scans() => new VectorFile("scans", "What a scan means: with or without symbology identifier, as keyboard wedges give it, product codes of GB/T 33993, waybills by the forms of couriers' numbers. A product may have couriers too: somebody chooses.")
        .With("scans", ScanTexts.Select(ScanOf))
        .With("couriers", ["顺丰", "中通快递", " yto ", "j&t express", "邮政快递包裹", "jd", "debangkuaidi", "EMS", "nobody", ""], Courier);

    private static VectorFile With(this VectorFile file, string group, string[] texts, Func<string, JsonObject> of) => file.With(group, texts.Select(of));

    private static JsonObject Text(string text)
    {
        var barcode = Barcode.Read(text);
        var vector = new JsonObject { ["name"] = text, ["text"] = text, ["verdict"] = barcode.Valid ? VectorFile.Valid : "MALFORMED" };
        return barcode.Valid
            ? Add(vector, ("elementString", barcode.ElementString), ("digitalLink", barcode.DigitalLink), ("subject", barcode.Subject?.Value), ("lot", barcode.Lot))
            : vector;
    }

    private static JsonObject ScanOf(string text)
    {
        var scan = Scan.Read(text);
        var vector = new JsonObject { ["name"] = Uri.EscapeDataString(text), ["text"] = text, ["verdict"] = scan.Kind.ToString().ToLowerInvariant() };
        return Add(
            vector,
            ("subject", scan.Subject?.Value),
            ("lot", scan.Lot),
            ("elementString", scan.Elements?.ToString()),
            ("number", scan.Number),
            ("couriers", scan.Carriers.Count == 0 ? null : string.Join(' ', scan.Carriers.Select(carrier => carrier.Code))),
            ("claim", scan.Claim?.Text));
    }

    private static JsonObject Courier(string name) =>
        Add(new JsonObject { ["name"] = $"courier {name}", ["text"] = name, ["verdict"] = CarrierTable.Find(name) is null ? "NOT_FOUND" : VectorFile.Valid }, ("code", CarrierTable.Find(name)?.Code));

    private static JsonObject Add(JsonObject vector, params (string Name, string? Value)[] members)
    {
        foreach (var (name, value) in members.Where(member => member.Value is not null))
        {
            vector[name] = value;
        }

        return vector;
    }
}
