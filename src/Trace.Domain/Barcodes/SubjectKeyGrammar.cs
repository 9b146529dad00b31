using System.Buffers;

namespace Trace.Domain.Barcodes;

/// <summary>
/// The grammar of subject keys (wire format, section 7). Runs for every statement that arrives: spans over the key as it
/// came, and nothing is allocated where the key is good.
/// </summary>
internal static class SubjectKeyGrammar
{
    public const int MaxLength = 160;
    public const string PartyByUscc = "party/uscc/";
    public const string PartyByGln = "party/gln/";
    public const string KeyMark = "/key/";
    public const string LotMark = "/10/";
    public const string SerialMark = "/21/";

    private const int GtinLength = 14;
    private const int KeyIdLength = 64;

    // 16 bytes.
    private const int WaybillLength = 26;
    private static readonly SearchValues<char> s_lowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>What a key is made of.</summary>
    /// <param name="Kind">What it names.</param>
    /// <param name="Stem">How many characters the product's or the party's key takes up at the front, where there is one; else all.</param>
    public readonly record struct Shape(SubjectKind Kind, int Stem);

    /// <summary>Reads a key and returns what is wrong with it, or null.</summary>
    public static string? Read(string text, out Shape shape)
    {
        shape = default;
        if (text.Length > MaxLength)
        {
            return $"subject {Quoted.Of(text)}: must have at most {MaxLength} characters, has {text.Length}";
        }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return text.AsSpan(0, Math.Max(slash, 0)) switch
        {
            "01" => ReadGtinProduct(text, out shape),
            "own" => ReadOwnProduct(text, out shape),
            "00" => ReadLogisticUnit(text, out shape),
            "parcel" => ReadWaybill(text, out shape),
            "party" => ReadParty(text, out shape),
            "log" => ReadLog(text, out shape),
            _ => $"subject {Quoted.Of(text)}: must begin with 01/, own/, 00/, parcel/, party/ or log/",
        };
    }

    /// <summary>Where the part that starts at <paramref name="start"/> ends: at the next slash, or at the end.</summary>
    public static int EndOfPart(string text, int start)
    {
        int slash = text.IndexOf('/', start);
        return slash < 0 ? text.Length : slash;
    }

