using Trace.Domain.Barcodes.Carriers;

namespace Trace.Api.Pages.Front;

/// <summary>What the front page shows.</summary>
/// <param name="Texts">In the reader's language.</param>
/// <param name="Examples">Of the sample, for who has nothing to scan; none in a ledger without it.</param>
/// <param name="Typed">What was looked up without a script, and led nowhere.</param>
/// <param name="Said">Why.</param>
/// <param name="Couriers">Whose number it can be, where somebody must choose.</param>
public sealed record FrontModel(PageTexts Texts, IReadOnlyList<Example> Examples, string Typed = "", string Said = "", IReadOnlyList<Carrier>? Couriers = null);
