using System.Globalization;

namespace Trace.Domain.Barcodes.Syntax;

/// <summary>One part of what stands after an Application Identifier: <c>N13,csum,gcppos1</c> or <c>[X..17]</c>.</summary>
/// <param name="Characters">What it is written in.</param>
/// <param name="MinLength">In characters.</param>
/// <param name="MaxLength">In characters.</param>
/// <param name="Optional">Whether the value may end before it.</param>
/// <param name="Linters">Names of further checks, in the dictionary's order.</param>
internal sealed record Component(CharacterSet Characters, int MinLength, int MaxLength, bool Optional, IReadOnlyList<string> Linters)
{
    private readonly Linter[] _linters = [.. Linters.Select(Syntax.Linters.Find).OfType<Linter>()];

    /// <summary>Reads the dictionary's notation.</summary>
    public static Component Parse(string notation)
    {
        // Linters stand behind the closing bracket: [N3],iso3166.
        string[] parts = notation.Split(',');
        bool optional = parts[0].StartsWith('[');
        string type = parts[0].Trim('[', ']');
        bool variable = type.AsSpan(1).StartsWith("..", StringComparison.Ordinal);
        int length = int.Parse(type.AsSpan(variable ? 3 : 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return new Component(CharacterSet.Of(type[0]), variable ? 1 : length, length, optional, parts[1..]);
    }

    /// <summary>What is wrong with a component's characters, or null.</summary>
    public string? Problem(ReadOnlySpan<char> value)
    {
        if (value.Length < MinLength)
        {
            return $"has {value.Length} characters where {MinLength} are due";
        }
        string? problem = Characters.Problem(value);
        for (int i = 0; problem is null && i < _linters.Length; i++)
        {
            problem = _linters[i](value);
        }
        return problem;
    }
}
