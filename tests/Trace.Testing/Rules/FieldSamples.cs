using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Testing.Rules;

/// <summary>Values that keep within the bounds that a field's option names, made from the descriptor alone.</summary>
public static class FieldSamples
{
    /// <summary>One good value of a field, or of an element of a repeated one.</summary>
    public static object Of(FieldDescriptor field)
    {
        var bounds = FieldBounds.Of(field);
        return field.FieldType switch
        {
            FieldType.Message => MessageOf(field.MessageType),
            FieldType.Enum => EnumOf(field, field.EnumType.Values.First(value => value.Number != 0).Number),
            FieldType.Bool => true,
            FieldType.String => TextOf(bounds),
            FieldType.Bytes => ByteString.CopyFrom(new byte[Math.Max(1, bounds.Min)]),
            _ => NumberOf(field, bounds.Form == Form.Time ? StatementCatalogue.February : bounds.Form == Form.Date ? 20260228 : Math.Max(1, bounds.Min)),
        };
    }

    /// <summary>A number as the field's own type.</summary>
    public static object NumberOf(FieldDescriptor field, long number) => field.FieldType switch
    {
        FieldType.UInt32 => checked((uint)number),
        FieldType.UInt64 => checked((ulong)number),
        FieldType.SInt32 or FieldType.Int32 => checked((int)number),
        _ => number,
    };

    /// <summary>A number as the field's own enum; it may be one that the enum has not.</summary>
    public static object EnumOf(FieldDescriptor field, int number) => Enum.ToObject(field.EnumType.ClrType, number);

    /// <summary>A message with what it must have, and no more.</summary>
    public static IMessage MessageOf(MessageDescriptor type)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InFieldNumberOrder())
        {
            var bounds = FieldBounds.Of(field);
            if (field.IsRepeated)
            {
                for (var i = 0; i < bounds.AtLeast; i++)
                {
                    ((IList)field.Accessor.GetValue(message)).Add(Of(field));
                }
            }
            else if (bounds.Required)
            {
                field.Accessor.SetValue(message, Of(field));
            }
        }

        switch (message)
        {
            case Text text:
                text.Zh = "茶";
                break;
            case Place place:
                place.Region = "350000";
                break;
        }

        return message;
    }

    /// <summary>A good text of a form.</summary>
    public static string TextOf(Bounds bounds) => bounds.Form switch
    {
        Form.Subject or Form.ProductOrLot => "01/06901234567892",
        Form.Party => "party/gln/9521234000013",
        Form.Lot => "01/06901234567892/10/L1",
        Form.Parcel => "00/095200000000000011",
        Form.Region => "350100",
        Form.Gln => "9521234000013",
        Form.Gs1Text => "L1",
        Form.Gs1Prefix => "95212",
        Form.MediaType => "image/webp",
        Form.HttpsUrl => "https://example.com/a",
        Form.ScLicence => "SC11435098200001",
        Form.Carrier => "sf",
        Form.HostName => "shop.example",
        Form.Unspecified => new string('x', (int)Math.Max(1, bounds.Min)),
        _ => throw new NotSupportedException($"the form {bounds.Form} has no sample yet"),
    };
}
