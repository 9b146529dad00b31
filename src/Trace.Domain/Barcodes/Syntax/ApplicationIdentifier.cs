namespace Trace.Domain.Barcodes.Syntax;

/// <summary>An entry of the GS1 Barcode Syntax Dictionary: an Application Identifier, the form of its value, and what goes with it.</summary>
/// <param name="Code">2 to 4 digits.</param>
/// <param name="PredefinedLength">Whether no FNC1 is needed after it (flag <c>*</c>).</param>
/// <param name="DataAttribute">Whether it may stand in the query of a Digital Link (flag <c>?</c>).</param>
/// <param name="Components">The parts of its value, in order.</param>
/// <param name="Requires">Of each list, one group must be there whole (<c>req</c>).</param>
/// <param name="Excludes">Identifiers and patterns such as <c>310n</c> that must not be there (<c>ex</c>).</param>
/// <param name="Qualifiers">Where it is a primary key of Digital Links: the sequences of key qualifiers, of which a link takes some of one, in order.</param>
/// <param name="Title">GS1's data title.</param>
internal sealed record ApplicationIdentifier(
    string Code,
    bool PredefinedLength,
    bool DataAttribute,
    IReadOnlyList<Component> Components,
    IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> Requires,
    IReadOnlyList<string> Excludes,
    IReadOnlyList<IReadOnlyList<string>>? Qualifiers,
    string Title)
{
    /// <summary>Fewest characters of a value.</summary>
    public int MinLength { get; } = Components.Where(component => !component.Optional).Sum(component => component.MinLength);

    /// <summary>Most characters of a value.</summary>
    public int MaxLength { get; } = Components.Sum(component => component.MaxLength);

    /// <summary>Whether it is a primary key of Digital Links.</summary>
    public bool IsPrimaryKey => Qualifiers is not null;

    /// <summary>Says what is wrong with a value that stands by itself, or null.</summary>
    public string? Problem(ReadOnlySpan<char> value)
    {
        if (value.Length < MinLength || value.Length > MaxLength)
        {
            string due = MinLength == MaxLength ? $"{MinLength}" : $"{MinLength} to {MaxLength}";
            return $"({Code}) {Quoted.Of(value)}: must have {due} characters, has {value.Length}";
        }
        int caret = value.IndexOf('^');
        return caret < 0
            ? ComponentProblem(value, out _)
            : $"({Code}) {Quoted.Of(value)}: character {caret + 1} is \"^\", must be of GS1 character set 82";
    }

    /// <summary>Checks the components at the start of a text.</summary>
    /// <param name="text">Up to the next FNC1 or the end; of a predefined length, no longer than that.</param>
    /// <param name="length">How many characters the components took, where the answer is null.</param>
    public string? ComponentProblem(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        if (text.IsEmpty)
        {
            return $"({Code}): has no value";
        }
        foreach (var component in Components)
        {
            var part = text.Slice(length, Math.Min(component.MaxLength, text.Length - length));
            if (part.IsEmpty && component.Optional)
            {
                continue;
            }
            if (component.Problem(part) is { } problem)
            {
                string where = Components.Count > 1 ? $", {Quoted.Of(part)} from character {length + 1}" : "";
                return $"({Code}) {Quoted.Of(text)}{where}: {problem}";
            }
            length += part.Length;
        }
        return null;
    }
}
