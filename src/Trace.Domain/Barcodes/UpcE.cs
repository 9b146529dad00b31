namespace Trace.Domain.Barcodes;

/// <summary>UPC-E: a GTIN-12 with four or five zeros left out (GS1 General Specifications, section 5.2.2.4.2).</summary>
internal static class UpcE
{
    /// <summary>
    /// The GTIN-12 of eight digits that are a UPC-E symbol: number system 0, six digits and the check digit. As an EAN-8 such digits
    /// would be of restricted circulation, so that a shop may mean that; a symbology that says EAN-8 is believed.
    /// </summary>
    /// <returns>Null where they are none.</returns>
    public static string? Expand(string text, string symbology)
    {
        if (text.Length != 8 || text[0] != '0' || symbology == "E4")
        {
            return null;
        }
        string d = text[1..7];
        string body = d[5] switch
        {
            '0' or '1' or '2' => $"{d[..2]}{d[5]}0000{d[2..5]}",
            '3' => $"{d[..3]}00000{d[3..5]}",
            '4' => $"{d[..4]}00000{d[4]}",
            _ => $"{d[..5]}0000{d[5]}",
        };
        string expanded = $"0{body}{text[7]}";
        return Gtin.TryParse(expanded, out _, out _) ? expanded : null;
    }
}
