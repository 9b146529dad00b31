using Trace.Api.Products.Model;

namespace Trace.Api.Products.Slices;

/// <summary>The page on which entries are chosen for a case file.</summary>
/// <param name="Page">Of which page the entries are.</param>
/// <param name="Frame">What stands around it; its path is where the case file is made.</param>
public sealed record ChooseInFrame(ProductPage Page, PageFrame Frame);
