using System.Globalization;
using System.Text;

namespace Trace.Client;

/// <summary>Names of files and folders that are kept, a log each.</summary>
public static class FileNames
{
    /// <summary>A text, such as an origin (a URL without scheme), as one name: every character but letters, digits, hyphens and inner dots is written in hex.</summary>
    /// <param name="text">Not empty.</param>
    public static string Of(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var name = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            _ = char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' || (b is (byte)'.' && name.Length > 0) ? name.Append((char)b) : name.Append(CultureInfo.InvariantCulture, $"_{b:x2}");
        }

        return name.ToString();
    }
}
