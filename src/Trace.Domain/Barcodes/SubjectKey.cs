using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Trace.Domain.Barcodes;

/// <summary>
/// What a history is about, as a path in the manner of GS1 Digital Link without a host, with one spelling only (wire
/// format, section 7). Two keys are equal where their spellings are.
/// </summary>
/// <remarks>Immutable. The parts are cut out of <see cref="Value"/> when they are asked for, not before.</remarks>
public sealed class SubjectKey : IEquatable<SubjectKey>
{
    /// <summary>The most characters a key has.</summary>
    public const int MaxLength = SubjectKeyGrammar.MaxLength;

    /// <summary><c>log/genesis</c>: entry 0.</summary>
    public static readonly SubjectKey Genesis = Parse("log/genesis");

    /// <summary><c>log/erasures</c>: what was erased, and on what ground.</summary>
    public static readonly SubjectKey Erasures = Parse("log/erasures");

    /// <summary><c>log/heads</c>: kept for the map of newest entries.</summary>
    public static readonly SubjectKey Heads = Parse("log/heads");

    /// <summary><c>log/shards</c>: kept for the ledger's further logs.</summary>
    public static readonly SubjectKey Shards = Parse("log/shards");

    /// <summary><c>log/registry</c>: kept for the registry.</summary>
    public static readonly SubjectKey Registry = Parse("log/registry");

    private readonly int _stem;

    private SubjectKey(string value, SubjectKeyGrammar.Shape shape)
    {
        Value = value;
        Kind = shape.Kind;
        _stem = shape.Stem;
    }

    /// <summary>The key, at most 160 ASCII characters, of which none is changed by what reads or normalises a URL's path.</summary>
    public string Value { get; }

    /// <summary>What it names: exactly one flag.</summary>
    public SubjectKind Kind { get; }

    /// <summary>The GTIN of a product, lot or item that has one.</summary>
    public Gtin? Gtin => IsOfProduct && !IsOwn ? Barcodes.Gtin.Parse(Value.AsSpan(3.._stem)) : null;

    /// <summary>The owner's code, decoded, of a product without GTIN, or of its lot or item.</summary>
    public string? OwnCode => IsOwn ? Gs1Text.Decode("code", Value.AsSpan((OwnerEnd + 1).._stem)) : null;

    /// <summary>The party whose own code the product has.</summary>
    public SubjectKey? Owner => !IsOwn ? null : Parse(
        (OwnerEnd - 4 == Uscc.Length ? SubjectKeyGrammar.PartyByUscc : SubjectKeyGrammar.PartyByGln) + Value[4..OwnerEnd]);

    /// <summary>The product of a lot or item; a product itself.</summary>
    public SubjectKey? Product => IsOfProduct ? Stem(SubjectKind.Product) : null;

    /// <summary>The lot, decoded, where this is one.</summary>
    public string? Lot =>
        Kind == SubjectKind.Lot ? Gs1Text.Decode("lot", Value.AsSpan(_stem + SubjectKeyGrammar.LotMark.Length)) : null;

    /// <summary>The serial, decoded, where this is an item.</summary>
    public string? Serial =>
        Kind == SubjectKind.Item ? Gs1Text.Decode("serial", Value.AsSpan(_stem + SubjectKeyGrammar.SerialMark.Length)) : null;

    /// <summary>The party whose key this is; a party itself.</summary>
    public SubjectKey? Party => Is(SubjectKind.Party | SubjectKind.Key) ? Stem(SubjectKind.Party) : null;

    /// <summary>The id of a public key, 64 lower-case hex digits, where this is a party's key.</summary>
    public string? KeyId => Kind == SubjectKind.Key ? Value[(_stem + SubjectKeyGrammar.KeyMark.Length)..] : null;

    /// <summary>快递100's code of the courier whose waybill this is.</summary>
    public string? Carrier => Kind == SubjectKind.Waybill ? Value["parcel/".Length..SlashOfYear] : null;

