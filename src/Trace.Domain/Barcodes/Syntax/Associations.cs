namespace Trace.Domain.Barcodes.Syntax;

/// <summary>
/// What must go with what, and what must not (GS1 General Specifications, section 4.13): judged over all element strings of a
/// message together, as <c>req</c> and <c>ex</c> of the syntax dictionary have it.
/// </summary>
internal static class Associations
{
    /// <summary>The first broken association, or null.</summary>
    public static string? Problem(IReadOnlyList<Element> elements)
    {
        var present = elements.Select(element => BarcodeSyntax.Find(element.Identifier)!).Distinct().OrderBy(entry => entry.Code, StringComparer.Ordinal).ToList();
        return present.Select(entry => Excluded(entry, present)).FirstOrDefault(problem => problem is not null)
            ?? present.Select(entry => Missing(entry, present)).FirstOrDefault(problem => problem is not null)
            ?? Repeated(elements)
            ?? UnserialisedKey(elements);
    }

    private static string? Excluded(ApplicationIdentifier entry, List<ApplicationIdentifier> present) =>
        entry.Excludes.Select(pattern => Match(pattern, entry, present)).FirstOrDefault(other => other is not null) is { } found
            ? $"({entry.Code}) must not be with ({found.Code})"
            : null;

    private static string? Missing(ApplicationIdentifier entry, List<ApplicationIdentifier> present) =>
        entry.Requires.FirstOrDefault(groups => !groups.Any(group => group.All(pattern => Match(pattern, entry, present) is not null))) is { } due
            ? $"({entry.Code}) must be with {string.Join(" or ", due.Select(group => string.Join(" and ", group.Select(code => $"({code})"))))}"
            : null;

    private static string? Repeated(IReadOnlyList<Element> elements) =>
        elements.GroupBy(element => element.Identifier).FirstOrDefault(group => group.Distinct().Count() > 1) is { } different
            ? $"({different.Key}) is there more than once, must have the same value each time"
            : null;

    // A digital signature is of one thing, and the kinds of key whose serial is optional name one with it alone.
    private static string? UnserialisedKey(IReadOnlyList<Element> elements) =>
        elements.Any(element => element.Identifier == "8030")
        && elements.FirstOrDefault(element => element.Identifier is "253" or "255" or "8003" && element.Value.Length == BarcodeSyntax.Find(element.Identifier)!.MinLength) is { Identifier.Length: > 0 } key
            ? $"({key.Identifier}) must have its serial component where it is with (8030)"
            : null;

    // A pattern is digits and then letters n, each for one digit. An identifier is no exclusion and no requirement of itself.
    private static ApplicationIdentifier? Match(string pattern, ApplicationIdentifier self, List<ApplicationIdentifier> present)
    {
        string digits = pattern.TrimEnd('n');
        return present.Find(other => other != self && other.Code.Length == pattern.Length && other.Code.StartsWith(digits, StringComparison.Ordinal));
    }
}
