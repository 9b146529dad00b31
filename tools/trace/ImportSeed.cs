using System.Security.Cryptography;
using System.Text;
using Trace.Tool.Keys;

namespace Trace.Tool;

/// <summary>
/// The seed of an import whose caller names none: made once, in a file beside the keys that its owner alone can read, so that the same orders
/// give the same bytes again, and nobody else can sign as their parties.
/// </summary>
internal static class ImportSeed
{
    private const string FileName = "import.seed";
    private const int Bytes = 32;

    /// <summary>The seed in hex.</summary>
    /// <param name="shelf">The folder of the keys.</param>
    public static string Of(KeyShelf shelf)
    {
        var path = Path.Combine(shelf.Folder, FileName);
        if (!File.Exists(path))
        {
            Files.WriteNew(path, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)) + "\n"), secret: true);
        }

        return File.ReadAllText(path).Trim();
    }
}
