using System.Globalization;
using System.Text;

namespace Trace.Domain.Barcodes;

/// <summary>
/// Web addresses that name a product without being Digital Links: product codes of GB/T 33993 (a GTIN after <c>gtin</c> with
/// <c>bat</c> and <c>ser</c>, or an element string as a part of the path), addresses with a Chinese GTIN in them, and addresses that end in
/// a subject key of own numbering.
/// </summary>
/// <param name="Subject">A product, lot or item.</param>
/// <param name="Lot">Beside a serial.</param>
internal readonly record struct ProductAddress(SubjectKey Subject, string? Lot)
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly string[] s_lotWords = ["bat", "lot", "batch", "10"];
    private static readonly string[] s_serialWords = ["ser", "serial", "21"];

    /// <summary>Null where an address names nothing.</summary>
    public static ProductAddress? Read(string text)
    {
        string address = text.Split('#')[0];
        string[] halves = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('?', 2);
        string[] segments = [.. halves[0].Split('/').Skip(1).Select(Unescape)];
        string[] values = halves.Length < 2 ? [] : [.. halves[1].Split('&').Select(pair => Unescape(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]))];
        return Own(halves[0]) ?? Word(segments) ?? Message(segments) ?? Number(segments.Concat(values));
    }

    private static ProductAddress? Own(string path)
    {
        int at = path.IndexOf("/own/", StringComparison.Ordinal);
        return at >= 0 && SubjectKey.TryParse(path[(at + 1)..], out var subject, out _) ? new ProductAddress(subject, subject.Lot) : null;
    }

    private static ProductAddress? Word(string[] segments)
    {
        int at = Array.FindIndex(segments, segment => segment.Equals("gtin", StringComparison.OrdinalIgnoreCase) || segment == "01");
        if (at < 0 || at + 1 >= segments.Length || !Gtin.TryParse(segments[at + 1], out var gtin, out _))
        {
            return null;
        }
        var rest = segments[(at + 2)..].Chunk(2).Where(pair => pair.Length == 2).ToList();
        string? After(string[] words) => rest.Find(pair => words.Contains(pair[0], StringComparer.OrdinalIgnoreCase))?[1];
        return Of(gtin, After(s_lotWords), After(s_serialWords));
    }

    // The platform's own address and an element string: whatever follows the GTIN there and is no element is the platform's.
    private static ProductAddress? Message(string[] segments)
    {
        foreach (string segment in segments)
        {
            if (!segment.StartsWith("01", StringComparison.Ordinal) || segment.Length < 16 || !Gtin.TryParse(segment.AsSpan(2, 14), out var gtin, out _))
            {
                continue;
            }
            return UnmarkedMessage.Read(segment) is { Elements: { Subject: { } subject } elements }
                ? new ProductAddress(subject, elements["10"])
                : Of(gtin, null, null);
        }
        return null;
    }

    // A part of path or query that is one Chinese GTIN, and the only one.
    private static ProductAddress? Number(IEnumerable<string> parts)
    {
        var found = parts.Where(part => part.Length is 13 or 14 && part.TrimStart('0').StartsWith("69", StringComparison.Ordinal))
            .Select(part => Gtin.TryParse(part, out var gtin, out _) ? gtin : default).Where(gtin => gtin.IsSet).Distinct().Take(2).ToList();
        return found.Count == 1 ? Of(found[0], null, null) : null;
    }

    private static ProductAddress? Of(Gtin gtin, string? lot, string? serial)
    {
        var product = SubjectKey.ForProduct(gtin);
        bool good = (lot is null || Gs1Text.Problem("lot", lot) is null) && (serial is null || Gs1Text.Problem("serial", serial) is null);
        return !good ? null : new ProductAddress(serial is not null ? SubjectKey.ForItem(product, serial) : lot is not null ? SubjectKey.ForLot(product, lot) : product, lot);
    }

    // What is no UTF-8, or holds a percent sign without two hex digits, stands for itself.
    private static string Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal) || !Ascii.IsValid(text))
        {
            return text;
        }
        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.Add((byte)text[i]);
            }
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte escaped))
            {
                bytes.Add(escaped);
                i += 2;
            }
            else
            {
                return text;
            }
        }
        try
        {
            return s_utf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return text;
        }
    }
}
