using Trace.Import.Planning;
using Trace.Import.Reading;

namespace Trace.Import.Orders;

/// <summary>Turns a folder of orders, such as <c>samples/orders</c>, into statements.</summary>
public static class OrdersPlan
{
    /// <summary>Plans what was read.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="context">The ledger and its keys, the intake key among them where anything is reported.</param>
    /// <returns>The plan, and what is worth looking at once it is recorded.</returns>
    /// <exception cref="ImportFormatException">A statement breaks its form; the message names file, statement and field.</exception>
    public static (ImportPlan Plan, IReadOnlyList<Sight> Sights) Build(OrdersSource source, ImportContext context)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        var builder = new PlanBuilder(context, new Derivation(context.Seed.Span, context.Ledger));
        using var book = new OrdersBook(source, builder);
        foreach (var row in source.Statements)
        {
            OrdersStatements.Expect(row, book);
        }

        var parcels = new OrdersParcels(builder);
        var sights = new List<Sight>();
        foreach (var row in source.Orders)
        {
            var order = new OrdersOrder(row, book, parcels);
            order.Expect();
            if (row.Optional("look") is { Length: > 0 } look)
            {
                sights.Add(Sight.Of(order.Subject, look));
            }
        }

        sights.AddRange(source.Statements.Where(row => row.Text("look").Length > 0).Select(row => Sight.Of(book.Subject(row.Text("about")), row.Text("look"))));
        book.SayAll();
        return (builder.Build(), sights);
    }
}
