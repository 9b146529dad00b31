using System.Diagnostics.CodeAnalysis;
using System.Text;
using Trace.Domain.Barcodes.Syntax;

namespace Trace.Domain.Barcodes;

/// <summary>
/// A GS1 message: Application Identifiers with their values (GS1 General Specifications, section 3), checked against the whole
/// GS1 Barcode Syntax Dictionary and judged as GS1's own Barcode Syntax Engine judges it. Immutable.
/// </summary>
public sealed class ElementString
{
    /// <summary>The most characters of a message, in any of its notations.</summary>
    public const int MaxLength = 8191;

    /// <summary>The most Application Identifiers in a message.</summary>
    public const int MaxElements = 64;

    /// <summary>The most characters that any Application Identifier's value has.</summary>
    internal const int MaxValueLength = 90;

    private const char Fnc1 = '^';
    private const char GroupSeparator = '\x1d';

    private ElementString(IReadOnlyList<Element> elements, int pathLength)
    {
        Elements = elements;
        PathLength = pathLength;
    }

    /// <summary>Identifiers and values, in the order in which they came; equal repeats are kept.</summary>
    public IReadOnlyList<Element> Elements { get; }

    /// <summary>How many of the first elements stood in the path of a Digital Link; 0 where it came from none.</summary>
    internal int PathLength { get; }

    /// <summary>The value of an identifier, or null.</summary>
    /// <param name="identifier">2 to 4 digits.</param>
    public string? this[string identifier] => Elements.FirstOrDefault(element => element.Identifier == identifier).Value;

    /// <summary>
    /// What the message names in the ledger: an item where there is a serial, else a lot, a product, a logistic unit or a party
    /// by (417). Null where it names none of these, or by a GTIN that different companies give to different things.
    /// </summary>
    public SubjectKey? Subject => ElementSubject.Of(this);

    /// <summary>Reads a message.</summary>
    /// <exception cref="FormatException">It is no valid element string; the message states the rule and what came.</exception>
    public static ElementString Parse(string text) =>
        TryParse(text, out var elements, out string? problem) ? elements : throw new FormatException(problem);

