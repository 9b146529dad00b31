using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Trace.Domain.Barcodes.Syntax;

namespace Trace.Domain.Barcodes;

/// <summary>
/// GS1 Digital Link URIs, uncompressed (GS1 Digital Link Standard: URI Syntax 1.6): any domain and any path in front, then a
/// primary key with its qualifiers in the standard's order, then data attributes in the query.
/// </summary>
public static class DigitalLink
{
    /// <summary>What stands in front of the canonical form.</summary>
    public const string CanonicalStem = "https://id.gs1.org";

    private static readonly SearchValues<char> s_unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>Whether a text is a web address, which may be a Digital Link and can be nothing else of GS1.</summary>
    public static bool IsWebAddress(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DigitalLinkReader.SchemeLength(text) > 0;
    }

    /// <summary>Reads a Digital Link.</summary>
    /// <param name="uri">At most <see cref="ElementString.MaxLength"/> characters.</param>
    /// <param name="elements">Primary key, qualifiers and data attributes, where the answer is true. GTIN-8, -12 and -13 are padded to 14 digits.</param>
    /// <param name="problem">Otherwise a sentence that states the rule and what came.</param>
    public static bool TryParse(string uri, [NotNullWhen(true)] out ElementString? elements, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(uri);
        string? wrong = DigitalLinkReader.Read(uri, out var read, out int pathLength);
        return ElementString.TryCreate(read, pathLength, wrong, out elements, out problem);
    }

    /// <summary>Reads a Digital Link.</summary>
    /// <exception cref="FormatException">It is none; the message states the rule and what came.</exception>
    public static ElementString Parse(string uri) => TryParse(uri, out var elements, out string? problem) ? elements : throw new FormatException(problem);

    /// <summary>
    /// Writes a message as a Digital Link: its first primary key, as many of the key's qualifiers as it has, and all else as
    /// data attributes, those of predefined length first. Equal repeats are written once.
    /// </summary>
    /// <param name="elements">A message.</param>
    /// <param name="uri">The link, where the answer is true.</param>
    /// <param name="problem">Otherwise a sentence: no primary key, or an identifier that a link can't have as a data attribute.</param>
    /// <param name="stem">Scheme, domain and any path in front, without query.</param>
    public static bool TryFormat(ElementString elements, [NotNullWhen(true)] out string? uri, [NotNullWhen(false)] out string? problem, string stem = CanonicalStem)
    {
        ArgumentNullException.ThrowIfNull(elements);
        ArgumentNullException.ThrowIfNull(stem);
        uri = null;
        var path = elements.PathLength > 0 ? [.. elements.Elements.Take(elements.PathLength)] : Path(elements);
        if (path.Count == 0)
        {
            problem = "digital link: must have a primary key, such as (01) or (00)";
            return false;
        }
        var written = path.Select(element => element.Identifier).ToHashSet();
        var attributes = elements.Elements.Where(element => written.Add(element.Identifier)).ToLookup(element => BarcodeSyntax.Find(element.Identifier)!.PredefinedLength);
        if (attributes.SelectMany(group => group).FirstOrDefault(element => !BarcodeSyntax.Find(element.Identifier)!.DataAttribute) is { Identifier.Length: > 0 } wrong)
        {
            problem = $"digital link: ({wrong.Identifier}) must be no data attribute, and is no qualifier of ({path[0].Identifier})";
            return false;
        }
        string query = string.Join('&', attributes[true].Concat(attributes[false]).Select(element => $"{element.Identifier}={Escape(element.Value)}"));
        uri = $"{stem.TrimEnd('/')}{string.Concat(path.Select(element => $"/{element.Identifier}/{Escape(element.Value)}"))}{(query.Length > 0 ? "?" : "")}{query}";
        problem = null;
        return true;
    }

    /// <summary>The link of a product, lot, item, logistic unit or party by GLN; null where a subject has none.</summary>
    /// <param name="subject">Any subject.</param>
    /// <param name="lot">Of an item, its lot, which stands before the serial.</param>
    /// <param name="stem">Scheme, domain and any path in front.</param>
    public static string? Of(SubjectKey subject, string? lot = null, string stem = CanonicalStem)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return ElementSubject.Of(subject, lot) is { } elements && TryFormat(elements, out string? uri, out _, stem) ? uri : null;
    }

    // The longest run of qualifiers that the message has; of equal ones, the dictionary's first.
    private static List<Element> Path(ElementString elements)
    {
        var key = elements.Elements.FirstOrDefault(element => BarcodeSyntax.Find(element.Identifier)!.IsPrimaryKey);
        if (key.Identifier is null)
        {
            return [];
        }
        var qualifiers = BarcodeSyntax.Find(key.Identifier)!.Qualifiers!
            .Select(sequence => sequence.Where(code => elements[code] is not null).ToList())
            .MaxBy(sequence => sequence.Count)!;
        return [key, .. qualifiers.Select(code => new Element(code, elements[code]!))];
    }

    private static string Escape(string value)
    {
        var escaped = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            _ = s_unreserved.Contains(c) ? escaped.Append(c) : escaped.Append('%').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }
}
