using System.Globalization;
using Trace.Domain.Ledger;
using Trace.Import.Olist;
using Trace.Import.Planning;
using Trace.V1;
using static Trace.V1.Statement;
using Row = System.Collections.Generic.Dictionary<string, string>;

namespace Trace.Import.Tests;

/// <summary>The real orders, which lie outside the repository; where they are missing these tests are listed as not run.</summary>
public class OlistRealTests(ITestOutputHelper output)
{
    private static readonly Lazy<string?> Folder = new(Find);
    private static readonly Lazy<ImportPlan> Planned = new(() =>
    {
        using var ledger = new ReplayedLedger();
        return OlistPlan.Build(OlistReader.Read(Folder.Value!), ledger.Context, new OlistNumbers());
    });

    private static ImportPlan Plan
    {
        get
        {
            Assert.SkipUnless(Folder.Value is not null, "the real orders are not on this machine");
            return Planned.Value;
        }
    }

    [Fact]
    public void Every_statement_of_the_real_orders_is_recorded()
    {
        var plan = Plan;
        using var ledger = new ReplayedLedger();
        ledger.RecordAll(plan);
        Assert.Equal((ulong)plan.Statements.Count + ReplayedLedger.Founding, ledger.Size);
        foreach (var (kind, count) in plan.Counts)
        {
            output.WriteLine($"{kind,-16}{count,8}");
        }

        output.WriteLine($"{"all",-16}{plan.Statements.Count,8}");
        foreach (var (what, count) in plan.NotRepresentable.Concat(plan.Assumed))
        {
            output.WriteLine($"{count,8} {what}");
        }
    }

    [Fact]
    public void No_fact_of_the_mapping_is_lost()
    {
        var plan = Plan;
        var (orders, items, reviews) = (Read("orders"), Read("order_items"), Read("order_reviews"));
        var (sellers, products) = (Read("sellers"), Read("products"));
        var status = orders.ToDictionary(row => row["order_id"]);
        var withItems = items.Select(row => row["order_id"]).ToHashSet();
        var parcels = items.Select(row => (Order: row["order_id"], Seller: row["seller_id"])).Distinct().ToList();
        bool Has(string order, string column) => status[order][column].Length > 0;

        Assert.Equal(sellers.Count + 1, Count(plan, PayloadOneofCase.Registration));
        Assert.Equal(sellers.Count + 1, Count(plan, PayloadOneofCase.KeyGrant));
        Assert.Equal(items.Select(row => (row["product_id"], row["seller_id"])).Distinct().Count(), Count(plan, PayloadOneofCase.Listing));
        Assert.Equal(products.Count, Messages(plan, PayloadOneofCase.Listing).Count(statement => !statement.Listing.Offer));
        Assert.Equal(items.Count + orders.Count(row => !withItems.Contains(row["order_id"])), Count(plan, PayloadOneofCase.Sale));
        Assert.Equal(items.Count(row => Has(row["order_id"], "order_delivered_carrier_date")), Count(plan, PayloadOneofCase.Shipment));
        Assert.Equal(parcels.Count(parcel => Has(parcel.Order, "order_delivered_carrier_date")), Count(plan, PayloadOneofCase.Transit));
        Assert.Equal(parcels.Count(parcel => Has(parcel.Order, "order_delivered_customer_date")), Count(plan, PayloadOneofCase.Receipt));
        Assert.Equal(reviews.Select(row => row["order_id"]).Distinct().Count(), Count(plan, PayloadOneofCase.Opening));
        var kept = reviews.GroupBy(row => row["order_id"]).SelectMany(group => group.OrderBy(row => row["review_creation_date"], StringComparer.Ordinal).Take(2)).ToList();
        Assert.Equal(kept.Count, Count(plan, PayloadOneofCase.Review));
        Assert.Equal(reviews.Count - kept.Count, plan.NotRepresentable.GetValueOrDefault("reviews of an order after its second"));
        Assert.Equal(kept.Count(row => row["review_score"] is "1" or "2"), Count(plan, PayloadOneofCase.Complaint));
        Assert.Equal(
            items.Count(row => status[row["order_id"]]["order_status"] == "canceled" && Has(row["order_id"], "order_delivered_carrier_date")), Count(plan, PayloadOneofCase.Return));
    }

