using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Trace.Tool.Barcodes;

/// <summary>A text in, a line out.</summary>
internal static class Lines
{
    // Longer than any barcode, and not so long that a file without line ends fills the memory.
    private const int LongestLine = 64 * 1024;

    // Each answer is one line, of ASCII and escapes but for Chinese.
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The arguments, or the lines of standard input, blank ones too, so that answers stand as the lines do. Only the line's end is taken off: what else is in it belongs to it.</summary>
    public static async IAsyncEnumerable<string> OfAsync(string[] arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (arguments.Length > 0)
        {
            foreach (var argument in arguments)
            {
                yield return argument;
            }

            yield break;
        }

        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var buffer = new char[8192];
        var line = new StringBuilder();
        for (int read; (read = await input.ReadAsync(buffer, cancellation)) > 0;)
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] != '\n')
                {
                    line.Append(buffer[i]);
                    if (line.Length > LongestLine)
                    {
                        throw new UsageException($"standard input: a line has more than {LongestLine} characters");
                    }
                }
                else
                {
                    yield return Take(line);
                }
            }
        }

        if (line.Length > 0)
        {
            yield return Take(line);
        }
    }

    public static void Write(object answer) => Console.Out.WriteLine(JsonSerializer.Serialize(answer, OneLine));

    private static string Take(StringBuilder line)
    {
        var text = line.ToString();
        line.Clear();
        return text.EndsWith('\r') ? text[..^1] : text;
    }
}
