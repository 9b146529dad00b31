using System.Collections;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Testing;

/// <summary>Fills what a statement leaves out, within the bounds beside each field, as far as the rules let it stand beside what is there.</summary>
internal static class Filled
{
    // Fields that exclude another one, or belong to another subject or speaker than the sample's.
    private static readonly string[] LeftOut =
    [
        "trace.v1.Listing.offer", "trace.v1.Marking.printer_grant", "trace.v1.Sale.confirms", "trace.v1.Sale.lines", "trace.v1.Sale.quantity",
        "trace.v1.Shipment.lines", "trace.v1.Shipment.quantity", "trace.v1.Handover.quantity", "trace.v1.Handover.previous_year_parcel",
        "trace.v1.Transit.relayed", "trace.v1.Transit.previous_year_parcel", "trace.v1.Receipt.relayed", "trace.v1.Receipt.previous_year_parcel",
        "trace.v1.Place.region", "trace.v1.Registration.roles", "trace.v1.Genesis.predecessor",
    ];

    public static void Fill(Statement statement)
    {
        var rules = RulesTable.Of(statement.PayloadCase);
        statement.Offset = -210;
        statement.Sealed = rules.MaySeal ? Made<Commitment>() : null;
        statement.Place = rules.Place.Gln ? Made<Place>() : rules.Place.Finest is not null ? new Place { Region = "350000" } : null;
        Fill((IMessage)Statement.Descriptor.FindFieldByNumber((int)statement.PayloadCase).Accessor.GetValue(statement));
    }

    private static T Made<T>()
        where T : IMessage, new()
    {
        var message = new T();
        Fill(message);
        return message;
    }

    private static void Fill(IMessage message, int index = 0)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder().Where(field => !LeftOut.Contains(field.FullName)))
        {
            var value = field.Accessor.GetValue(message);
            if (value is IList list)
            {
                for (int i = list.Count; i < Math.Min(2, FieldBounds.Of(field).AtMost); i++)
                {
                    list.Add(Value(field, i));
                }
            }
            else if (value is IMessage inner)
            {
                Fill(inner, index);
            }
            else if (IsUnset(value))
            {
                field.Accessor.SetValue(message, Value(field, index));
            }
        }
    }

    private static object Value(FieldDescriptor field, int index)
    {
        var bounds = FieldBounds.Of(field);
        switch (field.FieldType)
        {
            case FieldType.Message:
                var message = field.MessageType.Parser.ParseFrom(ByteString.Empty);
                Fill(message, index);
                return message;
            case FieldType.String:
                return Text(field, bounds, index);
            case FieldType.Bytes:
                byte[] hash = MerkleHash.LeafHash(Encoding.UTF8.GetBytes($"{field.FullName} {index}")).ToArray();
                return ByteString.CopyFrom(bounds.Max == 64 ? [.. hash, .. hash] : hash);
            case FieldType.Enum:
                return field.EnumType.Values[^(1 + index)].Number;
            case FieldType.Bool:
                return true;
            case FieldType.UInt32:
                return (uint)(bounds.Form == Form.Date ? 20260401 : Math.Max(1, bounds.Min) + index);
            case FieldType.UInt64:
                return (ulong)(Math.Max(1, bounds.Min) + index);
            case FieldType.Int64:
                return StatementSamples.Time + 1;
            default:
                throw new InvalidOperationException($"{field.FullName} is of a type that no statement has");
        }
    }

    private static string Text(FieldDescriptor field, Bounds bounds, int index) => bounds.Form switch
    {
        Form.Subject or Form.ProductOrLot => $"01/06901234567892/10/F{index}",
        Form.Lot => $"01/06901234567892/10/F{index}",
        Form.Party => InMemoryLog.Glns(5 + index),
        Form.Parcel => "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa",
        Form.Region => "350000",
        Form.Gln => InMemoryLog.Glns(7 + index)["party/gln/".Length..],
        Form.Gs1Text => $"L/{index}",
        Form.Gs1Prefix => $"69012{index}",
        Form.MediaType => "image/webp",
        Form.HttpsUrl => $"https://trace.example/d/{index}",
        Form.ScLicence => "SC11435098200001",
        Form.Carrier => "shunfeng",
        Form.HostName => $"f{index}.example",
        _ when field.Name == "currency" => "CNY",
        _ when field.Name == "credit_code" => "91350982MA2XN4U86" + Uscc.CheckCharacter("91350982MA2XN4U86"),
        _ => $"白茶 {index}",
    };

    private static bool IsUnset(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        ByteString bytes => bytes.IsEmpty,
        bool flag => !flag,
        Enum number => Convert.ToInt32(number, null) == 0,
        IConvertible number => Convert.ToInt64(number, null) == 0,
        _ => false,
    };
}
