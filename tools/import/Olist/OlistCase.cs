using Trace.Import.Planning;

namespace Trace.Import.Olist;

/// <summary>An item of an order, or the order itself where it has none.</summary>
/// <param name="Number">Its number in the order, from 1; 0 where it stands for the whole order.</param>
/// <param name="Product">The product's id; null where it stands for the whole order.</param>
/// <param name="Seller">The seller's id; null for the platform.</param>
/// <param name="PriceCentavos">Null where unknown.</param>
internal sealed record OlistGoods(int Number, string? Product, string? Seller, ulong? PriceCentavos);

/// <summary>An order with its items and reviews, as far as they can be told.</summary>
/// <param name="Order">The order.</param>
/// <param name="Purchase">When it was placed.</param>
/// <param name="Goods">At least one, by number.</param>
/// <param name="Reviews">At most two that can be told, the earlier first.</param>
internal sealed record OlistCase(OlistOrder Order, long Purchase, IReadOnlyList<OlistGoods> Goods, IReadOnlyList<OlistReview> Reviews)
{
    private const int MostReviews = 2;

    public static IReadOnlyList<OlistCase> All(OlistData data, PlanBuilder builder)
    {
        var items = data.Items.ToLookup(item => item.Order, StringComparer.Ordinal);
        var reviews = data.Reviews.ToLookup(review => review.Order, StringComparer.Ordinal);
        var orders = new Dictionary<string, OlistOrder>(StringComparer.Ordinal);
        foreach (var order in data.Orders)
        {
            orders.TryAdd(order.Id, order);
        }

        builder.CannotRepresent("items of orders that are not there", items.Where(group => !orders.ContainsKey(group.Key)).Sum(group => group.Count()));
        builder.CannotRepresent("reviews of orders that are not there", reviews.Where(group => !orders.ContainsKey(group.Key)).Sum(group => group.Count()));
        return [.. orders.Values.OrderBy(order => order.Id, StringComparer.Ordinal)
            .Select(order => Of(order, [.. items[order.Id]], [.. reviews[order.Id]], builder)).OfType<OlistCase>()];
    }

    private static OlistCase? Of(OlistOrder order, IReadOnlyList<OlistItem> items, IReadOnlyList<OlistReview> reviews, PlanBuilder builder)
    {
        var told = Told(reviews, builder);
        var purchase = order.Purchase;
        if (purchase is null)
        {
            purchase = new[] { order.Approved, order.Carrier, order.Delivered, told.FirstOrDefault()?.Created, order.Estimate }.Min();
            if (purchase is null)
            {
                builder.CannotRepresent("orders without any time");
                builder.CannotRepresent("items of orders without any time", items.Count);
                return null;
            }

            builder.Assume("time of sale, where the purchase has none: the earliest other");
        }

        return new OlistCase(order, purchase.Value, GoodsOf(items, builder), told);
    }

    private static List<OlistGoods> GoodsOf(IReadOnlyList<OlistItem> items, PlanBuilder builder)
    {
        var known = items.Where(item => item.Product.Length > 0 && item.Seller.Length > 0).OrderBy(item => item.Number)
            .Select(item => new OlistGoods(item.Number, item.Product, item.Seller, item.PriceCentavos)).ToList();
        builder.CannotRepresent("items without product or seller", items.Count - known.Count);
        return known.Count > 0 ? known : [new OlistGoods(0, null, null, null)];
    }

    private static List<OlistReview> Told(IReadOnlyList<OlistReview> reviews, PlanBuilder builder)
    {
        var told = reviews.Where(review => review is { Score: not null, Created: not null })
            .OrderBy(review => review.Created).ThenBy(review => review.Id, StringComparer.Ordinal).ToList();
        builder.CannotRepresent("reviews without score or time", reviews.Count - told.Count);
        builder.CannotRepresent("reviews of an order after its second", Math.Max(0, told.Count - MostReviews));
        return [.. told.Take(MostReviews)];
    }
}
