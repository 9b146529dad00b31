using System.Collections;
using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>
/// Checks every field of a statement, at all depths, against the bounds that stand beside it in the protos. The option
/// <c>trace.v1.bounds</c> is their only home: documentation and tests read it through <see cref="Of"/> too.
/// </summary>
public static class FieldBounds
{
    private static readonly Bounds None = new();
    private static readonly FrozenDictionary<MessageDescriptor, Field[]> Fields = FieldsBelow(Statement.Descriptor);

    /// <summary>The bounds written beside a field; all-default where there are none.</summary>
    /// <param name="field">A field of a message of <c>trace.v1</c>.</param>
    public static Bounds Of(FieldDescriptor field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.GetOptions()?.GetExtension(BoundsExtensions.Bounds) ?? None;
    }

    /// <summary>The first field out of its bounds, or null.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    public static Refusal? Check(Statement statement) => CheckMessage(statement);

    /// <summary>The first field out of its bounds of the content of a <c>sealed</c>, or null.</summary>
    /// <param name="confidential">A message <c>Confidential</c> of a kind.</param>
    /// <exception cref="KeyNotFoundException">It belongs to no statement.</exception>
    public static Refusal? CheckSealed(IMessage confidential)
    {
        ArgumentNullException.ThrowIfNull(confidential);
        return CheckMessage(confidential);
    }

    private static Refusal? CheckMessage(IMessage message)
    {
        var payload = message is Statement statement ? (int)statement.PayloadCase : 0;
        foreach (var field in Fields[message.Descriptor])
        {
            if (field.IsPayload && field.Descriptor.FieldNumber != payload)
            {
                continue;
            }

            if (Check(field, message) is { } refusal)
            {
                return refusal;
            }
        }

        return MessageRules.Problem(message);
    }

    private static Refusal? Check(Field field, IMessage message)
    {
        var value = field.Descriptor.Accessor.GetValue(message);
        if (field.Descriptor.IsRepeated)
        {
            return CheckElements(field, (IList)value);
        }

        // A member of a oneof is absent unless it is the one that is set; the oneof itself is checked as a whole.
        if (value is null || IsDefault(value))
        {
            return field.Bounds.Required && field.Descriptor.ContainingOneof is null
                ? Refusal.Because(Reason.FieldRequired, field.Descriptor.Name, $"{field.Descriptor.Name} is required")
                : null;
        }

        return CheckValue(field, value, field.Descriptor.Name);
    }

    private static Refusal? CheckElements(Field field, IList elements)
    {
        var (name, bounds) = (field.Descriptor.Name, field.Bounds);
        if (elements.Count < bounds.AtLeast || (bounds.AtMost > 0 && elements.Count > bounds.AtMost))
        {
            return Refusal.Because(Reason.FieldOutOfBounds, name, $"{name} has {bounds.AtLeast} to {bounds.AtMost} elements; {elements.Count} came");
        }

        for (var i = 0; i < elements.Count; i++)
        {
            var path = $"{name}[{i}]";
            if (CheckValue(field, elements[i]!, path) is { } refusal)
            {
                return refusal;
            }

            if (bounds.Distinct && elements.IndexOf(elements[i]) < i)
            {
                return Refusal.Because(Reason.FieldOutOfBounds, path, $"{path} repeats an earlier element");
            }
        }

        return null;
    }

    private static Refusal? CheckValue(Field field, object value, string path)
    {
        switch (value)
        {
            case IMessage message:
                if (CheckMessage(message) is { } inner)
                {
                    inner.Field = $"{path}.{inner.Field}";
                    return inner;
                }

                return null;
            case string text:
                return CheckText(field.Bounds, text, path);
            case ByteString bytes:
                return CheckLength(field.Bounds, bytes.Length, path, "bytes");
            case Enum:
                var number = Convert.ToInt32(value, null);
                return number != 0 && field.Descriptor.EnumType.FindValueByNumber(number) is not null
                    ? null
                    : Refusal.Because(Reason.NotCanonical, path, $"{path}: {number} is not a value of {field.Descriptor.EnumType.Name}");
            case bool:
                return null;
            default:
                return CheckNumber(field.Bounds, value is ulong big ? (long)Math.Min(big, long.MaxValue) : Convert.ToInt64(value, null), path);
        }
    }

    private static Refusal? CheckText(Bounds bounds, string text, string path)
    {
        if (NormalText.Problem(text) is { } abnormal)
        {
            return Refusal.Because(Reason.TextNotNormal, path, $"{path}: {abnormal}");
        }

        return CheckLength(bounds, NormalText.Length(text), path, "characters")
            ?? (FieldForms.Problem(bounds.Form, text) is { } problem ? Refusal.Because(Reason.FieldForm, path, $"{path}: {problem}") : null);
    }

    private static Refusal? CheckLength(Bounds bounds, int length, string path, string unit)
    {
        if (length >= bounds.Min && (bounds.Max == 0 || length <= bounds.Max))
        {
            return null;
        }

        var rule = bounds.Min == bounds.Max ? $"{bounds.Min}" : $"{Math.Max(1, bounds.Min)} to {bounds.Max}";
        return Refusal.Because(Reason.FieldOutOfBounds, path, $"{path} has {rule} {unit}; {length} came");
    }

    private static Refusal? CheckNumber(Bounds bounds, long number, string path)
    {
        if ((bounds.Min != 0 || bounds.Max != 0) && (number < bounds.Min || number > bounds.Max))
        {
            return Refusal.Because(Reason.FieldOutOfBounds, path, $"{path} is {bounds.Min} to {bounds.Max}; {number} came");
        }

        return FieldForms.Problem(bounds.Form, number) is { } problem ? Refusal.Because(Reason.FieldForm, path, $"{path}: {problem}; {number} came") : null;
    }

    private static bool IsDefault(object value) => value switch
    {
        string text => text.Length == 0,
        ByteString bytes => bytes.IsEmpty,
        bool flag => !flag,
        uint number => number == 0,
        ulong number => number == 0,
        int number => number == 0,
        long number => number == 0,
        Enum => Convert.ToInt32(value, null) == 0,
        _ => false,
    };

    private static FrozenDictionary<MessageDescriptor, Field[]> FieldsBelow(MessageDescriptor root)
    {
        var found = new Dictionary<MessageDescriptor, Field[]>();
        var waiting = new Stack<MessageDescriptor>([root]);
        while (waiting.TryPop(out var message))
        {
            if (!found.TryAdd(message, [.. message.Fields.InFieldNumberOrder().Select(field => new Field(field, Of(field)))]))
            {
                continue;
            }

            foreach (var below in message.Fields.InFieldNumberOrder().Where(field => field.FieldType == FieldType.Message).Select(field => field.MessageType).Concat(message.NestedTypes))
            {
                waiting.Push(below);
            }
        }

        return found.ToFrozenDictionary();
    }

    private sealed record Field(FieldDescriptor Descriptor, Bounds Bounds)
    {
        // The payload is one of some thirty fields; the others are absent, and are not asked one by one.
        public bool IsPayload { get; } = Descriptor.ContainingOneof?.FullName == "trace.v1.Statement.payload";
    }
}
