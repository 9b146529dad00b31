namespace Trace.Domain.Barcodes;

/// <summary>What a subject key names; several together say what a kind of statement may be about.</summary>
[Flags]
public enum SubjectKind
{
    /// <summary>Nothing: no subject has this kind.</summary>
    None = 0,

    /// <summary>A product: <c>01/…</c> or <c>own/…/…</c>.</summary>
    Product = 1,

    /// <summary>A lot of a product: <c>…/10/…</c>.</summary>
    Lot = 2,

    /// <summary>One item of a product: <c>…/21/…</c>.</summary>
    Item = 4,

    /// <summary>A logistic unit with an SSCC: <c>00/…</c>.</summary>
    LogisticUnit = 8,

    /// <summary>A parcel known by a courier's waybill: <c>parcel/…</c>.</summary>
    Waybill = 16,

    /// <summary>A participant: <c>party/…</c>.</summary>
    Party = 32,

    /// <summary>One public key of a participant: <c>party/…/key/…</c>.</summary>
    Key = 64,

    /// <summary>The ledger's own: <c>log/…</c>.</summary>
    Log = 128,

    /// <summary>What the product model calls a parcel, however it is numbered.</summary>
    Parcel = LogisticUnit | Waybill,
}
