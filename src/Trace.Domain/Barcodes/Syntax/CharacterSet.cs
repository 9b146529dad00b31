using System.Buffers;

namespace Trace.Domain.Barcodes.Syntax;

/// <summary>What a component of an element string is written in (GS1 General Specifications, section 7.11).</summary>
internal sealed class CharacterSet
{
    private const string Digits = "0123456789";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>N: digits.</summary>
    public static readonly CharacterSet Numeric = new("a digit", Digits);

    /// <summary>X: GS1 AI encodable character set 82.</summary>
    public static readonly CharacterSet Set82 = new("of GS1 character set 82", Digits + Upper + Lower + "!\"%&'()*+,-./:;<=>?_");

    /// <summary>Y: GS1 AI encodable character set 39.</summary>
    public static readonly CharacterSet Set39 = new("of GS1 character set 39", Digits + Upper + "#-/");

    /// <summary>Z: file-safe URI-safe base64, padded with at most two equals signs.</summary>
    public static readonly CharacterSet Set64 = new("of GS1 character set 64", Digits + Upper + Lower + "-_");

    private readonly SearchValues<char> _characters;
    private readonly string _rule;

    private CharacterSet(string rule, string characters)
    {
        _rule = rule;
        _characters = SearchValues.Create(characters);
    }

    /// <summary>The set that the dictionary names by one letter.</summary>
    public static CharacterSet Of(char letter) => letter switch
    {
        'N' => Numeric,
        'X' => Set82,
        'Y' => Set39,
        'Z' => Set64,
        _ => throw new FormatException($"the syntax dictionary names a character set {Quoted.Of([letter])}, must be N, X, Y or Z"),
    };

    /// <summary>What keeps a component from being of this set, or null.</summary>
    public string? Problem(ReadOnlySpan<char> value)
    {
        var body = value;
        if (this == Set64)
        {
            body = value.TrimEnd('=');
            int pads = value.Length - body.Length;
            // Lengths are what GS1's own check asks for.
            if (pads > 2 || (pads > 0 && value.Length % 3 != 0))
            {
                return $"ends in {pads} equals signs, must be padded as base64 is";
            }
        }
        int bad = body.IndexOfAnyExcept(_characters);
        return bad < 0 ? null : $"character {bad + 1} is {Quoted.Of(value.Slice(bad, 1))}, must be {_rule}";
    }
}
