namespace Trace.Domain.Barcodes;

/// <summary>What a scan is.</summary>
public enum ScanKind
{
    /// <summary>Nothing that Trace knows; the sentence says why.</summary>
    Nothing,

    /// <summary>A product, by its GTIN or a party's own numbering.</summary>
    Product,

    /// <summary>A lot of a product.</summary>
    Lot,

    /// <summary>One item, by its serial.</summary>
    Item,

    /// <summary>A logistic unit, by its SSCC.</summary>
    Parcel,

    /// <summary>A participant, by its GLN.</summary>
    Party,

    /// <summary>The code of a claim insert: a secret.</summary>
    Claim,

    /// <summary>A courier's waybill; its parcel key needs the ledger's key of the year.</summary>
    Waybill,
}
