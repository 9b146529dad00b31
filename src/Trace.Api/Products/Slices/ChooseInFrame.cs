using Trace.Api.Products.Model;

namespace Trace.Api.Products.Slices;

/// <summary>The page on which entries are chosen for a case file.</summary>
/// <param name="Page">Of which page the entries are.</param>
/// <param name="Address">Where the case file is made, without query.</param>
/// <param name="Frame">What stands around it.</param>
public sealed record ChooseInFrame(ProductPage Page, string Address, PageFrame Frame);
