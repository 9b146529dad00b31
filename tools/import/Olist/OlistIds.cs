using System.Security.Cryptography;
using System.Text;

namespace Trace.Import.Olist;

/// <summary>Ids of the source where they become part of a key or a name.</summary>
internal static class OlistIds
{
    private const int SerialLength = 20;
    private const int ShortLength = 8;

    /// <summary>The serial of an order without items: the first 20 hex digits of its id; of an id of another form the first 20 of its SHA-256.</summary>
    public static string OrderSerial(string order) => Hex(order)[..SerialLength];

    /// <summary>The first 8 of the same digits, for names.</summary>
    public static string Short(string id) => Hex(id)[..ShortLength];

    private static string Hex(string id) => id.Length >= SerialLength && id.All(char.IsAsciiHexDigitLower)
        ? id
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
