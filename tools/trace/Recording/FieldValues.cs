using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Tool.Recording;

/// <summary>Texts of the command line as values of fields.</summary>
internal static class FieldValues
{
    private const string IdentityUri = "ni:///sha-256;";

    private static readonly string[] Times =
    [
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd' 'HH:mmK", "yyyy-MM-dd' 'HH:mm:ssK", "yyyy-MM-dd",
    ];

    /// <summary>A value of a scalar field, as its accessor takes it.</summary>
    /// <exception cref="UsageException">It is none; the message names the flag and the rule.</exception>
    public static object Scalar(FieldDescriptor field, string flag, string text)
    {
        var bounds = FieldBounds.Of(field);
        return field.FieldType switch
        {
            // The ledger takes texts in NFC alone; keyboards and files do not always write it.
            FieldType.String => text.Normalize(NormalizationForm.FormC),
            FieldType.Bytes => Bytes(flag, text),
            FieldType.Enum => Enumerated(field, flag, text),
            FieldType.Bool => bool.TryParse(text, out var truth) ? truth : throw new UsageException($"{flag} \"{text}\": must be true or false"),
            FieldType.Int64 when bounds.Form == Form.Time => UnixMicroseconds.Of(Time(flag, text)),
            FieldType.UInt32 when bounds.Form == Form.Date => Day(flag, text),
            FieldType.UInt32 => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw NoNumber(flag, text),
            FieldType.UInt64 => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw NoNumber(flag, text),
            FieldType.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw NoNumber(flag, text),
            FieldType.SInt32 or FieldType.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw NoNumber(flag, text),
            _ => throw new NotSupportedException($"{field.FullName} is a {field.FieldType}, which no flag is made for"),
        };
    }

    /// <summary>A message out of <c>field=value,field=value</c>, dotted where it is nested, or out of a JSON object.</summary>
    public static IMessage Message(MessageDescriptor type, string flag, string text)
    {
        if (text.StartsWith('{'))
        {
            return Parse(type, flag, text);
        }

        var message = Empty(type);
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new UsageException($"{flag} \"{pair}\": must be field=value, with commas between several, or a JSON object");
            }

            Set(message, flag, pair[..equals].Trim(), pair[(equals + 1)..]);
        }

        return message;
    }

    /// <summary>A message out of protobuf's JSON.</summary>
    public static IMessage Parse(MessageDescriptor type, string source, string json)
    {
        try
        {
            return JsonParser.Default.Parse(json, type);
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new UsageException($"{source}: no {type.Name} in protobuf's JSON: {problem.Message}");
        }
    }

    /// <summary>A message of which nothing is set.</summary>
    public static IMessage Empty(MessageDescriptor type) => type.Parser.ParseFrom(ByteString.Empty);

    /// <summary>A time with its offset; this machine's where it names none.</summary>
    public static DateTimeOffset Time(string flag, string text) =>
        DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw new UsageException($"{flag} \"{text}\": must be a time in ISO 8601, such as 2026-11-24T10:00:00+08:00");

    /// <summary>Bytes in hex, or 32 of an identity's URI.</summary>
    public static ByteString Bytes(string flag, string text)
    {
        try
        {
            return text.StartsWith(IdentityUri, StringComparison.Ordinal)
                ? ByteString.CopyFrom(System.Buffers.Text.Base64Url.DecodeFromChars(text.AsSpan(IdentityUri.Length)))
                : ByteString.CopyFrom(Convert.FromHexString(text));
        }
        catch (FormatException)
        {
            throw new UsageException($"{flag} \"{text}\": must be hex digits, two a byte; an identity may also be {IdentityUri} and base64url");
        }
    }

    private static void Set(IMessage message, string flag, string path, string text)
    {
        var names = path.Split('.');
        var field = message.Descriptor.FindFieldByName(names[0].Replace('-', '_'));
        if (field is null)
        {
            throw new UsageException($"{flag}: {message.Descriptor.Name} has no field \"{names[0]}\"; it has {string.Join(", ", message.Descriptor.Fields.InFieldNumberOrder().Select(one => one.Name))}");
        }

        if (field.FieldType != FieldType.Message)
        {
            field.Accessor.SetValue(message, Scalar(field, $"{flag} {path}", text));
            return;
        }

        if (names.Length == 1)
        {
            throw new UsageException($"{flag}: \"{path}\" has fields of its own: {string.Join(", ", field.MessageType.Fields.InFieldNumberOrder().Select(one => $"{path}.{one.Name}"))}");
        }

        var below = (IMessage?)field.Accessor.GetValue(message) ?? Empty(field.MessageType);
        Set(below, flag, path[(names[0].Length + 1)..], text);
        field.Accessor.SetValue(message, below);
    }

    private static object Enumerated(FieldDescriptor field, string flag, string text) => EnumWords.TryParse(field.EnumType, text, out var number)
        ? Enum.ToObject(field.EnumType.ClrType, number)
        : throw new UsageException($"{flag} \"{text}\": must be one of {string.Join(", ", EnumWords.Of(field.EnumType).Keys)}");

    private static uint Day(string flag, string text) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (uint)((day.Year * 10000) + (day.Month * 100) + day.Day)
            : throw new UsageException($"{flag} \"{text}\": must be a calendar day, such as 2026-11-24");

    private static UsageException NoNumber(string flag, string text) => new($"{flag} \"{text}\": must be a whole number");
}
