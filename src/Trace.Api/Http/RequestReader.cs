using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Http;

/// <summary>Makes the message of a request: from its body, or from address and query. What no field is named by is refused, not passed over.</summary>
internal static class RequestReader
{
    /// <summary>The message of a request.</summary>
    /// <exception cref="RefusedCallException">A part of it can't be read.</exception>
    /// <exception cref="ProblemException">The body is of another media type.</exception>
    public static async Task<IMessage> ReadAsync(HttpRoute route, HttpContext context)
    {
        RequireKnownQuery(route, context);
        if (route.HasBody)
        {
            return await ReadBodyAsync(route.Method.InputType, context);
        }

        var message = (IMessage)Activator.CreateInstance(route.Method.InputType.ClrType)!;
        if (route.FieldInAddress is { } field)
        {
            Put(message, field, RawTarget.After(context, route.Prefix) ?? "");
        }

        foreach (var asked in route.FieldsInQuery)
        {
            foreach (var text in context.Request.Query[asked.JsonName])
            {
                Put(message, asked, text ?? "");
            }
        }

        return message;
    }

    /// <summary>That a stream of lines is one, and asks for nothing by its query.</summary>
    public static void RequireNdjsonBody(HttpRoute route, HttpContext context)
    {
        RequireKnownQuery(route, context);
        Bodies.RequireNdjsonBody(context);
    }

    private static void RequireKnownQuery(HttpRoute route, HttpContext context)
    {
        foreach (var (name, values) in context.Request.Query)
        {
            if (route.FieldsInQuery.FirstOrDefault(field => field.JsonName == name) is not { } field)
            {
                var known = string.Join(", ", route.FieldsInQuery.Select(known => known.JsonName));
                throw Refuse(Reason.FieldNotAllowed, name, $"this address has no parameter \"{name}\"; it has {(known.Length > 0 ? known : "none")}");
            }

            if (values.Count > 1 && !field.IsRepeated)
            {
                throw Refuse(Reason.FieldNotAllowed, name, $"{name} is given once; {values.Count} came");
            }
        }
    }

    private static async Task<IMessage> ReadBodyAsync(MessageDescriptor type, HttpContext context)
    {
        var request = context.Request;
        if (type.Fields.InFieldNumberOrder().Count == 0 && request.ContentLength is null or 0 && request.ContentType is null)
        {
            return (IMessage)Activator.CreateInstance(type.ClrType)!;
        }

        var form = Bodies.FormOf(context);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.RequestAborted);
            if (!read.IsCompleted)
            {
                // Examined and not consumed: the body is taken whole, and the server holds it to its limit.
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var (message, refusal) = Bodies.Parse(type, form, read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray());
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return message ?? throw RefusalStatus.ToException(refusal!);
        }
    }

    private static void Put(IMessage message, FieldDescriptor field, string text)
    {
        var value = Parse(field, text);
        if (field.IsRepeated)
        {
            ((System.Collections.IList)field.Accessor.GetValue(message)).Add(value);
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }

    // In addresses bytes are hexadecimal, as programs that hash print them, and as they need no escapes.
    private static object Parse(FieldDescriptor field, string text)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                return text;
            case FieldType.Bool when text is "true" or "false":
                return text == "true";
            case FieldType.UInt32 when uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                return number;
            case FieldType.UInt64 when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                return number;
            case FieldType.Bytes when IsHex(text):
                return ByteString.CopyFrom(Convert.FromHexString(text));
            case FieldType.Enum when field.EnumType.FindValueByName(text) is { } value:
                return Enum.ToObject(field.EnumType.ClrType, value.Number);
            default:
                throw Refuse(Reason.FieldForm, field.JsonName, $"{field.JsonName} is {FormOf(field)}; \"{text}\" came");
        }
    }

    private static bool IsHex(string text) => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigitLower);

    private static string FormOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bool => "true or false",
        FieldType.UInt32 or FieldType.UInt64 => "a number in decimal digits",
        FieldType.Bytes => "bytes in lower-case hexadecimal",
        _ => $"one of {string.Join(", ", field.EnumType.Values.Select(value => value.Name))}",
    };

    private static RefusedCallException Refuse(Reason reason, string field, string message) => RefusalStatus.ToException(Refusal.Because(reason, field, message));
}