    /// <summary>The year, UTC+8, under whose key the waybill's number is hidden.</summary>
    public int? Year => Kind == SubjectKind.Waybill
        ? int.Parse(Value.AsSpan(SlashOfYear + 1, 4), NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    private bool IsOfProduct => Is(SubjectKind.Product | SubjectKind.Lot | SubjectKind.Item);

    private bool IsOwn => Value[0] == 'o';

    private int OwnerEnd => SubjectKeyGrammar.EndOfPart(Value, 4);

    private int SlashOfYear => Value.LastIndexOf('/');

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">The text is no key; the message states the rule and what came.</exception>
    public static SubjectKey Parse(string text) =>
        TryParse(text, out var key, out string? problem) ? key : throw new FormatException(problem);

    /// <summary>Reads a key, which must be in its one spelling; nothing is trimmed, padded, unescaped or changed in case.</summary>
    /// <param name="text">The key without a leading slash.</param>
    /// <param name="key">The key, where the answer is true; its <see cref="Value"/> is <paramref name="text"/>.</param>
    /// <param name="problem">Otherwise one sentence that states the rule and what came.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SubjectKey? key, [NotNullWhen(false)] out string? problem)
    {
        problem = SubjectKeyGrammar.Read(text ?? "", out var shape);
        key = problem is null ? new SubjectKey(text!, shape) : null;
        return problem is null;
    }

    /// <summary><c>01/&lt;GTIN-14&gt;</c>.</summary>
    /// <exception cref="ArgumentException">It is <c>default</c>.</exception>
    public static SubjectKey ForProduct(Gtin gtin) => Make(gtin.IsSet, nameof(gtin), "01/", gtin.ToString());

    /// <summary><c>own/&lt;USCC or GLN&gt;/&lt;code&gt;</c>: a product of a party's own numbering.</summary>
    /// <param name="owner">A party.</param>
    /// <param name="code">1 to 20 characters of GS1 set 82, not escaped.</param>
    /// <exception cref="ArgumentException"><paramref name="owner"/> is no party.</exception>
    /// <exception cref="FormatException"><paramref name="code"/> is no value of set 82.</exception>
    public static SubjectKey ForOwnProduct(SubjectKey owner, string code)
    {
        ArgumentNullException.ThrowIfNull(owner);
        string id = owner.Value[(owner.Value.LastIndexOf('/') + 1)..];
        return Make(owner.Is(SubjectKind.Party), nameof(owner), "own/", id + "/" + Gs1Text.Encode("code", code));
    }

    /// <summary><c>&lt;product&gt;/10/&lt;lot&gt;</c>.</summary>
    /// <param name="product">A product, with GTIN or without.</param>
    /// <param name="lot">1 to 20 characters of GS1 set 82, not escaped.</param>
    /// <exception cref="ArgumentException"><paramref name="product"/> is no product.</exception>
    /// <exception cref="FormatException"><paramref name="lot"/> is no value of set 82.</exception>
    public static SubjectKey ForLot(SubjectKey product, string lot)
    {
        ArgumentNullException.ThrowIfNull(product);
        return Make(product.Is(SubjectKind.Product), nameof(product), product.Value, SubjectKeyGrammar.LotMark + Gs1Text.Encode("lot", lot));
    }

    /// <summary><c>&lt;product&gt;/21/&lt;serial&gt;</c>.</summary>
    /// <param name="product">A product, with GTIN or without.</param>
    /// <param name="serial">1 to 20 characters of GS1 set 82, not escaped.</param>
    /// <exception cref="ArgumentException"><paramref name="product"/> is no product.</exception>
    /// <exception cref="FormatException"><paramref name="serial"/> is no value of set 82.</exception>
    public static SubjectKey ForItem(SubjectKey product, string serial)
    {
        ArgumentNullException.ThrowIfNull(product);
        return Make(product.Is(SubjectKind.Product), nameof(product), product.Value, SubjectKeyGrammar.SerialMark + Gs1Text.Encode("serial", serial));
    }

    /// <summary><c>00/&lt;SSCC-18&gt;</c>.</summary>
    /// <exception cref="ArgumentException">It is <c>default</c>.</exception>
    public static SubjectKey ForLogisticUnit(Sscc sscc) => Make(sscc.IsSet, nameof(sscc), "00/", sscc.ToString());

    /// <summary><c>party/uscc/&lt;18&gt;</c>.</summary>
    /// <exception cref="ArgumentException">It is <c>default</c>.</exception>
    public static SubjectKey ForParty(Uscc uscc) => Make(uscc.IsSet, nameof(uscc), SubjectKeyGrammar.PartyByUscc, uscc.ToString());

    /// <summary><c>party/gln/&lt;13&gt;</c>.</summary>
    /// <exception cref="ArgumentException">It is <c>default</c>.</exception>
    public static SubjectKey ForParty(Gln gln) => Make(gln.IsSet, nameof(gln), SubjectKeyGrammar.PartyByGln, gln.ToString());

    /// <summary><c>&lt;party&gt;/key/&lt;key id&gt;</c>.</summary>
    /// <param name="party">A party.</param>
    /// <param name="keyId">32 bytes (wire format, section 1).</param>
    /// <exception cref="ArgumentException"><paramref name="party"/> is no party, or the id has not 32 bytes.</exception>
    public static SubjectKey ForKey(SubjectKey party, ReadOnlySpan<byte> keyId)
    {
        ArgumentNullException.ThrowIfNull(party);
        if (keyId.Length != 32)
        {
            throw new ArgumentException($"key id of {keyId.Length} bytes: must have 32", nameof(keyId));
        }
        return Make(party.Is(SubjectKind.Party), nameof(party), party.Value, SubjectKeyGrammar.KeyMark + Convert.ToHexStringLower(keyId));
    }

    /// <summary>Whether this is <paramref name="ancestor"/> or lies below it, as an item or lot does below its product and a key below its party.</summary>
    public bool IsAtOrUnder(SubjectKey ancestor)
    {
        ArgumentNullException.ThrowIfNull(ancestor);
        // Without the look at the slash, own code A1 would lie under own code A.
        return Value.StartsWith(ancestor.Value, StringComparison.Ordinal)
            && (Value.Length == ancestor.Value.Length || Value[ancestor.Value.Length] == '/');
    }

    /// <summary>Whether its kind is one of <paramref name="kinds"/>.</summary>
    public bool Is(SubjectKind kinds) => (Kind & kinds) != 0;

    /// <inheritdoc/>
    public bool Equals(SubjectKey? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SubjectKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether both are the same key, or both null.</summary>
    public static bool operator ==(SubjectKey? left, SubjectKey? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they are different keys.</summary>
    public static bool operator !=(SubjectKey? left, SubjectKey? right) => !(left == right);

    /// <summary>The key, <see cref="Value"/>.</summary>
    public override string ToString() => Value;

    private static SubjectKey Make(bool allowed, string argument, string front, string back) =>
        allowed ? Parse(front + back) : throw new ArgumentException($"{argument} {Quoted.Of(front + back)}: names nothing that such a key is of", argument);

    // What stands in front of a good key's /10/, /21/ or /key/ is itself a good key, and is not read again.
    private SubjectKey Stem(SubjectKind kind) =>
        Kind == kind ? this : new SubjectKey(Value[.._stem], new SubjectKeyGrammar.Shape(kind, _stem));
}
