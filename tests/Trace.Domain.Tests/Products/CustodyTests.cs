using Trace.Domain.Products;
using Trace.V1;
using Xunit;
using static Trace.Domain.Tests.Products.HistoryBuilder;

namespace Trace.Domain.Tests.Products;

/// <summary>Who had goods when: each history is told, and what follows from it is one line a holding and a gap.</summary>
public sealed class CustodyTests
{
    private static readonly Dictionary<string, string> Names = new()
    {
        [Producer] = "producer",
        [Seller] = "seller",
        [Courier] = "courier",
        [OtherCourier] = "other",
    };

    private readonly HistoryBuilder _told = new();

    [Fact]
    public void Each_holder_signs_from_the_sale_to_the_receipt_and_nothing_is_missing()
    {
        _told.Sell(0);
        _told.Ship(1);
        _told.Move(2, TransitActivity.PickedUp);
        _told.Move(3);
        _told.Receive(4);

        Assert.Equal(["seller OwnWord 2", "courier OwnWord 3", "recipient Named 1"], Held(Item));
        Assert.Empty(Gaps(Item));
        Assert.Equal(Held(Item)[1..], Held(Parcel));
    }

    [Fact]
    public void Being_named_as_courier_is_not_to_have_it()
    {
        _told.Ship(1, Parcel, with: Lines);

        Assert.Equal(["seller OwnWord 1"], Held(Parcel));
        Assert.Empty(Gaps(Parcel));
    }

    [Theory]
    [InlineData(TransitActivity.PickedUp, true, "")]
    [InlineData(TransitActivity.PickedUp, false, "NotHandedOver seller>other")]
    [InlineData(TransitActivity.Arrived, true, "NotHandedOver seller>courier")]
    public void A_courier_takes_over_by_a_pick_up_if_it_is_the_one_named(TransitActivity first, bool named, string gap)
    {
        _told.Ship(1, Parcel, with: Lines);
        _told.Move(2, first, by: named ? Courier : OtherCourier);

        Assert.Equal(gap, string.Join(';', Gaps(Parcel)));
    }

    [Fact]
    public void What_passes_between_couriers_is_whole_only_if_the_first_says_so()
    {
        _told.Ship(1, Parcel, with: Lines);
        _told.Move(2, TransitActivity.PickedUp);
        _told.Move(3, TransitActivity.TakenOver, next: OtherCourier);
        _told.Move(4, by: OtherCourier);
        Assert.Empty(Gaps(Parcel));
        Assert.Equal("other OwnWord 2", Held(Parcel)[^1]);

        _told.Move(5);
        Assert.Equal(["NotHandedOver other>courier"], Gaps(Parcel));
    }

    [Fact]
    public void Who_was_named_to_have_taken_over_and_never_spoke_is_a_gap()
    {
        _told.Ship(1, Parcel, with: Lines);
        _told.Move(2, TransitActivity.PickedUp);
        _told.Move(3, TransitActivity.TakenOver, next: OtherCourier);

        Assert.Equal(["NeverSpoke other"], Gaps(Parcel));
    }

    [Fact]
    public void A_hand_over_by_another_than_the_holder_is_a_gap_before_the_giver()
    {
        _told.Ship(1, Parcel, with: Lines);
        _told.Move(2, TransitActivity.PickedUp);
        _told.Say(Parcel, Seller, 5, s => s.Handover = new Handover { Giver = OtherCourier, Condition = Condition.GoodsDamaged });

        Assert.Equal(["seller OwnWord 1", "courier OwnWord 1", "other Named 1", "seller OwnWord 1"], Held(Parcel));
        Assert.Equal(["NotHandedOver courier>other", "NeverSpoke other"], Gaps(Parcel));
        var harm = Assert.Single(Of(Parcel).Reports);
        Assert.Equal("courier", NameOf(harm.Last!.Who));
    }

    [Fact]
    public void What_a_relay_passed_on_is_the_couriers_holding_on_weaker_ground_until_it_speaks_itself()
    {
        _told.Ship(1, Parcel, with: Lines);
        _told.Move(2, TransitActivity.PickedUp, by: Relay, relayed: "sf");
        Assert.Equal("courier Relayed 1", Held(Parcel)[^1]);

        _told.Move(3);
        Assert.Equal("courier OwnWord 2", Held(Parcel)[^1]);

        _told.Move(4, by: Relay, relayed: "nobody");
        Assert.Equal("nobody Relayed 1", Held(Parcel)[^1]);
    }

