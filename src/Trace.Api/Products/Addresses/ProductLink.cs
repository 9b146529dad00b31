using System.Diagnostics.CodeAnalysis;
using System.Text;
using Trace.Domain.Barcodes;

namespace Trace.Api.Products.Addresses;

/// <summary>
/// What an address of this service names, and how it is spelled: a Digital Link (GS1 Digital Link Standard: URI Syntax 1.6), or a subject key of
/// ours that has no GS1 key. An item's address may name its lot as well: <c>/01/G/10/L/21/S</c>.
/// </summary>
/// <param name="Subject">A product, lot, item, parcel or party.</param>
/// <param name="ClaimedLot">Of an item, the lot that the code names beside the serial; null where it names none.</param>
/// <param name="Path">The one spelling, with a slash at the front.</param>
public sealed record ProductLink(SubjectKey Subject, string? ClaimedLot, string Path)
{
    private const string LotCode = "10";
    private const string SerialCode = "21";
    private const int MaxPath = 400;

    // Of a GTIN, in the standard's order. A variant is a way to sell the same product: it has no history of its own, and is left in the address.
    private static readonly string[] s_qualifiers = ["22", LotCode, SerialCode];

    /// <summary>The lot that the code names, as a subject; null where it names none.</summary>
    public SubjectKey? Claimed => ClaimedLot is null || Subject.Product is null ? null : SubjectKey.ForLot(Subject.Product, ClaimedLot);

    /// <summary>The address of a subject.</summary>
    /// <param name="subject">Any subject that has a page.</param>
    public static ProductLink Of(SubjectKey subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new ProductLink(subject, null, $"/{subject.Value}");
    }

    /// <summary>Reads an address.</summary>
    /// <param name="path">The path as it was sent, escapes and all.</param>
    /// <param name="query">The query with its question mark; a lot or serial in it is taken as a part of the path.</param>
    /// <param name="link">What it names. Where its <see cref="Path"/> is another than came, the address is another spelling of it.</param>
    /// <param name="problem">Otherwise one sentence that states the rule and what came.</param>
    public static bool TryRead(string path, string query, [NotNullWhen(true)] out ProductLink? link, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(query);
        (link, problem) = (null, null);
        if (path.Length > MaxPath)
        {
            problem = $"address of {path.Length} characters: must have at most {MaxPath}";
            return false;
        }

        var segments = path.Trim('/').Split('/').Select(Unescape).ToArray();
        try
        {
            link = segments[0] switch
            {
                "01" => OfProduct(segments, 2, Gtin(segments), query),
                "own" => OfProduct(segments, 3, Own(segments), query),
                "417" => Of(SubjectKey.ForParty(Gln.Parse(segments.Length == 2 ? segments[1] : ""))),
                _ => Of(SubjectKey.Parse(string.Join('/', segments))),
            };
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            problem = wrong.Message;
        }

        return link is not null;
    }

    private static SubjectKey Gtin(string[] segments) =>
        SubjectKey.ForProduct(Domain.Barcodes.Gtin.Parse(segments.Length > 1 ? segments[1] : ""));

    private static SubjectKey Own(string[] segments) => segments.Length < 3
        ? throw new FormatException("address: after own/ must come the owner and its code of the product")
        : SubjectKey.ForOwnProduct(SubjectKey.Parse($"party/{(segments[1].Length == Gln.Length ? "gln" : "uscc")}/{segments[1]}"), segments[2]);

    private static ProductLink OfProduct(string[] segments, int at, SubjectKey product, string query)
    {
        var rest = segments[at..];
        if (rest.Length % 2 != 0)
        {
            throw new FormatException("address: after the product must come pairs such as 10/<lot> or 21/<serial>");
        }

        var qualifiers = rest.Chunk(2).Select(pair => (Code: pair[0], Value: pair[1]))
            .Concat(InQuery(query).Where(pair => !rest.Where((_, i) => i % 2 == 0).Contains(pair.Code)))
            .ToList();
        if (qualifiers.Find(pair => !s_qualifiers.Contains(pair.Code)) is { Code: { } other })
        {
            throw new FormatException($"address: ({other}) is no qualifier of a product here; must be one of {string.Join(", ", s_qualifiers)}");
        }

        if (qualifiers.Select(pair => pair.Code).Distinct().Count() < qualifiers.Count)
        {
            throw new FormatException("address: each of lot and serial must be there once");
        }

        var path = new StringBuilder("/").Append(product.Value);
        foreach (var (code, value) in qualifiers.OrderBy(pair => Array.IndexOf(s_qualifiers, pair.Code)))
        {
            path.Append('/').Append(code).Append('/').Append(Gs1Text.Encode(code == LotCode ? "lot" : code == SerialCode ? "serial" : "variant", value));
        }

        string? Value(string code) => qualifiers.Find(pair => pair.Code == code).Value;
        var (lot, serial) = (Value(LotCode), Value(SerialCode));
        var subject = serial is not null ? SubjectKey.ForItem(product, serial) : lot is not null ? SubjectKey.ForLot(product, lot) : product;
        return new ProductLink(subject, serial is null ? null : lot, path.ToString());
    }

    // Older codes carry lot and serial behind the question mark.
    private static IEnumerable<(string Code, string Value)> InQuery(string query) => query.TrimStart('?').Split('&')
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && pair[0] is LotCode or SerialCode)
        .Select(pair => (pair[0], Unescape(pair[1])))
        .DistinctBy(pair => pair.Item1);

    // Set 82 is ASCII, so that one octet is one character; an escape that is none stands for itself, and the value's own rule refuses it.
    private static string Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                plain.Append((char)Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }
}
