using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.Import.Planning;
using Trace.Import.Reading;
using Trace.V1;

namespace Trace.Import.Orders;

/// <summary>
/// Reads a payload by its descriptor, in a short form: enums by their own word, subjects and keys by name, <c>@label</c> for the identity of a
/// statement, quantities as <c>25 kg</c>, texts as they are, documents by file name.
/// </summary>
internal sealed class OrdersFields(OrdersRow row, OrdersBook book, KindRules kind)
{
    private const string PlainText = "text/plain";

    private static readonly Dictionary<string, Unit> Units = new(StringComparer.Ordinal)
    {
        ["x"] = Unit.Piece,
        ["g"] = Unit.Gram,
        ["kg"] = Unit.Kilogram,
        ["t"] = Unit.Tonne,
    };

    private string? _namedKey;

    /// <summary>The statements that were named so far.</summary>
    public List<PlannedStatement> Named { get; } = [];

    /// <summary>Contents of the commitments made so far.</summary>
    public List<PlannedDisclosure> Disclosures { get; } = [];

    /// <summary>Reads a message.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="json">Its fields.</param>
    /// <param name="path">Where it stands, for messages.</param>
    public IMessage Message(MessageDescriptor type, JsonElement json, string path)
    {
        var message = type.Parser.ParseFrom([]);
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw row.Problem(path, $"must be an object with fields of {type.Name}");
        }