    /// <summary>
    /// Reads <c>^0109521111100010</c>, in which <c>^</c> or the character 29 (GS) stands for FNC1, or
    /// <c>(01)09521111100010</c>, in which <c>\(</c> stands for a bracket of the value.
    /// </summary>
    /// <param name="text">At most <see cref="MaxLength"/> characters. A <c>|</c> may part the linear from the two-dimensional component of a composite symbol.</param>
    /// <param name="elements">The message, where the answer is true.</param>
    /// <param name="problem">Otherwise a sentence that states the rule and what came.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ElementString? elements, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = new List<Element>();
        problem = text.Length > MaxLength ? $"text of {text.Length} characters: must have at most {MaxLength}" : null;
        foreach (string part in problem is null ? text.Split('|', 2) : [])
        {
            problem ??= part switch
            {
                ['(', ..] => BracketedProblem(part, read),
                [Fnc1 or GroupSeparator, ..] => UnbracketedProblem(part.AsSpan(1), read),
                _ => $"text {Quoted.Of(text)}: must begin with ^ for FNC1, as in ^0109521111100010, or with a bracket, as in (01)09521111100010",
            };
        }
        return TryCreate(read, 0, problem, out elements, out problem);
    }

    /// <summary>Makes a message.</summary>
    /// <param name="elements">1 to <see cref="MaxElements"/> identifiers with their values.</param>
    /// <exception cref="FormatException">An identifier is unknown, a value is not of its form, or an association is broken.</exception>
    public static ElementString Create(params IEnumerable<Element> elements)
    {
        var list = elements.ToList();
        string? wrong = list.Select(element => BarcodeSyntax.Find(element.Identifier) is { } entry
            ? entry.Problem(element.Value)
            : UnknownProblem(element.Identifier)).FirstOrDefault(problem => problem is not null);
        return TryCreate(list, 0, wrong, out var made, out string? problem) ? made : throw new FormatException(problem);
    }

    /// <summary>Without brackets; <c>^</c> stands for FNC1, first and after each value that has no predefined length and is not the last.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        bool separate = true;
        foreach (var element in Elements)
        {
            if (separate)
            {
                text.Append(Fnc1);
            }
            text.Append(element.Identifier).Append(element.Value);
            separate = !BarcodeSyntax.Find(element.Identifier)!.PredefinedLength;
        }
        return text.ToString();
    }

    /// <summary>With brackets, <c>(01)09521111100010(10)A</c>; a bracket of a value is written <c>\(</c>.</summary>
    public string ToBracketed() =>
        string.Concat(Elements.Select(element => $"({element.Identifier}){element.Value.Replace("(", "\\(", StringComparison.Ordinal)}"));

    /// <summary>Judges a message whose values are good by themselves.</summary>
    internal static bool TryCreate(IReadOnlyList<Element> elements, int pathLength, string? wrong, [NotNullWhen(true)] out ElementString? made, [NotNullWhen(false)] out string? problem)
    {
        problem = wrong ?? (elements.Count == 0 ? "element string: must have an Application Identifier" : null)
            ?? (elements.Count > MaxElements ? $"element string: must have at most {MaxElements} Application Identifiers" : null)
            ?? Associations.Problem(elements);
        made = problem is null ? new ElementString(elements, pathLength) : null;
        return problem is null;
    }

    internal static string UnknownProblem(ReadOnlySpan<char> identifier) => $"({identifier[..Math.Min(identifier.Length, 8)]}): is no GS1 Application Identifier";

    private static string? UnbracketedProblem(ReadOnlySpan<char> text, List<Element> read)
    {
        if (text.IsEmpty)
        {
            return "element string: must have an Application Identifier after FNC1";
        }
        while (!text.IsEmpty && read.Count <= MaxElements)
        {
            if (BarcodeSyntax.AtStartOf(text) is not { } entry)
            {
                return $"{Quoted.Of(text[..Math.Min(text.Length, 8)])}: does not begin with a GS1 Application Identifier";
            }
            text = text[entry.Code.Length..];
            int end = text.IndexOfAny(Fnc1, GroupSeparator);
            int reach = end < 0 ? text.Length : end;
            var value = text[..(entry.PredefinedLength ? Math.Min(entry.MaxLength, reach) : reach)];
            if (entry.ComponentProblem(value, out int length) is { } problem)
            {
                return problem;
            }
            read.Add(new Element(entry.Code, value[..length].ToString()));
            text = text[length..];
            bool separated = !text.IsEmpty && text[0] is Fnc1 or GroupSeparator;
            if (!separated && !text.IsEmpty && !entry.PredefinedLength)
            {
                return $"({entry.Code}) {Quoted.Of(value)}: must have at most {entry.MaxLength} characters before FNC1, has {value.Length}";
            }
            text = separated ? text[1..] : text;
        }
        return null;
    }

    private static string? BracketedProblem(string text, List<Element> read)
    {
        for (int at = 0; at < text.Length && read.Count <= MaxElements;)
        {
            int close = text[at] == '(' ? text.IndexOf(')', at) : -1;
            if (close < 0)
            {
                return $"text {Quoted.Of(text.AsSpan(at))}: must be an Application Identifier in brackets, as in (01)";
            }
            var code = text.AsSpan(at + 1, close - at - 1);
            if (BarcodeSyntax.Find(code) is not { } entry)
            {
                return UnknownProblem(code);
            }
            at = EndOfValue(text, close + 1);
            string value = text[(close + 1)..at].Replace("\\(", "(", StringComparison.Ordinal);
            if (entry.Problem(value) is { } problem)
            {
                return problem;
            }
            read.Add(new Element(entry.Code, value));
        }
        return null;
    }

    // The next bracket that no backslash stands before.
    private static int EndOfValue(string text, int start)
    {
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == '(' && (i == start || text[i - 1] != '\\'))
            {
                return i;
            }
        }
        return text.Length;
    }
}
