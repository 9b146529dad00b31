namespace Trace.Domain.Tests.Fuzzing;

/// <summary>Makes hostile inputs of valid ones: a few changes each, of the kinds that parsers trip over. The same seed makes the same inputs.</summary>
internal sealed class Mutation(int seed)
{
    // Where lengths, signs and forms turn.
    private static readonly byte[][] Words =
    [
        "\n"u8.ToArray(), "\n\n"u8.ToArray(), "\r\n"u8.ToArray(), " "u8.ToArray(), "— "u8.ToArray(), "+"u8.ToArray(), "="u8.ToArray(), "0"u8.ToArray(), "-1"u8.ToArray(), "00"u8.ToArray(),
        "9223372036854775807"u8.ToArray(), "9223372036854775808"u8.ToArray(), "18446744073709551616"u8.ToArray(), "99999999999999999999999999999999"u8.ToArray(), "x000/"u8.ToArray(), ".p/255"u8.ToArray(),
        "quorum none\n"u8.ToArray(), "group g any w\n"u8.ToArray(), "witness w "u8.ToArray(), "extra "u8.ToArray(), "index "u8.ToArray(), "\u0661\u0662"u8.ToArray(), [0], [0xff], [0xff, 0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], [0xff, 0xff, 0xff, 0xff, 0x0f], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x07], new byte[32], [.. Enumerable.Repeat((byte)0xff, 32)],
    ];

    private readonly Random _random = new(seed);

    /// <summary>One input.</summary>
    /// <param name="valid">Valid inputs, to be bent.</param>
    public byte[] Next(IReadOnlyList<byte[]> valid)
    {
        var input = valid[_random.Next(valid.Count)].ToList();
        for (var changes = _random.Next(1, 6); changes > 0; changes--)
        {
            Change(input, valid);
        }

        return [.. input];
    }

    private void Change(List<byte> input, IReadOnlyList<byte[]> valid)
    {
        var at = _random.Next(input.Count + 1);
        var most = input.Count - at;
        switch (_random.Next(9))
        {
            case 0 when most > 0:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when most > 0:
                input[at] = (byte)_random.Next(256);
                break;
            case 2:
                input.RemoveRange(at, _random.Next(Math.Min(most, 64) + 1));
                break;
            case 3:
                input.RemoveRange(at, most);
                break;
            case 4:
                input.InsertRange(at, Words[_random.Next(Words.Length)]);
                break;
            case 5 when most > 0:
                // A part again, many times over.
                var part = input.GetRange(at, _random.Next(1, Math.Min(most, 128) + 1));
                for (var times = _random.Next(1, 1 << _random.Next(8)); times > 0 && input.Count < 1 << 17; times--)
                {
                    input.InsertRange(at, part);
                }

                break;
            case 6:
                // The end of another.
                var other = valid[_random.Next(valid.Count)];
                input.RemoveRange(at, most);
                input.AddRange(other.AsSpan(Math.Min(at, other.Length)));
                break;
            case 7:
                var random = new byte[_random.Next(1, 40)];
                _random.NextBytes(random);
                input.InsertRange(at, random);
                break;
            case 8 when most > 0:
                // A word in place of what stands there.
                var word = Words[_random.Next(Words.Length)];
                input.RemoveRange(at, Math.Min(most, word.Length));
                input.InsertRange(at, word);
                break;
        }
    }
}
