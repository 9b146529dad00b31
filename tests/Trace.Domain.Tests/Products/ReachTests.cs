using Trace.Domain.Barcodes;
using Trace.Domain.Products;
using Trace.V1;
using Xunit;
using static Trace.Domain.Tests.Products.HistoryBuilder;

namespace Trace.Domain.Tests.Products;

/// <summary>Where a lot or product went, found by its links alone.</summary>
public sealed class ReachTests
{
    private static readonly string NextLot = Product + "/10/L9";

    private readonly HistoryBuilder _told = new();

    [Fact]
    public void A_lot_leads_to_what_names_it_and_what_names_no_lot_is_only_possible()
    {
        var sale = _told.Sell(0, lot: "L1");
        _told.Ship(1, lot: "L1", with: s => s.To = "310000");
        _told.Receive(3, region: "440000");
        _told.Open(4, sale);
        _told.Sell(0, OtherItem);

        var reach = Of(Lot);

        var item = Assert.Single(reach.Certain);
        Assert.Equal((Item, "440000", ReachPlace.Received, Stage.Received), (item.Subject.Value, item.Province, item.PlaceBy, item.Stage));
        Assert.Equal([Parcel], item.Parcels);
        Assert.NotNull(item.Opened);
        Assert.Equal(OtherItem, Assert.Single(reach.Possible).Subject.Value);
        Assert.Equal((1, 1, 1, 1, 0, 0), (reach.Sold, reach.Shipped, reach.Received, reach.Opened, reach.Returned, reach.NotArrived));
        Assert.Empty(Of(OtherLot).Certain);
        Assert.Single(Of(OtherLot).Possible);
    }

    [Fact]
    public void A_product_leads_to_all_of_its_items_and_parcels()
    {
        _told.Sell(0, lot: "L1");
        _told.Sell(0, OtherItem);
        _told.Ship(1, Parcel, with: s => { s.Lines.Add(new Line { Line_ = 1, Subject = OtherLot }); s.To = "310000"; });

        var reach = Of(Product);

        Assert.Equal([Parcel, Item, OtherItem], reach.Certain.OrderBy(one => one.Subject.Kind == SubjectKind.Item).Select(one => one.Subject.Value));
        Assert.Empty(reach.Possible);
        Assert.Equal((1, 2), (reach.NotArrived, reach.NoProvince));
        Assert.Equal([("310000", 1), ("", 2)], reach.Provinces.Select(there => (there.Province, there.All)));
        Assert.Equal([Parcel], Of(OtherLot).Certain.Select(one => one.Subject.Value));
    }

    [Fact]
    public void A_marked_roll_leads_to_its_items_and_what_was_never_heard_of_is_counted()
    {
        var roll = new Roll("0123456789AB", "0123456789AC", "S3");
        var marking = _told.Mark(-5, roll);
        _told.Sell(0, with: s => s.Marked = roll.Of(Item, marking));

        var reach = Of(Lot);

        Assert.Equal(Item, Assert.Single(reach.Certain).Subject.Value);
        Assert.Equal(2, reach.MarkedAndSilent);
        _told.Mark(-4, new Roll("X1"), isSealed: true);
        Assert.Null(Of(Lot).MarkedAndSilent);
    }

    [Fact]
    public void Lots_made_of_a_lot_are_followed_over_any_number_of_steps_and_in_circles()
    {
        _told.Make(-50, 100);
        _told.Make(-40, 50, OtherLot, Process.Processed, Lot, 60);
        _told.Make(-30, 40, NextLot, Process.Packed, OtherLot, 50);
        _told.Make(-20, 10, Lot, Process.Mixed, NextLot, 10);
        _told.Sell(0, lot: "L9");

        Assert.Equal([Lot, OtherLot, NextLot], Of(Lot).Lots);
        Assert.Single(Of(Lot).Certain);
    }

    [Fact]
    public void A_quantity_that_goes_on_as_a_whole_is_said_to_be_unknown_from_there()
    {
        _told.SellQuantity(0, 100);
        _told.Correct(1, _told.SellQuantity(0.5, 7));

        var quantity = Assert.Single(Of(Lot).Quantities);
        Assert.Equal(100_000ul, quantity.Quantity!.Thousandths);
    }

    [Fact]
    public void What_came_back_is_not_missing_and_a_sale_that_was_withdrawn_reached_nobody()
    {
        _told.Sell(0, lot: "L1");
        var shipment = _told.Ship(1, lot: "L1");
        _told.TakeBack(5, shipment);
        _told.Correct(6, _told.Sell(0, OtherItem, lot: "L1"));

        var reach = Of(Lot);

        Assert.Equal((1, 0), (reach.Returned, reach.NotArrived));
        Assert.Single(reach.Certain);
    }

    private Reach Of(string subject)
    {
        var links = _told.Read.Values.SelectMany(history => history).SelectMany(ReachLink.Of).Distinct().ToLookup(link => link.Goods);
        var search = new ReachSearch(SubjectKey.Parse(subject));
        while (search.Wanted.Count > 0)
        {
            var goods = search.Wanted.First();
            search.Answer(goods, links[goods]);
        }

        return Reach.Of(search: search, subject: SubjectKey.Parse(subject), lots: _told.Read, histories: search.Certain.Concat(search.Possible).Select(_told.Join));
    }
}
