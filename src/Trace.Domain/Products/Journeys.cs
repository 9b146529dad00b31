using Trace.Domain.Barcodes;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Products;

/// <summary>Cuts the histories of parcels into journeys.</summary>
internal sealed class Journeys
{
    /// <summary>How soon a courier may use a waybill's number again; a Receipt sooner after another is of the same journey.</summary>
    public static readonly TimeSpan ReusedAfter = TimeSpan.FromDays(30);

    /// <summary>How far before its Shipment an event may lie that was recorded after it: a clock that goes wrong, or a label printed late.</summary>
    public static readonly TimeSpan EarlyWithin = TimeSpan.FromHours(72);

    private readonly SubjectKey _subject;
    private readonly ReadHistories _read;
    private readonly List<Said> _shipments;
    private readonly Dictionary<Said, List<Said>> _events = new(ReferenceEqualityComparer.Instance);
    private readonly List<Said> _rest = [];

    private Journeys(SubjectKey subject, ReadHistories read)
    {
        _subject = subject;
        _read = read;

        // A withdrawn Shipment keeps what couriers built on it; a replaced one's is its replacement's.
        _shipments = [.. read.Of(subject.Value).Where(said => said.Message.Shipment is not null && said.State != SaidState.Replaced).OrderBy(said => said.Moment)];
    }

    /// <summary>The journeys of an item, lot or parcel, in order of their beginning.</summary>
    public static IReadOnlyList<Journey> Of(SubjectKey subject, ReadHistories read) => new Journeys(subject, read).Cut();

    /// <summary>The parcel that a Shipment is carried by.</summary>
    public static string ParcelOf(Said shipment) =>
        shipment.Message.Shipment.Parcel is { Length: > 0 } parcel ? parcel : shipment.Entry.Statement.Subject.Value;

    /// <summary>The Shipment that a statement about a parcel names, by identity.</summary>
    public static Ledger.Hash256? Named(Said said) => Said.Reference(
        said.Message.Transit?.Shipment ?? said.Message.Receipt?.Shipment ?? said.Message.Handover?.Shipment ?? said.Message.Return?.Answers);

    private List<Journey> Cut()
    {
        foreach (var shipment in _shipments)
        {
            _events[shipment] = [];
        }

        foreach (var parcel in _shipments.Select(ParcelOf).Append(_subject.Is(SubjectKind.Parcel) ? _subject.Value : "").Where(parcel => parcel.Length > 0).Distinct())
        {
            var group = _read.ParcelGroup(parcel);
            foreach (var said in Relays.Folded([.. group.SelectMany(_read.Of).Where(IsStep)]))
            {
                Assign(said, [.. _shipments.Where(shipment => group.Contains(ParcelOf(shipment)))]);
            }
        }

        if (!_subject.Is(SubjectKind.Parcel))
        {
            foreach (var said in _read.Of(_subject.Value).Where(said => said.Message.Return is not null))
            {
                Assign(said, _shipments);
            }
        }

        var journeys = _shipments.Select(shipment => CutOne(shipment, _events[shipment])).ToList();
        if (_subject.Is(SubjectKind.Parcel))
        {
            var rest = _rest.Distinct().OrderBy(said => said.Moment).ToList();
            while (rest.Count > 0)
            {
                _rest.Clear();
                journeys.Add(CutOne(null, rest));
                rest = [.. _rest];
            }
        }

        return [.. journeys.OrderBy(journey => journey.Start)];
    }

    private static bool IsStep(Said said) => said.Kind is PayloadOneofCase.Transit or PayloadOneofCase.Receipt or PayloadOneofCase.Handover
        or PayloadOneofCase.Inspection or PayloadOneofCase.Return;

    private void Assign(Said said, IReadOnlyList<Said> candidates)
    {
        // A Return may answer a ReturnRequest instead; then time decides, as where nothing is named.
        var named = Named(said);
        var shipment = named is not null && _read.Find(named)?.Kind != PayloadOneofCase.ReturnRequest
            ? candidates.FirstOrDefault(candidate => IsMeant(candidate, said))
            : ByTime(said, candidates);
        if (shipment is null)
        {
            _rest.Add(said);
        }
        else
        {
            _events[shipment].Add(said);
        }
    }

    private bool IsMeant(Said ours, Said said)
    {
        if (Named(said) == ours.Identity)
        {
            return true;
        }

        if (_read.Find(Named(said)) is not { } named)
        {
            return false;
        }

        // Several items go in one parcel, and a courier names the Shipment of one of them.
        var other = _read.Final(named);
        return ReferenceEquals(other, ours)
            || (other.Message.Shipment is not null && other.Party == ours.Party
                && _read.ParcelGroup(ParcelOf(ours)).Contains(ParcelOf(other)) && other.Moment.Since(ours.Moment).Duration() <= EarlyWithin);
    }

    private static Said? ByTime(Said said, IReadOnlyList<Said> candidates) =>
        candidates.Where(shipment => shipment.Moment <= said.Moment).OrderBy(shipment => shipment.Stands).ThenBy(shipment => shipment.Moment).LastOrDefault()
        ?? candidates.FirstOrDefault(shipment => shipment.Entry.Position < said.Entry.Position && shipment.Moment.Since(said.Moment) <= EarlyWithin);

    private Journey CutOne(Said? shipment, List<Said> events)
    {
        var steps = new List<Said>();
        var further = new List<Said>();
        Said? end = null;
        var begunAgain = false;
        foreach (var said in events.Distinct().OrderBy(said => said.Moment))
        {
            // What names its Shipment belongs to it, whenever it happened.
            var isNamed = shipment is not null && Named(said) is not null && IsMeant(shipment, said);
            if (end is null || (isNamed && !said.IsReceipt))
            {
                steps.Add(said);
                end ??= (said.IsReceipt || said.IsReturn) && (shipment is null || said.Moment > shipment.Moment) ? said : null;
                continue;
            }

            begunAgain |= said.Stands && said.Message.Transit?.Activity == TransitActivity.PickedUp;
            if (said.IsReceipt && (isNamed || (!begunAgain && said.Moment.Since(end.Moment) <= ReusedAfter)))
            {
                further.Add(said);
            }
            else
            {
                _rest.Add(said);
            }
        }

        return new Journey(shipment, steps, end, further);
    }
}
