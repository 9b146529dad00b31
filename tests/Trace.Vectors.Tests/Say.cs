using System.Text;
using System.Text.Json.Nodes;
using Trace.Domain.Ledger;

namespace Trace.Vectors.Tests;

/// <summary>Short words with which cases are written and read: bytes are lower-case hex, codes are words in capitals.</summary>
internal static class Say
{
    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary><c>NotCanonical</c> is <c>NOT_CANONICAL</c>: as protos and documentation spell it.</summary>
    public static string Code(Enum value)
    {
        var code = new StringBuilder();
        foreach (char c in value.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && code.Length > 0)
            {
                code.Append('_');
            }

            code.Append(char.ToUpperInvariant(c));
        }

        return code.ToString();
    }

    public static JsonArray List(IEnumerable<Hash256> hashes) => [.. hashes.Select(hash => (JsonNode)hash.ToString())];

    public static JsonArray List(params IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    public static string Text(this JsonObject of, string field) => of[field]!.GetValue<string>();

    public static byte[] Bytes(this JsonObject of, string field) => Bytes(of.Text(field));

    public static long Number(this JsonObject of, string field) => of[field]!.GetValue<long>();

    public static bool Flag(this JsonObject of, string field) => of[field]!.GetValue<bool>();

    public static Hash256 Hash(this JsonObject of, string field) => Hash256.FromHex(of.Text(field));

    public static Hash256[] Hashes(this JsonObject of, string field) => [.. of.Texts(field).Select(hex => Hash256.FromHex(hex))];

    public static string[] Texts(this JsonObject of, string field) => [.. of[field]!.AsArray().Select(item => item!.GetValue<string>())];

    public static JsonObject[] Objects(this JsonObject of, string field) => [.. of[field]!.AsArray().Select(item => item!.AsObject())];
}
