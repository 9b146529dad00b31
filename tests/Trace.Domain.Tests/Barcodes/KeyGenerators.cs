using CsCheck;
using Trace.Domain.Barcodes;

namespace Trace.Domain.Tests.Barcodes;

/// <summary>Generators of valid keys, each built from parts that the standards allow, not by the parser under test.</summary>
internal static class KeyGenerators
{
    public const string Set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    public const string UsccSet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>GTIN-14 digits of companies of GS1 Prefix 690 to 699, any indicator.</summary>
    public static readonly Gen<string> Gtin14 =
        Gen.Select(Digits(1), Digits(10), (indicator, rest) => WithCheckDigit(indicator + "69" + rest));

    public static readonly Gen<string> Sscc18 = Digits(16).Select(d => WithCheckDigit("1" + d));

    public static readonly Gen<string> Gln13 = Digits(11).Select(d => WithCheckDigit("6" + d));

    public static readonly Gen<string> Uscc18 =
        Gen.Char[UsccSet].Array[16].Select(c => "9" + new string(c)).Select(s => s + Uscc.CheckCharacter(s));

    /// <summary>Values of a lot, serial or own code; dots are frequent, because they are what URLs treat specially.</summary>
    public static readonly Gen<string> Value =
        Gen.OneOf(Gen.Char[Set82], Gen.Char["./%"]).Array[1, 20].Select(c => new string(c)).Where(v => v is not ("." or ".."));

    public static readonly Gen<string> PartyKey =
        Gen.OneOf(Uscc18.Select(s => "party/uscc/" + s), Gln13.Select(s => "party/gln/" + s));

    public static readonly Gen<string> ProductKey = Gen.OneOf(
        Gtin14.Select(g => "01/" + g),
        Gen.Select(Gen.OneOf(Uscc18, Gln13), Value, (owner, code) => $"own/{owner}/{Escape(code)}"));

    public static readonly Gen<string> ParcelKey = Gen.Select(
        Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789"].Array[2, 20],
        Gen.Int[1970, 2100],
        Gen.Char["abcdefghijklmnopqrstuvwxyz234567"].Array[25],
        Gen.Char["aeimquy4"],
        (carrier, year, front, last) => $"parcel/{new string(carrier)}/{year}-{new string(front)}{last}");

    /// <summary>One key of any kind.</summary>
    public static readonly Gen<string> AnyKey = Gen.OneOf(
        ProductKey,
        Gen.Select(ProductKey, Value, (product, lot) => $"{product}/10/{Escape(lot)}"),
        Gen.Select(ProductKey, Value, (product, serial) => $"{product}/21/{Escape(serial)}"),
        Sscc18.Select(s => "00/" + s),
        ParcelKey,
        PartyKey,
        Gen.Select(PartyKey, Gen.Char["0123456789abcdef"].Array[64], (party, id) => $"{party}/key/{new string(id)}"),
        Gen.OneOf([.. new[] { "log/genesis", "log/erasures", "log/heads", "log/shards", "log/registry" }.Select(Gen.Const)]));

    public static Gen<string> Digits(int count) => Gen.Char['0', '9'].Array[count].Select(c => new string(c));

    // Written a second time here, naively, so that the one in Domain has something to disagree with.
    public static string WithCheckDigit(string digits)
    {
        int sum = digits.Reverse().Select((c, i) => (c - '0') * (i % 2 == 0 ? 3 : 1)).Sum();
        return digits + (char)('0' + ((10 - (sum % 10)) % 10));
    }

    public static string Escape(string value) => string.Concat(
        value.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c.ToString() : $"%{(int)c:X2}"));
}
