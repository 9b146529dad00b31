using Google.Protobuf;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Protobuf's wire form by hand, also as no encoder writes it.</summary>
internal static class Wire
{
    public const int VarintType = 0;
    public const int Fixed64Type = 1;
    public const int LengthType = 2;
    public const int StartGroupType = 3;
    public const int EndGroupType = 4;

    /// <summary>One field as it stands in a message.</summary>
    public sealed record Field(int Number, byte[] Bytes);

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    /// <summary>The same number with one byte more than it needs.</summary>
    public static byte[] Overlong(ulong value)
    {
        byte[] bytes = Varint(value);
        bytes[^1] |= 0x80;
        return [.. bytes, 0];
    }

    public static byte[] Tag(int number, int type) => Varint((ulong)((number << 3) | type));

    public static byte[] Number(int number, ulong value) => [.. Tag(number, VarintType), .. Varint(value)];

    public static byte[] Content(int number, params ReadOnlySpan<byte> content) => [.. Tag(number, LengthType), .. Varint((ulong)content.Length), .. content];

    /// <summary>The fields of a message, each as it stands.</summary>
    public static List<Field> Split(byte[] message)
    {
        var fields = new List<Field>();
        var input = new CodedInputStream(message);
        long start = 0;
        while (input.ReadTag() is var tag && tag != 0)
        {
            input.SkipLastField();
            fields.Add(new Field(WireFormat.GetTagFieldNumber(tag), message[(int)start..(int)input.Position]));
            start = input.Position;
        }

        return fields;
    }

    /// <summary>The content of a field of length-delimited type.</summary>
    public static byte[] ContentOf(byte[] message, int number)
    {
        var input = new CodedInputStream(Split(message).Single(field => field.Number == number).Bytes);
        input.ReadTag();
        return input.ReadBytes().ToByteArray();
    }

    public static byte[] Join(IEnumerable<Field> fields) => [.. fields.SelectMany(field => field.Bytes)];

    /// <summary>The message with one field written in another way.</summary>
    public static byte[] With(byte[] message, int number, byte[] instead) =>
        Join(Split(message).Select(field => field.Number == number ? field with { Bytes = instead } : field));

    /// <summary>The message with bytes put behind the field of a number.</summary>
    public static byte[] After(byte[] message, int number, byte[] more) =>
        Join(Split(message).Select(field => field.Number == number ? field with { Bytes = [.. field.Bytes, .. more] } : field));

    /// <summary>The message with one field's content changed, its length made to fit.</summary>
    public static byte[] Within(byte[] message, int number, Func<byte[], byte[]> change) =>
        With(message, number, Content(number, change(ContentOf(message, number))));
}
