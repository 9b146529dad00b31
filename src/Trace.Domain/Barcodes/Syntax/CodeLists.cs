using System.Collections.Frozen;

namespace Trace.Domain.Barcodes.Syntax;

/// <summary>Lists of ISO and GS1 of which a component must be one, from <c>code-lists.txt</c>.</summary>
internal static class CodeLists
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> s_lists = Read(BarcodeSyntax.Resource("code-lists.txt"));

    /// <summary>Null where a value is of a list.</summary>
    public static string? Problem(string list, ReadOnlySpan<char> value) =>
        s_lists[list].GetAlternateLookup<ReadOnlySpan<char>>().Contains(value) ? null : $"{Quoted.Of(value)} is no code of {Name(list)}";

    private static string Name(string list) => list switch
    {
        "iso3166" => "ISO 3166-1 numeric",
        "iso3166alpha2" => "ISO 3166-1 alpha-2",
        "iso4217" => "ISO 4217 numeric",
        _ => "GS1's package types",
    };

    private static FrozenDictionary<string, FrozenSet<string>> Read(string text)
    {
        var lists = new Dictionary<string, HashSet<string>>();
        string name = "";
        foreach (string line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == ' ')
            {
                lists[name].UnionWith(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
            else
            {
                lists[name = line.Trim()] = [];
            }
        }
        return lists.ToFrozenDictionary(list => list.Key, list => list.Value.ToFrozenSet());
    }
}