    [Theory]
    [InlineData(false, "courier", false)]
    [InlineData(true, "courier", true)]
    public void Loss_and_damage_name_who_had_it_last_even_after_the_receipt(bool received, string last, bool after)
    {
        var sale = _told.Sell(0);
        _told.Ship(1);
        _told.Move(2, TransitActivity.PickedUp);
        if (received)
        {
            _told.Receive(3);
        }

        var opening = _told.Open(4, sale);
        _told.Say(Item, "", 5, s => s.Complaint = new Complaint { Opening = Id(opening), Respondent = Seller, Category = ComplaintCategory.Damaged, Remedy = Remedy.Refund }, key: KeyNamed("buyer"));

        var harm = Assert.Single(Of(Item).Reports);
        Assert.Equal((last, after), (NameOf(harm.Last!.Who), harm.AfterReceipt));
    }

    [Fact]
    public void A_loss_that_the_next_courier_finds_falls_to_the_one_before()
    {
        _told.Ship(1, Parcel, with: Lines);
        _told.Move(2, TransitActivity.PickedUp);
        _told.Move(3, TransitActivity.Damaged, by: OtherCourier);
        Assert.Equal("courier", NameOf(Assert.Single(Of(Parcel).Reports).Last!.Who));
    }

    [Fact]
    public void A_return_ends_with_the_sender_who_has_to_say_so_too()
    {
        _told.Ship(1, Parcel, with: Lines);
        _told.Move(2, TransitActivity.PickedUp);
        _told.Move(3, TransitActivity.Returned);
        Assert.Equal(["NeverSpoke seller"], Gaps(Parcel));

        _told.Say(Parcel, Seller, 4, s => s.Handover = new Handover { Giver = Courier, Condition = Condition.Good });
        Assert.Equal("seller OwnWord 2", Held(Parcel)[^1]);
        Assert.Empty(Gaps(Parcel));
    }

    [Fact]
    public void A_parcels_code_that_is_used_again_leaves_no_gap()
    {
        _told.Ship(1, Parcel, with: Lines);
        _told.Move(2, TransitActivity.PickedUp);
        _told.Receive(3);
        _told.Ship(1000, Parcel, with: Lines);

        Assert.Equal(4, Held(Parcel).Count);
        Assert.Empty(Gaps(Parcel));
    }

    [Fact]
    public void An_item_begins_with_who_made_its_lot_and_the_shop_that_took_it_over()
    {
        _told.Make(-50, 100);
        _told.Sell(0, lot: "L1");
        Assert.Equal(["NotHandedOver producer>seller"], Gaps(Item));

        _told.Say(Lot, Seller, -10, s => s.Handover = new Handover { Giver = Producer, Condition = Condition.Good, Quantity = Kilograms(10) });
        Assert.Equal(["producer OwnWord 2", "seller OwnWord 2"], Held(Item));
        Assert.Empty(Gaps(Item));
    }

    [Fact]
    public void Nobody_holds_a_lot_and_what_was_withdrawn_holds_nothing()
    {
        _told.Make(-50, 100);
        Assert.Same(Custody.Unknown, Of(Lot));

        _told.Ship(1, Parcel, with: Lines);
        var wrong = _told.Move(2, TransitActivity.Lost, by: OtherCourier);
        _told.Correct(3, wrong);
        Assert.Equal(["seller OwnWord 1"], Held(Parcel));
        Assert.Empty(Of(Parcel).Reports);
    }

    private Custody Of(string subject) => Custody.Of(_told.Join(subject), _told.Context);

    private List<string> Held(string subject) => [.. Of(subject).Holdings.Select(held => $"{NameOf(held.Who)} {held.Ground} {held.Words.Count}")];

    private List<string> Gaps(string subject) => [.. Of(subject).Gaps.Select(gap => $"{gap.Kind} {NameOf(gap.Before.Who)}{(gap is { Kind: CustodyGapKind.NotHandedOver, After: { } after } ? $">{NameOf(after.Who)}" : "")}")];

    private static string NameOf(Holder who) => who.IsRecipient ? "recipient" : who.Party.Length > 0 ? Names[who.Party] : who.Carrier;

    private static void Lines(Shipment shipment) => shipment.Lines.Add(new Line { Subject = Lot, Line_ = 1 });
}
