using Trace.Api.Products.Model;
using Trace.Domain.Tests.Products;
using Trace.V1;
using static Trace.Domain.Tests.Products.HistoryBuilder;

namespace Trace.Api.Tests.Products;

/// <summary>What a page says of a history.</summary>
public class PageMakingTests
{
    private static readonly string[] s_facts = ["ingredients", "grade", "madeOn", "shelfLife"];

    private readonly HistoryBuilder _told = new();

    [Fact]
    public void The_journey_has_six_steps_in_order_and_what_has_not_happened_is_open()
    {
        _told.List();
        _told.Sell(0);
        _told.Ship(1, region: "350000");

        var page = _told.PageOf(Item);

        Assert.Equal(["listed", "sold", "shipped", "received", "reviewed", "complained"], page.Steps.Select(step => step.Key));
        Assert.Equal([true, true, true, false, false, false], page.Steps.Select(step => step.IsDone));
        Assert.All(page.Steps.Where(step => !step.IsDone), step => Assert.NotEmpty(step.Open));
        Assert.Equal("Fujian", Assert.Single(page.StepOf("shipped").Events).Place);
    }

    [Fact]
    public void A_whole_journey_is_read_together_with_the_lot_the_product_and_the_parcel()
    {
        _told.List();
        _told.Make(-50, 100);
        var sale = _told.Sell(0, lot: "L1");
        _told.Ship(1, lot: "L1");
        _told.Move(2, TransitActivity.PickedUp);
        _told.Receive(3);
        _told.Review(6, _told.Open(4, sale));

        var page = _told.PageOf(Item);

        Assert.Equal([2, 1, 2, 1, 2, 0], page.Steps.Select(step => step.Events.Count));
        Assert.Equal(8, page.Record.Count);
        Assert.Equal(Gravity.Good, page.Safety.Gravity);
        Assert.Contains("first used on 2 Jun 2026", page.Safety.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_withdrawn_or_replaced_is_shown_as_corrected_and_never_left_out()
    {
        var wrong = _told.Sell(0);
        var right = _told.Sell(0.5);
        _told.Correct(1, wrong, right);
        var shipment = _told.Ship(2);
        _told.Correct(3, shipment);

        var page = _told.PageOf(Item);

        var sold = page.StepOf("sold").Events;
        Assert.Equal(2, sold.Count);
        Assert.Equal(right.Position, sold[0].Correction!.ReplacedBy!.Index);
        Assert.Contains("typing error", sold[0].Correction!.Text, StringComparison.Ordinal);
        Assert.Null(sold[1].Correction);
        var shipped = Assert.Single(page.StepOf("shipped").Events);
        Assert.Null(shipped.Correction!.ReplacedBy);
        Assert.False(page.StepOf("shipped").IsDone);
        Assert.Equal("Withdrawn", page.Record.Single(row => row.Index == shipment.Position).State);
    }

    [Fact]
    public void What_is_relayed_says_whose_word_it_is_and_stands_under_the_couriers_own()
    {
        _told.Register(Courier, new Registration { Name = new Text { En = "Fast Feet" }, Carrier = "sf" });
        _told.Sell(0);
        _told.Ship(1);
        _told.Move(2, TransitActivity.PickedUp, by: Relay, relayed: "sf");
        _told.Receive(5);
        var relayed = _told.Receive(5.01, by: Relay, relayed: "sf");

        var page = _told.PageOf(Item);

        Assert.Contains("Fast Feet", page.StepOf("shipped").Events[^1].Relayed, StringComparison.Ordinal);
        var received = Assert.Single(page.StepOf("received").Events);
        Assert.Empty(received.Relayed);
        Assert.Equal(relayed.Position, Assert.Single(received.AlsoRelayed).Index);
        Assert.Contains(page.Record, row => row.Index == relayed.Position);
    }

    [Fact]
    public void A_lots_recall_reaches_an_item_that_was_only_ever_scanned_by_serial()
    {
        _told.Sell(0, lot: "L1");
        var recall = _told.CallBack(9, Lot);

        var page = _told.PageOf(Item);

        Assert.Equal(recall.Position, Assert.Single(page.Safety.Recalls).Entry.Index);
        Assert.Equal(Gravity.Danger, page.Safety.Gravity);
        Assert.Equal("Recalled: lot L1", page.Safety.Line);
    }

    [Fact]
    public void The_lot_in_the_code_is_compared_with_the_one_on_record_and_its_recall_is_told_too()
    {
        _told.Sell(0, lot: "L1");
        _told.CallBack(9, OtherLot);

        Assert.Equal(Gravity.Good, _told.PageOf(Item, claimedLot: "L1").Safety.Gravity);
        var page = _told.PageOf(Item, claimedLot: "L2");

        Assert.Contains(page.Safety.Warnings, warning => warning.Flag == "ClaimedLot" && warning.Text.Contains("L2", StringComparison.Ordinal) && warning.Text.Contains("L1", StringComparison.Ordinal));
        Assert.Single(page.Safety.Recalls);
    }

    [Fact]
    public void An_item_of_which_nothing_is_recorded_falls_back_to_its_product_and_to_the_lot_in_its_code()
    {
        _told.List(with: listing => listing.Label = new Label { Ingredients = new Text { Zh = "茶" } });
        _told.CallBack(9, Lot);

        var page = _told.PageOf(Item, claimedLot: "L1");

        Assert.Contains(page.Safety.Warnings, warning => warning.Flag == "NotRecorded");
        Assert.Single(page.Safety.Recalls);
        Assert.NotNull(page.Label);
    }

    [Fact]
    public void A_lot_of_which_nothing_is_recorded_says_so_and_neither_its_product_nor_a_recorded_lot_does()
    {
        _told.List();

        Assert.Contains(_told.PageOf(OtherLot).Safety.Warnings, warning => warning.Flag == "NotRecorded");
        Assert.DoesNotContain(_told.PageOf(Product).Safety.Warnings, warning => warning.Flag == "NotRecorded");
        _told.CallBack(9, OtherLot);
        Assert.DoesNotContain(_told.PageOf(OtherLot).Safety.Warnings, warning => warning.Flag == "NotRecorded");
    }

    [Fact]
    public void A_code_used_before_is_the_first_thing_told()
    {
        var sale = _told.Sell(0);
        Assert.Equal("No recall, no warning · code never used", _told.PageOf(Item).Safety.Line);

        _told.Open(48, sale);
        _told.Open(72, sale, "thief");
        var page = _told.PageOf(Item);

        Assert.StartsWith("The label may be copied", page.Safety.Line, StringComparison.Ordinal);
        Assert.Contains("3 Jun 2026", page.Safety.Warnings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_label_is_the_lots_then_the_products_and_its_changes_say_what_when_and_by_whom()
    {
        var first = _told.List(-100, with: listing => listing.Label = LabelOf("茶叶", "特级", 0));
        _told.List(-90, with: listing => listing.Label = LabelOf("茶叶、茉莉花", "特级", 0));
        var ofLot = _told.List(-80, Lot, with: listing => listing.Label = LabelOf("茶叶", "", 20260401));
        _told.Sell(0, lot: "L1");

        var label = _told.PageOf(Item).Label!;

        string Value(string key) => label.Facts.Single(fact => fact.Key == key).Value.Text;
        Assert.Equal(ofLot.Position, label.Entry.Index);
        Assert.Equal(["茶叶", "特级", "1 Apr 2026", "2 years, to 31 Mar 2028"], s_facts.Select(Value));
        Assert.Equal("not on record", Value("licence"));
        var change = Assert.Single(label.Changes);
        Assert.Equal(("Ingredients", "茶叶", "茶叶、茉莉花"), Assert.Single(change.Fields));
        Assert.Equal(Producer["party/gln/".Length..], change.By.Name);
        Assert.NotEqual(first.Position, change.Entry.Index);
    }

    [Fact]
    public void Every_text_that_is_marked_as_a_field_is_that_field_word_for_word()
    {
        _told.List(-100, with: listing => { listing.Brand = new Text { En = "Cloud" }; listing.Label = LabelOf("茶叶", "特级", 20260401); listing.Label.Others.Add(new Pair { Name = "产地", Value = "福建" }); });
        var sale = _told.Sell(0, lot: "L1");
        _told.Ship(1);
        _told.Receive(3);
        _told.Review(6, _told.Open(4, sale));
        var page = _told.PageOf(Item, "zh");

        var shown = FieldsShown.In(page).ToList();

        Assert.True(shown.Count > 20, $"{shown.Count} are marked");
        Assert.All(shown, one => Assert.Equal(one.Text, FieldsShown.Read(_told, one.Field)));
    }

    [Fact]
    public void Reviews_stand_in_groups_of_what_they_prove()
    {
        var sale = _told.Sell(0);
        var account = _told.Confirm(0.5, sale);
        _told.Ship(1);
        _told.Receive(3);
        var paper = _told.Open(4, sale);
        _told.Review(6, paper);
        Assert.Equal("withPackage", Assert.Single(_told.PageOf(Item).Reviews.Groups, group => group.Reviews.Count > 0).Key);

        _told.Open(5, account);
        var reviews = _told.PageOf(Item).Reviews;

        var verified = Assert.Single(reviews.Groups, group => group.Reviews.Count > 0);
        Assert.Equal("verified", verified.Key);
        Assert.Equal([1, 0, 0, 0, 0], verified.Distribution);
        Assert.Equal("5.0", verified.Mean);
        Assert.NotEmpty(verified.Proves);
    }

    [Fact]
    public void What_a_lot_was_made_from_is_shown_two_levels_deep_with_its_balance()
    {
        const string Leaf = "own/9521234000006/LEAF/10/APRIL";
        _told.Make(-60, 900, Leaf);
        _told.Make(-40, 100, OtherLot, Process.Processed, Leaf, 500);
        _told.Make(-20, 90, Lot, Process.Packed, OtherLot, 95);
        _told.Sell(0, lot: "L1");

        var lot = Assert.Single(_told.PageOf(Item).Made);

        var packed = Assert.Single(lot.Steps);
        var processed = Assert.Single(Assert.Single(packed.Inputs).Lot.Steps);
        Assert.Equal("95 kg", packed.Inputs[0].Amount);
        Assert.Equal(Leaf, Assert.Single(processed.Inputs).Lot.Subject);
        Assert.Empty(processed.Inputs[0].Lot.Steps);
        Assert.Equal(Gravity.Good, lot.Gravity);
    }

    private static Label LabelOf(string ingredients, string grade, uint made) => new()
    {
        Ingredients = new Text { Zh = ingredients },
        NetContent = new Quantity { Thousandths = 50_000, Unit = Unit.Gram },
        ProducerName = "福鼎茶厂",
        MadeOn = made,
        ShelfLifeDays = 730,
        Grade = grade,
    };
}
