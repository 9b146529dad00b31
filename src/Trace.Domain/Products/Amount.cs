using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>A quantity in the base unit of its dimension, so that grams and tonnes add up. Pieces, pairs, sets and boxes are each their own.</summary>
/// <param name="Of">The dimension, by its base unit.</param>
/// <param name="Value">How much.</param>
internal readonly record struct Amount(Unit Of, decimal Value)
{
    /// <summary>Reads a quantity.</summary>
    public static Amount From(Quantity quantity)
    {
        var (unit, factor) = quantity.Unit switch
        {
            Unit.Gram => (Unit.Gram, 1m),
            Unit.Kilogram => (Unit.Gram, 1_000m),
            Unit.Tonne => (Unit.Gram, 1_000_000m),
            Unit.Millilitre => (Unit.Millilitre, 1m),
            Unit.Litre => (Unit.Millilitre, 1_000m),
            Unit.CubicMetre => (Unit.Millilitre, 1_000_000m),
            var own => (own, 1m),
        };
        return new Amount(unit, quantity.Thousandths / 1_000m * factor);
    }

    /// <summary>How much in words, as <c>1.5 Gram</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Value:0.###} {Of}");
}
