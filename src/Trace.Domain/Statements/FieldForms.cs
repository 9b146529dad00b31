using System.Buffers;
using System.Globalization;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Places;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>What a text or a number must be beyond its length, by the <see cref="Form"/> that its field's bounds name.</summary>
internal static class FieldForms
{
    private static readonly SearchValues<char> CarrierCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> MediaTypeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.+-");
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    // RFC 3986, section 3.3 and 3.4: what stands in a path and query, percent signs included, and no fragment.
    private static readonly SearchValues<char> UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%");

    private static readonly long Year2000 = UnixMicroseconds.Of(DateTimeOffset.Parse("2000-01-01T00:00:00Z", CultureInfo.InvariantCulture));
    private static readonly long Year2100 = UnixMicroseconds.Of(DateTimeOffset.Parse("2100-01-01T00:00:00Z", CultureInfo.InvariantCulture));

    /// <summary>What is wrong with a text of a form, or null.</summary>
    public static string? Problem(Form form, string text) => form switch
    {
        Form.Unspecified => null,
        Form.Subject => OfKind(text, ~SubjectKind.None, "a subject key"),
        Form.Party => OfKind(text, SubjectKind.Party, "a party's subject key"),
        Form.ProductOrLot => OfKind(text, SubjectKind.Product | SubjectKind.Lot, "the subject key of a product or lot"),
        Form.Lot => OfKind(text, SubjectKind.Lot, "the subject key of a lot"),
        Form.Parcel => OfKind(text, SubjectKind.Parcel, "the subject key of a parcel or logistic unit"),
        Form.Region => Region.TryParse(text, out _, out var problem) ? null : problem,
        Form.Gln => Gln.TryParse(text, out _, out var problem) ? null : problem,
        Form.Gs1Text => Gs1Text.Problem("value", text),
        Form.Gs1Prefix => IsDigits(text) ? null : "a GS1 Company Prefix has digits alone",
        Form.MediaType => IsMediaType(text) ? null : "a media type is type/subtype in lower case",
        Form.HttpsUrl => IsHttps(text) ? null : "an https address: a host of a-z, 0-9, dots and hyphens, perhaps a port, then path and query in the characters of RFC 3986, without user information or fragment",
        Form.ScLicence => text.Length == 16 && text.StartsWith("SC", StringComparison.Ordinal) && IsDigits(text.AsSpan(2)) ? null : "a food production licence is SC and 14 digits",
        Form.Carrier => IsCarrier(text) ? null : "a courier's code is 2 to 20 of a-z and 0-9",
        Form.HostName => IsHostName(text) ? null : "a host name in lower case: 2 or more labels of a-z, 0-9 and hyphens, such as shop.example or xn--fiq228c.example, and no address or port",
        _ => $"the form {form} is not one of texts",
    };

    /// <summary>What is wrong with a number of a form, or null.</summary>
    public static string? Problem(Form form, long number) => form switch
    {
        Form.Time => number >= Year2000 && number < Year2100 ? null : "a time is in microseconds since 1970 UTC, from 2000 to before 2100",
        Form.Date => IsDay(number) ? null : "a day is a calendar day as YYYYMMDD",
        _ => null,
    };

    private static string? OfKind(string text, SubjectKind kinds, string wanted)
    {
        if (!SubjectKey.TryParse(text, out var key, out var problem))
        {
            return problem;
        }

        return (key!.Kind & kinds) != 0 ? null : $"\"{text}\" is not {wanted}";
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsCarrier(string text) =>
        text.Length is >= 2 and <= 20 && text.AsSpan().IndexOfAnyExcept(CarrierCharacters) < 0;

    private static bool IsMediaType(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < text.Length - 1
            && text.AsSpan(0, slash).IndexOfAnyExcept(MediaTypeCharacters) < 0
            && text.AsSpan(slash + 1).IndexOfAnyExcept(MediaTypeCharacters) < 0;
    }

    // By the characters alone: URL libraries differ in what they repair, and every verifier must give the same answer.
    private static bool IsHttps(string text)
    {
        const string Scheme = "https://";
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text.AsSpan(Scheme.Length);
        var end = rest.IndexOfAny('/', '?');
        var authority = end < 0 ? rest : rest[..end];
        var colon = authority.IndexOf(':');
        var host = colon < 0 ? authority : authority[..colon];
        var port = colon < 0 ? "443" : authority[(colon + 1)..];
        return !host.IsEmpty && host.IndexOfAnyExcept(HostCharacters) < 0 && char.IsAsciiLetterOrDigit(host[0])
            && port.Length is >= 1 and <= 5 && IsDigits(port)
            && (end < 0 || rest[end..].IndexOfAnyExcept(UrlCharacters) < 0);
    }

    // RFC 1123, section 2.1, and RFC 5891, section 4.2.3.1. Whether an A-label decodes to letters that may be registered changes with Unicode: nobody asks that here.
    private static bool IsHostName(string text)
    {
        var labels = text.Split('.');
        return text.Length <= 253 && labels.Length >= 2 && labels.All(IsLabel) && !IsDigits(labels[^1]);
    }

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= 63 && label.AsSpan().IndexOfAnyExcept(LabelCharacters) < 0 && label[0] != '-' && label[^1] != '-'
        && (label.Length < 4 || label[2] != '-' || label[3] != '-' || (label.StartsWith("xn--", StringComparison.Ordinal) && label.Length > 4));

    private static bool IsDay(long number)
    {
        var (year, month, day) = ((int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100));
        return year is >= 2000 and <= 2099 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }
}
