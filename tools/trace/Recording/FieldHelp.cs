using System.Globalization;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Tool.Recording;

/// <summary>What a flag's help says of its field: the bounds that stand beside it in the protos, in words.</summary>
internal static class FieldHelp
{
    private const long CommitmentBytes = 4_194_304;

    /// <summary>The description.</summary>
    /// <param name="path">From the payload to the field.</param>
    public static string Of(IReadOnlyList<FieldDescriptor> path)
    {
        var field = path[^1];
        var bounds = FieldBounds.Of(field);
        var within = path.SkipLast(1).FirstOrDefault(above => !FieldBounds.Of(above).Required);
        return string.Join(". ", new[]
        {
            !bounds.Required && bounds.AtLeast == 0 ? null : within is null ? "Required" : $"Required with {EnumWords.Kebab(within.Name)}",
            Sentence(What(field, bounds)),
            Elements(field, bounds),
        }.Where(part => !string.IsNullOrEmpty(part))) + ".";
    }

    /// <summary>What stands for the value in the usage.</summary>
    public static string Name(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Enum => "word",
        FieldType.Bytes => "hex",
        FieldType.Message when field.MessageType == PublicKey.Descriptor => "key",
        FieldType.Message when field.MessageType == Commitment.Descriptor => "text or @file",
        FieldType.Message => "field=value,…",
        FieldType.Int64 or FieldType.Int32 or FieldType.UInt32 or FieldType.UInt64 or FieldType.SInt32 => FieldBounds.Of(field).Form switch
        {
            Form.Time => "time",
            Form.Date => "day",
            _ => "number",
        },
        _ => FieldBounds.Of(field).Form switch
        {
            Form.Subject or Form.Party or Form.ProductOrLot or Form.Lot or Form.Parcel => "subject",
            Form.HttpsUrl => "url",
            Form.Region => "region",
            _ => "text",
        },
    };

    private static string What(FieldDescriptor field, Bounds bounds) => field.FieldType switch
    {
        FieldType.Enum => "one of " + string.Join(", ", EnumWords.Of(field.EnumType).Keys),
        FieldType.Bool => "if given, true",
        FieldType.Bytes => $"{Range(bounds, 0)} bytes in hex{(bounds is { Min: 32, Max: 32 } ? ", or an identity as ni:///sha-256;…" : "")}",
        FieldType.String => string.Join("; ", new[] { Range(bounds, 0) is { Length: > 0 } range ? $"{range} characters" : "", FormOf(bounds.Form) }.Where(part => part.Length > 0)),
        FieldType.Message when field.MessageType == PublicKey.Descriptor => "a public key: the name of a key file, or 64 hex digits",
        FieldType.Message when field.MessageType == Commitment.Descriptor => $"a text, or @ and a file, of at most {CommitmentBytes} bytes: committed to, and disclosed beside the log once recorded",
        FieldType.Message => "fields as " + string.Join(",", field.MessageType.Fields.InFieldNumberOrder().Select(below => $"{below.Name}=…")) + ", or a JSON object",
        _ when bounds.Form == Form.Time => "a time in ISO 8601, such as 2026-11-24T10:00:00+08:00",
        _ when bounds.Form == Form.Date => "a calendar day, such as 2026-11-24",
        _ => Range(bounds, 0) is { Length: > 0 } range ? $"a number, {range}" : "a number",
    };

    private static string Elements(FieldDescriptor field, Bounds bounds)
    {
        if (!field.IsRepeated)
        {
            return "";
        }

        var count = (bounds.AtLeast, bounds.AtMost) switch
        {
            (0, 0) => "Any number",
            (0, var most) => $"At most {most}",
            (var least, var most) => $"{least} to {most}",
        };
        return $"{count}: repeat the flag{(field.FieldType == FieldType.Message ? "" : ", or part them by commas")}{(bounds.Distinct ? "; each once" : "")}";
    }

    private static string Range(Bounds bounds, long least)
    {
        var (min, max) = (Number(Math.Max(least, bounds.Min)), Number(bounds.Max));
        return (bounds.Min, bounds.Max) switch
        {
            (0, 0) => "",
            var (low, high) when low == high => max,
            (0, _) => $"at most {max}",
            (_, 0) => $"at least {min}",
            _ => $"{min} to {max}",
        };
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Sentence(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];

    private static string FormOf(Form form) => form switch
    {
        Form.Subject => "a subject key",
        Form.Party => "a party's subject key",
        Form.ProductOrLot => "the subject key of a product or lot",
        Form.Lot => "the subject key of a lot",
        Form.Parcel => "the subject key of a parcel",
        Form.Region => "a region code of GB/T 2260 or ISO 3166-2",
        Form.Gln => "a GLN with its check digit",
        Form.Gs1Text => "GS1 set 82",
        Form.Gs1Prefix => "a GS1 Company Prefix",
        Form.MediaType => "a media type",
        Form.HttpsUrl => "an https address",
        Form.ScLicence => "SC and 14 digits",
        Form.Carrier => "a courier's code",
        Form.HostName => "a host name in lower case",
        _ => "",
    };
}
