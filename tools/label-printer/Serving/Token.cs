using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Trace.Tool;

namespace Trace.LabelPrinter.Serving;

/// <summary>What tells this machine's own pages from every other: 192 random bits in a file that its owner alone reads, the same each day so that a station need not be told again.</summary>
internal static class Token
{
    private const int Bytes = 24;
    private const string FileName = "labels.token";

    /// <summary>The kept one, or a new one.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="renew">Whether the kept one is thrown away.</param>
    public static string Load(string folder, bool renew)
    {
        var path = Path.Combine(folder, FileName);
        if (renew)
        {
            File.Delete(path);
        }

        if (!File.Exists(path))
        {
            Files.WriteNew(path, Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes))), secret: true);
        }

        var token = Encoding.ASCII.GetString(Files.Read(path, 100)).Trim();
        return token.Length >= Bytes ? token : throw new UsageException($"\"{path}\": holds no token; --new-token makes another");
    }
}
