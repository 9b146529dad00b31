using System.Reflection;

namespace Trace.Web;

/// <summary>The built files of web/: bundles of its TypeScript, and files of npm packages as they came. They are parts of this assembly.</summary>
public static class WebFiles
{
    private static readonly Assembly s_assembly = typeof(WebFiles).Assembly;

    private const string Packed = "packed/";

    private static readonly HashSet<string> s_all = [.. s_assembly.GetManifestResourceNames()];

    /// <summary>The names of all, with <c>/</c> between folders, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Where(name => !name.StartsWith(Packed, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The bytes of one as the build packed it; null where it did not.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="coding">A content coding of RFC 9110: <c>br</c> or <c>gzip</c>.</param>
    public static byte[]? ReadPacked(string name, string coding) => s_all.Contains($"{Packed}{coding}/{name}") ? ReadBytes($"{Packed}{coding}/{name}") : null;

    /// <summary>Opens one for reading; the caller closes it.</summary>
    /// <param name="name">Its name below <c>web/dist</c>, such as <c>zxing_reader.wasm</c>.</param>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    public static Stream Open(string name) =>
        s_assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"There is no file {name} among what web/build.mjs makes.", name);

    /// <summary>The bytes of one.</summary>
    /// <inheritdoc cref="Open"/>
    public static byte[] ReadBytes(string name)
    {
        using var stream = Open(name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The text of one that is UTF-8.</summary>
    /// <inheritdoc cref="Open"/>
    public static string ReadText(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }
}
