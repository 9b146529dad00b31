using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>
/// Statements of a newer version: fields, payloads and enum numbers that are not known here. Their form is held to the canonical rules as far
/// as that is possible without knowing what they mean; admission never lets them in, verifiers never skip them.
/// </summary>
public static class NewerForm
{
    /// <summary>
    /// Reads a message with unknown fields; false where it is malformed, or not the one order and spelling of its fields. A known number with
    /// another wire type is of no version: numbers never change their types.
    /// </summary>
    /// <param name="bytes">The bytes as recorded.</param>
    /// <param name="message">Empty; receives what is known, and keeps what is not.</param>
    public static bool TryRead(ByteString bytes, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            message.MergeFrom(bytes);

            // Protobuf writes unknown fields after the known ones; their place is by number, which moves bytes and changes no length.
            return message.CalculateSize() == bytes.Length && Ordered(message.ToByteString(), message.Descriptor).Equals(bytes);
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether a message holds an enum number that is not known here, at any depth.</summary>
    /// <param name="message">A message.</param>
    public static bool HasUnknownNumber(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Descriptor.Fields.InDeclarationOrder().Any(field => ValuesOf(field, message).Any(value => value switch
        {
            IMessage inner => HasUnknownNumber(inner),
            Enum number => IsUnknown(field, number),
            _ => false,
        }));
    }

    /// <summary>The known part of a statement, on which the known rules can be asked: unknown fields are left out, unknown enum numbers give way to known ones.</summary>
    /// <param name="statement">A statement of a newer version.</param>
    public static Statement KnownPart(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var known = Statement.Parser.WithDiscardUnknownFields(true).ParseFrom(statement.ToByteString());
        Replace(known);
        return known;
    }

    private static void Replace(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (value is System.Collections.IList list && field.FieldType == FieldType.Enum)
            {
                for (var i = list.Count - 1; i >= 0; i--)
                {
                    if (IsUnknown(field, (Enum)list[i]!))
                    {
                        list.RemoveAt(i);
                    }
                }
            }
            else if (value is Enum number && IsUnknown(field, number))
            {
                field.Accessor.SetValue(message, field.EnumType.Values[1].Number);
            }
            else
            {
                foreach (var inner in ValuesOf(field, message).OfType<IMessage>())
                {
                    Replace(inner);
                }
            }
        }
    }

    private static IEnumerable<object> ValuesOf(FieldDescriptor field, IMessage message) => field.Accessor.GetValue(message) switch
    {
        null => [],
        System.Collections.IList list => list.Cast<object>(),
        var value => [value],
    };

    private static bool IsUnknown(FieldDescriptor field, Enum value) =>
        Convert.ToInt32(value, null) is var number && number != 0 && field.EnumType.FindValueByNumber(number) is null;

    private static ByteString Ordered(ByteString bytes, MessageDescriptor descriptor)
    {
        var input = new CodedInputStream(bytes.ToByteArray());
        var parts = new List<(int Number, byte[] Bytes)>();
        while (input.ReadTag() is var tag && tag != 0)
        {
            var (number, part) = (WireFormat.GetTagFieldNumber(tag), new MemoryStream());
            var known = descriptor.FindFieldByNumber(number);
            if (known is not null && WireTypeOf(known) != WireFormat.GetTagWireType(tag))
            {
                throw new FormatException($"{known.FullName} has another wire type");
            }

            var output = new CodedOutputStream(part);
            output.WriteTag(tag);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint:
                    output.WriteUInt64(input.ReadUInt64());
                    break;
                case WireFormat.WireType.Fixed64:
                    output.WriteFixed64(input.ReadFixed64());
                    break;
                case WireFormat.WireType.Fixed32:
                    output.WriteFixed32(input.ReadFixed32());
                    break;
                case WireFormat.WireType.LengthDelimited:
                    var content = input.ReadBytes();
                    output.WriteBytes(known is { FieldType: FieldType.Message } ? Ordered(content, known.MessageType) : content);
                    break;
                default:
                    throw new FormatException("groups have no place in a statement");
            }

            output.Flush();
            parts.Add((number, part.ToArray()));
        }

        return ByteString.CopyFrom([.. parts.OrderBy(part => part.Number).SelectMany(part => part.Bytes)]);
    }

    // Repeated numbers are packed. The protos have no floats, groups or fixed widths.
    private static WireFormat.WireType WireTypeOf(FieldDescriptor field) =>
        field.IsRepeated || field.FieldType is FieldType.Message or FieldType.String or FieldType.Bytes ? WireFormat.WireType.LengthDelimited : WireFormat.WireType.Varint;
}
