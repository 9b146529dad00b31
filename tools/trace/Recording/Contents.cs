using System.Text;

namespace Trace.Tool.Recording;

/// <summary>What a commitment is to: a text as typed, or <c>@</c> and a file. <c>@@</c> begins a text with an at sign.</summary>
internal static class Contents
{
    private const int MostBytes = 4_194_304;

    /// <summary>The content and its media type.</summary>
    public static (string MediaType, byte[] Content) Read(string flag, string text)
    {
        if (!text.StartsWith('@') || text.StartsWith("@@", StringComparison.Ordinal))
        {
            var typed = Encoding.UTF8.GetBytes(text.StartsWith('@') ? text[1..] : text);
            return typed.Length > 0 ? ("text/plain", typed) : throw new UsageException($"{flag}: the text is empty");
        }

        var content = Files.Read(text[1..], MostBytes);
        return content.Length > 0 ? (MediaTypeOf(text), content) : throw new UsageException($"{flag}: the file \"{text[1..]}\" is empty");
    }

    /// <summary>By the file's ending.</summary>
    public static string MediaTypeOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".txt" or ".text" => "text/plain",
        ".md" => "text/markdown",
        ".html" or ".htm" => "text/html",
        ".json" => "application/json",
        ".xml" => "application/xml",
        ".pdf" => "application/pdf",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".png" => "image/png",
        ".webp" => "image/webp",
        ".heic" => "image/heic",
        ".mp4" => "video/mp4",
        _ => "application/octet-stream",
    };
}
