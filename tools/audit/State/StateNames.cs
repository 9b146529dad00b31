using System.Globalization;
using System.Text;

namespace Trace.Audit.State;

/// <summary>Names of files, a log each.</summary>
internal static class StateNames
{
    /// <summary>An origin as a file's name: every character but letters, digits, hyphens and inner dots is written in hex.</summary>
    public static string Of(string origin)
    {
        var name = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(origin))
        {
            _ = char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' || (b is (byte)'.' && name.Length > 0) ? name.Append((char)b) : name.Append(CultureInfo.InvariantCulture, $"_{b:x2}");
        }

        return name.ToString();
    }
}