        foreach (var property in json.EnumerateObject())
        {
            var field = type.FindFieldByName(property.Name) ?? throw row.Problem($"{path}.{property.Name}", $"{type.Name} has no such field");
            var at = $"{path}.{property.Name}";
            if (field.IsRepeated)
            {
                var list = (System.Collections.IList)field.Accessor.GetValue(message);
                foreach (var element in property.Value.EnumerateArray())
                {
                    list.Add(field.FieldType == FieldType.Message && field.MessageType == Line.Descriptor ? new Line { Subject = Subject(at, Text(element, at)), Line_ = (uint)list.Count + 1 } : Value(field, element, at));
                }
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, property.Value, at));
            }
        }

        return message;
    }

    /// <summary>Shows that a key which the payload names is held.</summary>
    public void Possess(IMessage payload, string subject)
    {
        if (_namedKey is { } name && payload.Descriptor.FindFieldByName("possession") is { } possession)
        {
            possession.Accessor.SetValue(payload, StatementSigner.Possession(book.Builder.Context.Ledger, subject, book.Key(name)));
        }
    }

    public string Subject(string field, string text) => Find(field, () => book.Subject(text));

    public PlannedStatement Said(string field, string label) => Find(field, () => book.Said(label));

    /// <summary>A quantity such as <c>25 kg</c> or <c>120 x</c>.</summary>
    public static Quantity? QuantityOf(string text)
    {
        var parts = text.Split(' ');
        return parts.Length == 2 && Units.TryGetValue(parts[1], out var unit) && decimal.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new Quantity { Thousandths = (ulong)(number * 1000), Unit = unit }
            : null;
    }

    private object Value(FieldDescriptor field, JsonElement json, string path) => field.FieldType switch
    {
        FieldType.Message => Part(field, json, path),
        FieldType.Enum => EnumOf(field.EnumType, Text(json, path), path),
        FieldType.Bytes => Bytes(field, Text(json, path), path),
        FieldType.String => FieldBounds.Of(field).Form is Form.Subject or Form.Party or Form.ProductOrLot or Form.Lot or Form.Parcel ? Subject(path, Text(json, path)) : Text(json, path),
        FieldType.Bool => json.GetBoolean(),
        FieldType.UInt32 => json.TryGetUInt32(out var number) ? number : throw row.Problem(path, $"{json} must be a whole number"),
        FieldType.UInt64 => json.TryGetUInt64(out var number) ? number : throw row.Problem(path, $"{json} must be a whole number"),
        FieldType.Int64 => OrdersTime.Parse(Text(json, path), book.Builder.Context.Began) ?? throw row.Problem(path, $"{json} must be a time such as 2026-09-03 10:12"),
        _ => throw row.Problem(path, $"fields of type {field.FieldType} are not read"),
    };

    private IMessage Part(FieldDescriptor field, JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            return Message(field.MessageType, json, path);
        }

        var text = json.GetString()!;
        return field.MessageType.Name switch
        {
            nameof(V1.Text) => new Text { Zh = text },
            nameof(Commitment) => Commit(field, text),
            nameof(Document) => DocumentOf(text, path),
            nameof(Quantity) => QuantityOf(text) ?? throw row.Problem(path, $"\"{text}\" must be a quantity such as 25 kg"),
            nameof(Money) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                ? new Money { Minor = (ulong)(amount * 100), Currency = "CNY" }
                : throw row.Problem(path, $"\"{text}\" must be an amount in yuan such as 268.00"),
            nameof(PublicKey) => StatementSigner.PublicKeyOf(book.Key(_namedKey = text)),
            nameof(Marked) => Show(text, path),
            _ => throw row.Problem(path, $"must be an object with fields of {field.MessageType.Name}"),
        };
    }

    private Commitment Commit(FieldDescriptor field, string text)
    {
        var (commitment, disclosure) = book.Builder.Commit(
            row.Label, kind.Descriptor, field.FieldNumber.ToString(CultureInfo.InvariantCulture), ByteString.CopyFromUtf8(text), PlainText);
        Disclosures.Add(disclosure);
        return commitment;
    }

    private Document DocumentOf(string name, string path)
    {
        var file = Path.Combine(book.Folder, "documents", Path.GetFileName(name));
        return File.Exists(file)
            ? new Document { Sha256 = ByteString.CopyFrom(SHA256.HashData(File.ReadAllBytes(file))), MediaType = file.EndsWith(".md", StringComparison.Ordinal) ? "text/markdown" : PlainText }
            : throw row.Problem(path, $"documents/ holds no file \"{name}\"");
    }

    private Marked Show(string text, string path)
    {
        var (label, roll, number) = Find(path, () => book.RollOf(text));
        var marking = Said(path, label);
        Named.Add(marking);
        return roll.Show(number, marking);
    }

    private ByteString Bytes(FieldDescriptor field, string text, string path)
    {
        if (text == "roll" && field.Name == "root")
        {
            return book.RootOf(row.Label);
        }

        if (field.Name == "message_sha256")
        {
            return ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }

        if (!text.StartsWith('@'))
        {
            throw row.Problem(path, $"\"{text}\" must name a statement, such as @{row.Label}");
        }

        // @label#6 is the digest of the commitment in field 6 of that statement.
        var parts = text[1..].Split('#');
        var named = Said(path, parts[0]);
        Named.Add(named);
        return parts.Length == 1 ? named.Reference : CommitmentOf(named, parts[1], path).Digest;
    }

    private Commitment CommitmentOf(PlannedStatement named, string number, string path)
    {
        var payload = Statement.Descriptor.FindFieldByNumber((int)named.Kind);
        var field = payload.MessageType.Fields.InFieldNumberOrder().FirstOrDefault(field => field.FieldNumber.ToString(CultureInfo.InvariantCulture) == number);
        return field?.Accessor.GetValue((IMessage)payload.Accessor.GetValue(Statement.Parser.ParseFrom(named.Signed.Statement))) as Commitment
            ?? throw row.Problem(path, $"\"{named.Label}\" holds no commitment in field {number}");
    }

    private object EnumOf(EnumDescriptor type, string word, string path)
    {
        var beginning = type.FindValueByNumber(0).Name[..^"UNSPECIFIED".Length];
        var value = type.FindValueByName(beginning + word.ToUpperInvariant());
        return value is { Number: > 0 }
            ? Enum.ToObject(type.ClrType, value.Number)
            : throw row.Problem(path, $"\"{word}\" must be one of {string.Join(", ", type.Values.Skip(1).Select(known => known.Name[beginning.Length..].ToLowerInvariant()))}");
    }

    private string Text(JsonElement json, string path) => json.ValueKind == JsonValueKind.String ? json.GetString()! : throw row.Problem(path, $"{json} must be a text");

    // A name that leads nowhere is told with the statement and field that hold it.
    private T Find<T>(string field, Func<T> find)
    {
        try
        {
            return find();
        }
        catch (FormatException problem) when (problem is not ImportFormatException)
        {
            throw row.Problem(field, problem.Message);
        }
    }
}