    /// <summary>What keeps a text from being a courier's code of 快递100, or null.</summary>
    public static string? CarrierProblem(ReadOnlySpan<char> carrier)
    {
        foreach (char c in carrier)
        {
            if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterLower(c))
            {
                return $"carrier {Quoted.Of(carrier)}: must consist of a to z and 0 to 9";
            }
        }
        return carrier.Length is >= 2 and <= 20
            ? null
            : $"carrier {Quoted.Of(carrier)}: must have 2 to 20 characters, has {carrier.Length}";
    }

    private static string? ReadGtinProduct(string text, out Shape shape)
    {
        int stem = EndOfPart(text, 3);
        shape = default;
        var gtin = text.AsSpan(3..stem);
        // The shorter forms are the same number, and a subject has one spelling.
        if (gtin.Length != GtinLength)
        {
            return $"gtin {Quoted.Of(gtin)}: must have {GtinLength} digits in a subject key, has {gtin.Length} characters";
        }
        return Gtin.TryParse(gtin, out _, out string? problem) ? ReadLotOrItem(text, stem, out shape) : problem;
    }

    private static string? ReadOwnProduct(string text, out Shape shape)
    {
        shape = default;
        int ownerEnd = EndOfPart(text, 4);
        var owner = text.AsSpan(4..ownerEnd);
        string? problem = owner.Length switch
        {
            Uscc.Length => Uscc.Problem(owner),
            Gln.Length => Gln.TryParse(owner, out _, out string? wrong) ? null : wrong,
            _ => $"subject {Quoted.Of(text)}: after own/ must come a USCC of {Uscc.Length} or a GLN of {Gln.Length} characters, came {owner.Length}",
        };
        if (problem is not null)
        {
            return problem;
        }
        if (ownerEnd == text.Length)
        {
            return $"subject {Quoted.Of(text)}: after the owner must come / and the owner's code of the product";
        }
        int stem = EndOfPart(text, ownerEnd + 1);
        return Gs1Text.EncodedProblem("code", text.AsSpan((ownerEnd + 1)..stem)) ?? ReadLotOrItem(text, stem, out shape);
    }

    private static string? ReadLotOrItem(string text, int stem, out Shape shape)
    {
        var rest = text.AsSpan(stem);
        var kind = rest.IsEmpty ? SubjectKind.Product
            : rest.StartsWith(LotMark, StringComparison.Ordinal) ? SubjectKind.Lot
            : rest.StartsWith(SerialMark, StringComparison.Ordinal) ? SubjectKind.Item
            : SubjectKind.None;
        shape = new Shape(kind, stem);
        if (kind == SubjectKind.Product)
        {
            return null;
        }
        if (kind == SubjectKind.None)
        {
            return $"subject {Quoted.Of(text)}: after the product must come /10/<lot>, /21/<serial> or nothing";
        }
        var value = rest[LotMark.Length..];
        return value.Contains('/')
            ? $"subject {Quoted.Of(text)}: must end after one lot or one serial; an item is named by its serial alone"
            : Gs1Text.EncodedProblem(kind == SubjectKind.Lot ? "lot" : "serial", value);
    }

    private static string? ReadLogisticUnit(string text, out Shape shape)
    {
        shape = new Shape(SubjectKind.LogisticUnit, text.Length);
        return Sscc.TryParse(text.AsSpan(3), out _, out string? problem) ? null : problem;
    }

    private static string? ReadWaybill(string text, out Shape shape)
    {
        shape = new Shape(SubjectKind.Waybill, text.Length);
        int carrierEnd = EndOfPart(text, 7);
        if (CarrierProblem(text.AsSpan(7..carrierEnd)) is { } problem)
        {
            return problem;
        }
        var rest = text.AsSpan(Math.Min(carrierEnd + 1, text.Length));
        if (rest.Length != 5 + WaybillLength || rest[4] != '-' || rest[..4].ContainsAnyExceptInRange('0', '9'))
        {
            return $"subject {Quoted.Of(text)}: after the carrier must come / and a year of four digits, a hyphen and {WaybillLength} characters";
        }
        return Base32.TryDecode(rest[5..], stackalloc byte[16])
            ? null
            : $"subject {Quoted.Of(text)}: the {WaybillLength} characters must be base32 of a to z and 2 to 7 whose unused bits are zero";
    }

    private static string? ReadParty(string text, out Shape shape)
    {
        shape = default;
        bool byUscc = text.StartsWith(PartyByUscc, StringComparison.Ordinal);
        if (!byUscc && !text.StartsWith(PartyByGln, StringComparison.Ordinal))
        {
            return $"subject {Quoted.Of(text)}: after party/ must come uscc/ or gln/";
        }
        int start = byUscc ? PartyByUscc.Length : PartyByGln.Length;
        int stem = EndOfPart(text, start);
        var id = text.AsSpan(start..stem);
        string? problem = byUscc ? Uscc.Problem(id) : Gln.TryParse(id, out _, out string? wrong) ? null : wrong;
        if (problem is not null)
        {
            return problem;
        }

        var rest = text.AsSpan(stem);
        shape = new Shape(rest.IsEmpty ? SubjectKind.Party : SubjectKind.Key, stem);
        if (rest.IsEmpty)
        {
            return null;
        }
        if (!rest.StartsWith(KeyMark, StringComparison.Ordinal))
        {
            return $"subject {Quoted.Of(text)}: after the party must come /key/<key id> or nothing";
        }
        var keyId = rest[KeyMark.Length..];
        return keyId.Length == KeyIdLength && !keyId.ContainsAnyExcept(s_lowerHex)
            ? null
            : $"key id {Quoted.Of(keyId)}: must be {KeyIdLength} lower-case hex digits";
    }

    private static string? ReadLog(string text, out Shape shape)
    {
        shape = new Shape(SubjectKind.Log, text.Length);
        return text.AsSpan(4) is "genesis" or "erasures" or "heads" or "shards" or "registry"
            ? null
            : $"subject {Quoted.Of(text)}: must be log/genesis, log/erasures, log/heads, log/shards or log/registry";
    }
}
