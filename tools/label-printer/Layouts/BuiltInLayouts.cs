using System.Collections.Concurrent;
using Trace.Tool;

namespace Trace.LabelPrinter.Layouts;

/// <summary>The layouts that come along, each a file of its own in the form that <c>--template</c> reads.</summary>
internal static class BuiltInLayouts
{
    private const string Folder = "layouts/";
    private const string Ending = ".json";

    private static readonly ConcurrentDictionary<string, Layout> s_read = new();

    /// <summary>Their names, such as <c>item-60x40</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInLayouts).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(name => name[Folder.Length..^Ending.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The sizes that a type of label comes in.</summary>
    public static IReadOnlyList<string> SizesOf(LabelType type) =>
        [.. Names.Where(name => name.StartsWith(Prefix(type), StringComparison.Ordinal)).Select(name => name[Prefix(type).Length..])];

    /// <summary>One by what it is for and its size.</summary>
    /// <exception cref="UsageException">There is none of that size.</exception>
    public static Layout Of(LabelType type, string size) => Named(Prefix(type) + size)
        ?? throw new UsageException($"--size {size}: {Prefix(type)[..^1]} labels come in {string.Join(", ", SizesOf(type))} mm; --template FILE has a layout of your own");

    /// <summary>One by name; null where there is none.</summary>
    public static Layout? Named(string name) => Names.Contains(name)
        ? s_read.GetOrAdd(name, static one => LayoutFile.Parse(Bytes(one), one, picture => throw new UsageException($"{one}: \"{picture}\": pictures lie beside files")))
        : null;

    /// <summary>The file of one, to begin an own layout with.</summary>
    public static byte[] Bytes(string name)
    {
        using var stream = typeof(BuiltInLayouts).Assembly.GetManifestResourceStream(Folder + name + Ending)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string Prefix(LabelType type) => $"{type.ToString().ToLowerInvariant()}-";
}
