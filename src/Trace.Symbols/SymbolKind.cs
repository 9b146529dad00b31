namespace Trace.Symbols;

/// <summary>The symbols that <see cref="BarcodeWriter"/> makes.</summary>
public enum SymbolKind
{
    /// <summary>A QR Code of a text, such as a GS1 Digital Link; error correction M.</summary>
    QrCode,

    /// <summary>GS1 DataMatrix of an element string.</summary>
    Gs1DataMatrix,

    /// <summary>EAN-13 of a GTIN-13, or of a GTIN-14 that begins with a zero.</summary>
    Ean13,

    /// <summary>EAN-8 of a GTIN-8.</summary>
    Ean8,

    /// <summary>UPC-A of a GTIN-12.</summary>
    UpcA,

    /// <summary>ITF-14 of a GTIN, padded to 14 digits.</summary>
    Itf14,

    /// <summary>GS1-128 of an element string.</summary>
    Gs1128,
}
