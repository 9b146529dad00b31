using Trace.Api.Products.Model;

namespace Trace.Api.Products.Slices;

/// <summary>A party's card in a page.</summary>
/// <param name="Card">The card.</param>
/// <param name="Frame">The page's.</param>
/// <param name="Level">Of its heading; 0 where the page's own heading names it.</param>
public sealed record CardInFrame(PartyCard Card, PageFrame Frame, int Level);

/// <summary>The record in a page.</summary>
public sealed record RecordInFrame(IReadOnlyList<RecordRow> Rows, PageFrame Frame)
{
    /// <summary>Where its case file is; empty where there is none.</summary>
    public string Case { get; init; } = "";
}
