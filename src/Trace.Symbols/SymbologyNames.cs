namespace Trace.Symbols;

/// <summary>Symbologies as their standards call them.</summary>
public static class SymbologyNames
{
    /// <summary>The name of what was read, such as <c>EAN-13</c>, <c>GS1-128</c>, <c>GS1 DataMatrix</c>, <c>QR Code</c>.</summary>
    public static string Of(BarcodeRead read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return (read.Symbology, read.Identifier) switch
        {
            ("Code128", "]C1") => "GS1-128",
            ("DataMatrix", "]d2" or "]d5") => "GS1 DataMatrix",
            ("QRCode" or "QRCodeModel2", "]Q3") => "GS1 QR Code",
            ("EAN13" or "ISBN", _) => "EAN-13",
            ("EAN8", _) => "EAN-8",
            ("UPCA", _) => "UPC-A",
            ("UPCE", _) => "UPC-E",
            ("Code128", _) => "Code 128",
            ("Code39" or "Code39Std" or "Code39Ext", _) => "Code 39",
            ("Code93", _) => "Code 93",
            ("ITF14", _) => "ITF-14",
            ("DataMatrix", _) => "Data Matrix",
            ("QRCode" or "QRCodeModel1" or "QRCodeModel2", _) => "QR Code",
            ("MicroQRCode", _) => "Micro QR Code",
            _ => read.Symbology,
        };
    }
}
