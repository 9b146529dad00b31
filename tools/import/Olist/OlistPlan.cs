using Trace.Domain.Ledger;
using Trace.Import.Planning;
using Trace.Import.Reading;
using Trace.V1;

namespace Trace.Import.Olist;

/// <summary>
/// Turns orders into statements, by the mapping of the data's README: each seller a producer and seller under a prefix of its own, each item a
/// Sale, each parcel a Shipment, a Transit and a Receipt, each reviewed order an Opening and its Reviews.
/// </summary>
public static class OlistPlan
{
    /// <summary>When all parties of the source are registered: one time, so that a party's registration does not depend on which of its orders are imported.</summary>
    internal static readonly long Enrolled = UnixMicroseconds.Of(new DateTimeOffset(2016, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(OlistReader.OffsetMinutes)));

    private static readonly HashSet<string> Statuses = new(StringComparer.OrdinalIgnoreCase)
    {
        "created", "approved", "invoiced", "processing", "shipped", "delivered", "unavailable", "canceled",
    };

    /// <summary>Plans the import of a folder of orders; numbers that it gives are kept in the import's own folder.</summary>
    /// <param name="folder">Holds <c>orders.csv</c> and the files beside it.</param>
    /// <param name="context">The ledger and its keys.</param>
    /// <param name="stateFolder">Of this ledger alone; see <see cref="OlistNumbers"/>.</param>
    /// <exception cref="FileNotFoundException">There is no <c>orders.csv</c>.</exception>
    /// <exception cref="ImportFormatException">A file breaks its form.</exception>
    public static ImportPlan Read(string folder, ImportContext context, string stateFolder)
    {
        var numbers = OlistNumbers.Load(stateFolder);
        var plan = Build(OlistReader.Read(folder), context, numbers);

        // Before anything is posted: what was given must hold even if this run dies.
        numbers.Save(stateFolder);
        return plan;
    }

    /// <summary>Plans what was read. The same rows in any order give the same plan.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="context">The ledger and its keys.</param>
    /// <param name="numbers">What was given before; receives what is given now.</param>
    public static ImportPlan Build(OlistData data, ImportContext context, OlistNumbers numbers)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(numbers);
        var builder = new PlanBuilder(context, new Derivation(context.Seed.Span, context.Ledger));
        CountUnknown(data, builder);
        var orders = OlistCase.All(data, builder);
        using var parties = new OlistParties(data, numbers, builder);
        var listings = new OlistListings(data, orders, numbers, parties, builder);
        foreach (var order in orders)
        {
            new OlistStatements(order, parties, listings, builder).Add();
        }

        return builder.Build();
    }

    // Neither is a fact of the mapping, and neither is passed over in silence.
    private static void CountUnknown(OlistData data, PlanBuilder builder)
    {
        var states = data.Orders.Select(order => order.CustomerState).Concat(data.Sellers.Select(seller => seller.State));
        builder.CannotRepresent("states that are no federative unit of Brazil", states.Count(state => state.Length > 0 && Region(state).Length == 0));
        foreach (var _ in data.Orders.Where(order => order.Status.Length > 0 && !Statuses.Contains(order.Status)))
        {
            builder.Assume("not canceled, of an order whose status is not known");
        }
    }

    internal static string Region(string state) =>
        state.Length == 2 && Domain.Places.Region.TryParse("BR-" + state.ToUpperInvariant(), out var region, out _) ? region.Code : "";

    internal static Place? Place(string state) => Region(state) is { Length: > 0 } region ? new Place { Region = region } : null;
}