    // Not only as many: the same times, ratings, prices and references.
    [Fact]
    public void Times_ratings_and_prices_are_those_of_the_files()
    {
        var plan = Plan;
        var orders = Read("orders").ToDictionary(row => row["order_id"]);
        var items = Read("order_items");
        var withItems = items.Select(row => row["order_id"]).ToHashSet();
        var expected = items.Select(row => $"{row["order_id"]} {Micros(orders[row["order_id"]]["order_purchase_timestamp"])} {decimal.Parse(row["price"], CultureInfo.InvariantCulture) * 100:F0}")
            .Concat(orders.Values.Where(row => !withItems.Contains(row["order_id"])).Select(row => $"{row["order_id"]} {Micros(row["order_purchase_timestamp"])} 0"));
        var sales = plan.Statements.Where(planned => planned.Kind == PayloadOneofCase.Sale).Select(planned =>
        {
            var content = Sale.Types.Confidential.Parser.ParseFrom(planned.Disclosures.Single().Content.Content);
            return $"{content.OrderReference} {planned.Time} {content.Price?.Minor ?? 0}";
        });
        Assert.Equal(expected.Order(StringComparer.Ordinal), sales.Order(StringComparer.Ordinal));

        var reviews = Read("order_reviews").Select(row => $"{Micros(row["review_creation_date"])} {row["review_score"]}");
        Assert.Equal(reviews.Order(StringComparer.Ordinal), Messages(plan, PayloadOneofCase.Review).Select(said => $"{said.Time} {said.Review.Rating}").Order(StringComparer.Ordinal));

        var parcels = items.Select(row => (Order: row["order_id"], Seller: row["seller_id"])).Distinct().ToList();
        foreach (var (column, kind) in new[] { ("order_delivered_carrier_date", PayloadOneofCase.Transit), ("order_delivered_customer_date", PayloadOneofCase.Receipt) })
        {
            var times = parcels.Select(parcel => orders[parcel.Order][column]).Where(time => time.Length > 0).Select(Micros);
            Assert.Equal(times.Order(), Messages(plan, kind).Select(said => said.Time).Order());
        }
    }

    [Fact]
    public void Rows_in_another_order_give_the_same_plan()
    {
        var plan = Plan;
        using var ledger = new ReplayedLedger();
        var data = OlistReader.Read(Folder.Value!);
        var shuffled = new OlistData([.. data.Orders.Reverse()], [.. data.Items.Reverse()], [.. data.Reviews.Reverse()], [.. data.Products.Reverse()], [.. data.Sellers.Reverse()]);
        var other = OlistPlan.Build(shuffled, ledger.Context, new OlistNumbers());
        Assert.Equal(plan.Fingerprint(), other.Fingerprint());
        Assert.True(plan.Statements.Zip(other.Statements).All(pair => pair.First.Signed.Equals(pair.Second.Signed)));
    }

    [Fact]
    public void Half_of_the_orders_first_and_then_all_give_what_all_give_or_keep_what_half_gave()
    {
        _ = Plan;
        using var ledger = new ReplayedLedger();
        var data = OlistReader.Read(Folder.Value!);
        var half = data.Orders.Where((_, i) => i % 2 == 1).ToList();
        var ids = half.Select(order => order.Id).ToHashSet();
        var part = new OlistData(half, [.. data.Items.Where(item => ids.Contains(item.Order))], [.. data.Reviews.Where(review => ids.Contains(review.Order))], data.Products,
            [.. data.Sellers.Where((_, i) => i % 2 == 1)]);
        var numbers = new OlistNumbers();
        var first = OlistPlan.Build(part, ledger.Context, numbers);
        var then = OlistPlan.Build(data, ledger.Context, numbers);

        // Nothing that was recorded is said anew in other words.
        Assert.Empty(first.Statements.Select(planned => planned.Identity).Except(then.Statements.Select(planned => planned.Identity)));
        ledger.RecordAll(first);
        ledger.RecordAll(then);
        Assert.Equal((ulong)then.Statements.Count + ReplayedLedger.Founding, ledger.Size);
    }

    [Fact]
    public void No_two_sellers_share_a_prefix_and_no_two_products_a_number()
    {
        var plan = Plan;
        Assert.Equal(Count(plan, PayloadOneofCase.Registration) - 1, Messages(plan, PayloadOneofCase.Registration).SelectMany(said => said.Registration.Prefixes).Distinct().Count());
        Assert.Equal(Read("products").Count, Messages(plan, PayloadOneofCase.Listing).Select(said => said.Subject).Distinct().Count());
        Assert.Equal(Count(plan, PayloadOneofCase.Sale), Messages(plan, PayloadOneofCase.Sale).Select(said => said.Subject).Distinct().Count());
        Assert.Equal(Count(plan, PayloadOneofCase.Transit), Messages(plan, PayloadOneofCase.Transit).Select(said => said.Subject).Distinct().Count());
    }

    private static int Count(ImportPlan plan, PayloadOneofCase kind) => plan.Statements.Count(planned => planned.Kind == kind);

    private static IEnumerable<Statement> Messages(ImportPlan plan, PayloadOneofCase kind) =>
        plan.Statements.Where(planned => planned.Kind == kind).Select(planned => Statement.Parser.ParseFrom(planned.Signed.Statement));

    private static long Micros(string local) =>
        UnixMicroseconds.Of(DateTimeOffset.Parse(local + "-03:00", CultureInfo.InvariantCulture));

    // Read otherwise than the importer reads: no field of these files is quoted.
    private static List<Row> Read(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder.Value!, name + ".csv"));
        var header = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "olist");
            if (File.Exists(Path.Combine(path, "orders.csv")))
            {
                return path;
            }
        }

        return null;
    }
}
