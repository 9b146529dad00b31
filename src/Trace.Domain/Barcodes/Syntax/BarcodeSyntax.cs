using System.Globalization;
using System.Text;

namespace Trace.Domain.Barcodes.Syntax;

/// <summary>
/// The GS1 Barcode Syntax Dictionary: every Application Identifier, its form and its associations, read at first use from the
/// copy of GS1's own file that this assembly carries, with its licence (Apache-2.0).
/// </summary>
public static class BarcodeSyntax
{
    private static readonly Dictionary<string, ApplicationIdentifier> s_entries =
        DictionaryReader.Read(Resource("gs1-syntax-dictionary.txt")).ToDictionary(entry => entry.Code);

    private static readonly Dictionary<string, ApplicationIdentifier>.AlternateLookup<ReadOnlySpan<char>> s_lookup =
        s_entries.GetAlternateLookup<ReadOnlySpan<char>>();

    // All identifiers that begin with the same two digits have the same length (GS1 General Specifications, figure 7.8.1-1).
    private static readonly int[] s_lengths = Lengths();

    /// <summary>GS1's licence of the dictionary.</summary>
    public static string Licence => Resource("gs1-syntax-dictionary.LICENSE");

    /// <summary>Names of the checks that the dictionary asks for, and whether each is made here.</summary>
    public static IReadOnlyDictionary<string, bool> Linters { get; } = new SortedDictionary<string, bool>(
        s_entries.Values.SelectMany(entry => entry.Components).SelectMany(component => component.Linters).Distinct()
            .ToDictionary(name => name, name => Syntax.Linters.Find(name) is not null),
        StringComparer.Ordinal);

    /// <summary>GS1's data title of an Application Identifier, such as <c>BATCH/LOT</c>; null where there is no such identifier.</summary>
    /// <param name="identifier">2 to 4 digits.</param>
    public static string? Title(string identifier) => Find(identifier)?.Title;

    /// <summary>All codes, in the order of their digits.</summary>
    internal static IEnumerable<ApplicationIdentifier> Entries => s_entries.Values.OrderBy(entry => entry.Code, StringComparer.Ordinal);

    /// <summary>The identifier of exactly this code, or null.</summary>
    internal static ApplicationIdentifier? Find(ReadOnlySpan<char> code) => s_lookup.TryGetValue(code, out var entry) ? entry : null;

    /// <summary>The identifier that a text begins with, or null.</summary>
    internal static ApplicationIdentifier? AtStartOf(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[1]))
        {
            return null;
        }
        int length = s_lengths[((text[0] - '0') * 10) + (text[1] - '0')];
        return length == 0 || length > text.Length ? null : Find(text[..length]);
    }

    /// <summary>A text file of this folder.</summary>
    internal static string Resource(string name)
    {
        using var stream = typeof(BarcodeSyntax).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"resource {name} is not in this assembly");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static int[] Lengths()
    {
        int[] lengths = new int[100];
        foreach (string code in s_entries.Keys)
        {
            lengths[int.Parse(code.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture)] = code.Length;
        }
        return lengths;
    }
}
