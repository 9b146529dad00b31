using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>
/// Who had an item or parcel when, from what was signed: Sale, Shipment, Handover, Transit, Receipt and Return. A pure fold of a joined history.
/// A shipper has the goods until somebody else signs, or is told by a relay to have said, that it has them: to be named as courier is not to have them.
/// </summary>
/// <param name="Holdings">By time. Of several journeys, one after the other.</param>
/// <param name="Gaps">Where it is not whole, by time.</param>
/// <param name="Reports">Reports of damage and loss, by time.</param>
public sealed record Custody(IReadOnlyList<Holding> Holdings, IReadOnlyList<CustodyGap> Gaps, IReadOnlyList<HarmReport> Reports)
{
    /// <summary>Nothing is on record; of products and lots it never is, since no one has a product.</summary>
    public static readonly Custody Unknown = new([], [], []);

    /// <summary>Who has it now; null where nobody is on record.</summary>
    public Holding? Now => Holdings.Count > 0 ? Holdings[^1] : null;

    /// <summary>Folds a history.</summary>
    /// <param name="history">Of an item or parcel; others give <see cref="Unknown"/>.</param>
    /// <param name="context">For couriers' codes.</param>
    public static Custody Of(JoinedHistory history, FlagContext context)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(context);
        if (!history.Subject.Is(SubjectKind.Item | SubjectKind.Parcel))
        {
            return Unknown;
        }

        var fold = new CustodyFold(history.Subject.Is(SubjectKind.Parcel), context);
        foreach (var said in Before(history).Concat(history.Happened()))
        {
            fold.Take(said);
        }

        return fold.End();
    }

    // What an item's lot was before its first sale: its maker's, and whoever took it over and then sold this very item.
    private static IEnumerable<Said> Before(JoinedHistory history)
    {
        if (history.Subject.Kind != SubjectKind.Item || history.Lots.Count == 0 || history.Happened().FirstOrDefault(said => said.IsSale || said.Message.Shipment is not null) is not { } first)
        {
            return [];
        }

        var lot = history.HistoryOf(history.Lots[0]).Where(said => said.Stands && said.Moment < first.Moment).OrderBy(said => said.Moment).ToList();
        var made = lot.Find(said => said.Message.Transformation is not null || said.Message.Marking is not null || said.Message.Listing is { Offer: false });
        return made is null ? [] : lot.Where(said => said.Message.Handover is not null && said.Party == first.Party).Prepend(made);
    }
}

/// <summary>The fold of <see cref="Custody.Of"/>: what is taken in order of time.</summary>
internal sealed class CustodyFold(bool isParcel, FlagContext context)
{
    private readonly List<Holding> _held = [];
    private readonly List<(int Before, int After)> _leaps = [];
    private readonly List<HarmReport> _reports = [];
    private Said? _sent;

    private Holding? Current => _held.Count > 0 ? _held[^1] : null;

    public void Take(Said said)
    {
        if (IsHarm(said))
        {
            _reports.Add(new HarmReport(said, _held.FindLast(held => !held.Who.IsRecipient), Current?.Who.IsRecipient == true));
        }

        switch (said)
        {
            case { Message.Handover: { } handover }:
                TakeOver(said, new Holder(handover.Giver), new Holder(said.Party));
                break;
            case { IsSale: true } or { Message.Shipment: not null } or { Message.Transformation: not null } or { Message.Marking: not null } or { Message.Listing: not null }:
                Send(said);
                break;
            case { Message.Transit: { } transit }:
                Carry(said, transit);
                break;
            case { IsReceipt: true }:
                Receive(said);
                break;
            case { IsReturn: true }:
                Hold(new Holder(said.Party), HoldingGround.OwnWord, said);
                break;
        }
    }

