using Trace.Domain.Barcodes;
using Trace.Import.Planning;
using Trace.V1;

namespace Trace.Import.Olist;

/// <summary>The products: of several sellers the first by purchase time is the producer and lists, the others offer.</summary>
internal sealed class OlistListings
{
    private readonly PlanBuilder _builder;
    private readonly OlistNumbers _numbers;
    private readonly OlistParties _parties;
    private readonly Dictionary<string, PlannedStatement> _listings = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Product, string Seller), PlannedStatement> _offers = [];

    public OlistListings(OlistData data, IReadOnlyList<OlistCase> orders, OlistNumbers numbers, OlistParties parties, PlanBuilder builder)
    {
        (_builder, _numbers, _parties) = (builder, numbers, parties);
        var categories = data.Products.GroupBy(product => product.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Category, StringComparer.Ordinal);
        var first = FirstSales(orders);
        builder.CannotRepresent("products that nobody sold, and so nobody listed", categories.Keys.Count(id => !first.ContainsKey(id)));
        numbers.AssignProducts(first.Select(product => (product.Key, product.Value[0].Seller, product.Value[0].Time)), builder.Secrets);
        foreach (var (id, sellers) in first)
        {
            _listings.Add(id, List(id, categories.GetValueOrDefault(id, "")));
            foreach (var (seller, time) in sellers.Where(seller => seller.Seller != numbers.Product(id).Producer))
            {
                numbers.AssignOffer(id, seller, time);
                _offers.Add((id, seller), Offer(id, seller));
            }
        }
    }

    public SubjectKey Product(string id) => SubjectKey.ForProduct(Gtin.Parse(_numbers.Product(id).Gtin));

    /// <summary>What a sale comes after: the listing or the offer, where it is as early as the sale.</summary>
    public IEnumerable<PlannedStatement> Before(string product, string seller, long sale)
    {
        if (_listings[product] is var listing && listing.Time <= sale)
        {
            yield return listing;
        }

        if (_offers.TryGetValue((product, seller), out var offer) && offer.Time <= sale)
        {
            yield return offer;
        }
    }

    // Of each product its sellers with their first purchase, the earliest first; at the same time by id.
    private static SortedDictionary<string, List<(string Seller, long Time)>> FirstSales(IReadOnlyList<OlistCase> orders)
    {
        var first = new SortedDictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        foreach (var order in orders)
        {
            foreach (var goods in order.Goods)
            {
                if (goods.Product is null)
                {
                    continue;
                }

                if (!first.TryGetValue(goods.Product, out var sellers))
                {
                    first.Add(goods.Product, sellers = new(StringComparer.Ordinal));
                }

                sellers[goods.Seller!] = Math.Min(order.Purchase, sellers.GetValueOrDefault(goods.Seller!, long.MaxValue));
            }
        }

        var ordered = new SortedDictionary<string, List<(string Seller, long Time)>>(StringComparer.Ordinal);
        foreach (var (product, sellers) in first)
        {
            ordered.Add(product, [.. sellers.Select(seller => (seller.Key, seller.Value)).OrderBy(seller => seller.Value).ThenBy(seller => seller.Key, StringComparer.Ordinal)]);
        }

        return ordered;
    }

    private PlannedStatement List(string id, string category)
    {
        var number = _numbers.Product(id);
        var listing = new Listing { Name = OlistCategories.Name(category, id), Category = OlistCategories.Of(category) };

        // The producer may be one that only the register knows: then it sold the product in files imported before, and listed it then.
        return Add($"listing/{id}", id, number.Producer, number.ListedAt, listing);
    }

    private PlannedStatement Offer(string id, string seller) => Add($"offer/{id}/{seller}", id, seller, _numbers.OfferedAt(id, seller), new Listing { Offer = true });

    private PlannedStatement Add(string label, string product, string seller, long time, Listing listing)
    {
        var speaking = _parties.Of(seller);
        return _builder.Add(label, new Statement
        {
            Subject = Product(product).Value,
            Party = speaking.Party,
            Time = time,
            Offset = OlistReader.OffsetMinutes,
            Listing = listing,
        }, speaking.Signer, speaking.Grant);
    }
}
