using System.Buffers;
using System.Text;
using Trace.Domain.Barcodes.Syntax;

namespace Trace.Domain.Barcodes;

/// <summary>Takes a Digital Link apart.</summary>
internal static class DigitalLinkReader
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // RFC 3986: unreserved, reserved, and the sign of an escape.
    private static readonly SearchValues<char> s_uri = SearchValues.Create(LettersAndDigits + "-._~:/?#[]@!$&'()*+,;=%");
    private static readonly SearchValues<char> s_domain = SearchValues.Create(LettersAndDigits + "-.:[]");
    private static readonly string[] s_schemes = ["https://", "http://", "HTTPS://", "HTTP://"];

    /// <summary>The length of <c>https://</c> or <c>http://</c>, in one case, at the start of a text; 0 where there is neither.</summary>
    public static int SchemeLength(ReadOnlySpan<char> text)
    {
        foreach (string scheme in s_schemes)
        {
            if (text.StartsWith(scheme, StringComparison.Ordinal))
            {
                return scheme.Length;
            }
        }
        return 0;
    }

    /// <summary>Reads path and query; null, or what is wrong.</summary>
    /// <param name="uri">The whole link.</param>
    /// <param name="elements">Those of the path first.</param>
    /// <param name="pathLength">How many are of the path.</param>
    public static string? Read(string uri, out List<Element> elements, out int pathLength)
    {
        elements = [];
        pathLength = 0;
        if (uri.Length > ElementString.MaxLength)
        {
            return $"digital link of {uri.Length} characters: must have at most {ElementString.MaxLength}";
        }
        int bad = uri.AsSpan().IndexOfAnyExcept(s_uri);
        if (bad >= 0)
        {
            return $"digital link: character {bad + 1} is {Quoted.Of(uri.AsSpan(bad, 1))}, must be one that a URI has (RFC 3986)";
        }
        int scheme = SchemeLength(uri);
        int slash = scheme == 0 ? -1 : uri.IndexOf('/', scheme);
        var domain = uri.AsSpan(scheme, Math.Max(slash - scheme, 0));
        if (domain.IsEmpty || domain.ContainsAnyExcept(s_domain))
        {
            return $"digital link {Quoted.Of(uri)}: must be http:// or https://, a domain, and a path with a primary key";
        }
        string rest = uri[slash..].Split('#')[0];
        int mark = rest.IndexOf('?', StringComparison.Ordinal);
        string? problem = ReadPath(mark < 0 ? rest : rest[..mark], elements);
        pathLength = elements.Count;
        return problem ?? (mark < 0 ? null : ReadQuery(rest[(mark + 1)..], elements)) ?? OrderProblem(elements, pathLength);
    }

    private static string? ReadPath(string path, List<Element> elements)
    {
        // Pairs are counted from the end, so that whatever stands in front of the last primary key is stem.
        string[] segments = path.Split('/');
        int key = segments.Length - 2;
        while (key >= 1 && BarcodeSyntax.Find(segments[key]) is { IsPrimaryKey: false })
        {
            key -= 2;
        }
        if (key < 1 || BarcodeSyntax.Find(segments[key]) is null)
        {
            return CompressedLink.IsLikely(segments[^1])
                ? $"digital link {Quoted.Of(path)}: is compressed, which is not read here; must be uncompressed, as in /01/09521111100010"
                : $"digital link {Quoted.Of(path)}: must end in a primary key and its qualifiers, as in /01/09521111100010/10/LOT";
        }
        for (int i = key; i < segments.Length; i += 2)
        {
            if (ReadValue(segments[i], segments[i + 1], inQuery: false, elements) is { } problem)
            {
                return problem;
            }
        }
        return null;
    }

    private static string? ReadQuery(string query, List<Element> elements)
    {
        foreach (string parameter in query.Split('&'))
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0)
            {
                return $"digital link: query parameter {Quoted.Of(parameter)} must have a name";
            }
            // What is no number belongs to whoever's site it is.
            if (equals < 0 || parameter.AsSpan(0, equals).ContainsAnyExceptInRange('0', '9'))
            {
                continue;
            }
            string code = parameter[..equals];
            if (BarcodeSyntax.Find(code) is null)
            {
                return $"digital link: query parameter {Quoted.Of(code)} is a number, must be a GS1 Application Identifier";
            }
            if (ReadValue(code, parameter[(equals + 1)..], inQuery: true, elements) is { } problem)
            {
                return problem;
            }
            if (elements.Count > ElementString.MaxElements)
            {
                return null;
            }
        }
        return null;
    }

    private static string? ReadValue(string code, string escaped, bool inQuery, List<Element> elements)
    {
        var entry = BarcodeSyntax.Find(code)!;
        string value = Unescape(escaped, inQuery);
        if (code == "01" && value.Length is 8 or 12 or 13)
        {
            value = value.PadLeft(14, '0');
        }
        elements.Add(new Element(code, value));
        return entry.Problem(value);
    }

    // The order is part of the syntax, so that a thing has one spelling, and an attribute that could be a qualifier is in the wrong place.
    private static string? OrderProblem(List<Element> elements, int pathLength)
    {
        var path = elements.Take(pathLength).Select(element => element.Identifier).ToList();
        if (!IsSequence(path))
        {
            return $"digital link: ({path[0]}) must be followed by its qualifiers in the standard's order, has {string.Join(", ", path.Skip(1).Select(code => $"({code})"))}";
        }
        if (elements.GroupBy(element => element.Identifier).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            return $"digital link: ({repeated.Key}) must be there once";
        }
        foreach (var element in elements.Skip(pathLength))
        {
            if (!BarcodeSyntax.Find(element.Identifier)!.DataAttribute)
            {
                return $"digital link: ({element.Identifier}) must be no data attribute in the query";
            }
            if (Enumerable.Range(1, pathLength).Any(at => IsSequence([.. path[..at], element.Identifier, .. path[at..]])))
            {
                return $"digital link: ({element.Identifier}) is a qualifier of ({path[0]}), must be in the path";
            }
        }
        return null;
    }

    private static bool IsSequence(List<string> path) =>
        BarcodeSyntax.Find(path[0])!.Qualifiers!.Any(sequence => path.Skip(1).SequenceEqual(sequence.Intersect(path.Skip(1))));

    // An escape that is none stands for itself, as browsers have it; whatever it makes of a value is judged with the value.
    private static string Unescape(string escaped, bool inQuery)
    {
        if (!escaped.AsSpan().ContainsAny('%', '+'))
        {
            return escaped;
        }
        var value = new StringBuilder(escaped.Length);
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == '%' && i + 2 < escaped.Length && char.IsAsciiHexDigit(escaped[i + 1]) && char.IsAsciiHexDigit(escaped[i + 2]))
            {
                value.Append((char)Convert.ToByte(escaped.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                value.Append(escaped[i] == '+' && inQuery ? ' ' : escaped[i]);
            }
        }
        return value.ToString();
    }
}