    public Custody End()
    {
        var leaps = _leaps.Select(leap => (At: leap.After, Gap: new CustodyGap(CustodyGapKind.NotHandedOver, _held[leap.Before], _held[leap.After])));
        var silent = _held.Select((held, at) => (At: at, Held: held))
            .Where(one => one.Held.Ground == HoldingGround.Named && !one.Held.Who.IsRecipient)
            .Select(one => (one.At, Gap: new CustodyGap(CustodyGapKind.NeverSpoke, one.Held, one.At + 1 < _held.Count ? _held[one.At + 1] : null)));

        // Holdings grew while reports came in: each is given as it is in the end.
        var reports = _reports.Select(report => report.Last is null ? report : report with { Last = _held.Find(held => held.From == report.Last.From && held.Who == report.Last.Who) });
        return new Custody([.. _held], [.. leaps.Concat(silent).OrderBy(gap => gap.At).Select(gap => gap.Gap)], [.. reports]);
    }

    private void TakeOver(Said said, Holder giver, Holder receiver)
    {
        // Who is named as having it, and now says so, names the same giver again.
        if (Current?.Who != receiver || _held.Count < 2 || _held[^2].Who != giver)
        {
            Pass(giver, HoldingGround.Named, said);
        }

        Hold(receiver, HoldingGround.OwnWord, said);
    }

    private void Send(Said said)
    {
        _sent = said.Message.Shipment is not null ? said : _sent;
        if (isParcel && Current?.Who.IsRecipient == true)
        {
            // A parcel's code is used again: another parcel, of which nothing is missing before.
            Hold(new Holder(said.Party), HoldingGround.OwnWord, said);
        }
        else
        {
            Pass(new Holder(said.Party), HoldingGround.OwnWord, said);
        }
    }

    private void Carry(Said said, Transit transit)
    {
        var courier = Holder.Of(said, context);
        if (transit.Activity == TransitActivity.PickedUp && Current is { } sender && sender.Who.Party == _sent?.Party && (Holder.Named(_sent.Message.Shipment) ?? courier) == courier)
        {
            // Sender and courier name one another.
            Hold(courier, GroundOf(said), said);
        }
        else
        {
            Pass(courier, GroundOf(said), said);
        }

        if (transit is { Activity: TransitActivity.TakenOver, NextCourier: { Length: > 0 } next } && next != courier.Party)
        {
            Hold(new Holder(next), HoldingGround.Named, said);
        }
        else if (said.IsReturn && _sent is { } sent)
        {
            Hold(new Holder(sent.Party), HoldingGround.Named, said);
        }
    }

    private void Receive(Said said)
    {
        // A second receipt is remarked upon by a flag; the goods are where they were.
        if (Current?.Who.IsRecipient == true)
        {
            Hold(Holder.Recipient, HoldingGround.Named, said);
            return;
        }

        Pass(Holder.Of(said, context), GroundOf(said), said);
        Hold(Holder.Recipient, HoldingGround.Named, said);
    }

    private static HoldingGround GroundOf(Said said) => said.Relayed is null ? HoldingGround.OwnWord : HoldingGround.Relayed;

    // Somebody says to have them, or to have had them: if it was not the last, nobody signed for what lies between.
    private void Pass(Holder to, HoldingGround ground, Said said)
    {
        var before = _held.Count - 1;
        Hold(to, ground, said);
        if (before >= 0 && _held.Count - 1 > before)
        {
            _leaps.Add((before, before + 1));
        }
    }

    // What is held from here on is no gap by itself: the one or the other signed.
    private void Hold(Holder who, HoldingGround ground, Said said)
    {
        if (Current is { } current && current.Who == who)
        {
            _held[^1] = current with { Ground = ground < current.Ground ? ground : current.Ground, Words = [.. current.Words, said] };
            return;
        }

        if (Current is { } last)
        {
            _held[^1] = last with { Until = said };
        }

        _held.Add(new Holding(who, ground, [said], null));
    }

    private static bool IsHarm(Said said) => said.Stands && said switch
    {
        { Message.Transit.Activity: TransitActivity.Damaged or TransitActivity.Lost } => true,
        { Message.Handover.Condition: Condition.PackagingDamaged or Condition.GoodsDamaged or Condition.Short or Condition.TooWarm } => true,
        { Message.Complaint.Category: ComplaintCategory.Damaged or ComplaintCategory.Short or ComplaintCategory.NotReceived } => true,
        _ => false,
    };
}
