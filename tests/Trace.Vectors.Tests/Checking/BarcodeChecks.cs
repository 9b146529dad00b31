using System.Text.Json.Nodes;
using Trace.Domain.Barcodes;
using Trace.Domain.Barcodes.Carriers;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class BarcodeChecks
{
    public static string Texts(JsonObject vector)
    {
        var barcode = Barcode.Read(vector.Text("text"));
        Assert.Equal(
            (Optional(vector, "elementString"), Optional(vector, "digitalLink"), Optional(vector, "subject")),
            (barcode.ElementString, barcode.DigitalLink, barcode.Subject?.Value));
        return Checks.Verdict(barcode.Valid, "MALFORMED");
    }

    public static string Scans(JsonObject vector)
    {
        var scan = Scan.Read(vector.Text("text"));
        Assert.Equal(
            (Optional(vector, "subject"), Optional(vector, "lot"), Optional(vector, "number"), Optional(vector, "claim"), Optional(vector, "couriers") ?? ""),
            (scan.Subject?.Value, scan.Lot, scan.Number, scan.Claim?.Text, string.Join(' ', scan.Carriers.Select(carrier => carrier.Code))));
        return scan.Kind.ToString().ToLowerInvariant();
    }

    public static string Couriers(JsonObject vector)
    {
        Assert.Equal(Optional(vector, "code"), CarrierTable.Find(vector.Text("text"))?.Code);
        return Checks.Verdict(vector.ContainsKey("code"), "NOT_FOUND");
    }

    private static string? Optional(JsonObject vector, string name) => vector[name]?.GetValue<string>();
}
