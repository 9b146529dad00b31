namespace Trace.Domain.Barcodes;

/// <summary>A GS1 Application Identifier and its value.</summary>
/// <param name="Identifier">2 to 4 digits, without brackets.</param>
/// <param name="Value">As printed: not escaped, without FNC1.</param>
public readonly record struct Element(string Identifier, string Value)
{
    /// <summary><c>(01)09521111100010</c>.</summary>
    public override string ToString() => $"({Identifier}){Value}";
}
