using Trace.Domain.Barcodes;
using Trace.Domain.Places;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Statements;

public static partial class RulesTable
{
    private static IEnumerable<KindRules> Products() =>
    [
        new()
        {
            Kind = PayloadOneofCase.Listing,
            Chinese = "上架",
            Subjects = SubjectKind.Product | SubjectKind.Lot,
            Speakers =
            [
                By(Role.Producer, Over.OwnProducts),
                By(Role.Seller, Over.OfferedProducts, s => s.Listing.Offer, "an offer"),
                By(Role.Platform, Over.OfferedProducts, s => s.Listing.Offer, "an offer"),
            ],
            Place = PlaceRule.County,
            Shapes =
            [
                Needs("listing.name", "a listing has a name, unless it is an offer", (s, _) => s.Listing.Offer || s.Listing.Name is not null),
                Refuses("listing.offer", "an offer holds no name, brand, origin, label or licences", (s, _) => !s.Listing.Offer
                    || (s.Listing.Name is null && s.Listing.Brand is null && s.Listing.Label is null && s.Listing.Origin.Length == 0 && s.Listing.Licences.Count == 0)),
            ],
            Effects = Effects.Lists,
        },
        new()
        {
            Kind = PayloadOneofCase.Marking,
            Chinese = "赋码",
            Subjects = SubjectKind.Lot,
            Speakers =
            [
                By(Role.Producer, Over.OwnProducts, s => s.Marking.PrinterGrant.IsEmpty, "without printer_grant"),
                By(Role.Printer, Over.GrantedLots, s => !s.Marking.PrinterGrant.IsEmpty, "with printer_grant"),
            ],
            Place = PlaceRule.County,
            References = [new("marking.printer_grant", s => s.Marking.PrinterGrant, [PayloadOneofCase.PrinterGrant], SameSubject: false)],
            Shapes = [Needs("marking.count", "a marking gives its count, unless it is sealed", (s, _) => s.Marking.Count > 0 || s.Sealed is not null)],
            Effects = Effects.MovesGoods,
        },
        new()
        {
            Kind = PayloadOneofCase.PrinterGrant,
            Chinese = "委托赋码",
            Subjects = SubjectKind.Product,
            Speakers = [By(Role.Producer, Over.OwnProducts)],
        },
        new()
        {
            Kind = PayloadOneofCase.Transformation,
            Chinese = "加工",
            Subjects = SubjectKind.Lot,
            Speakers = [By(Role.Producer, Over.OwnProducts)],
            Place = PlaceRule.County,
            Shapes =
            [
                Needs("transformation.yield", "a transformation gives its yield, unless it is sealed", (s, _) => s.Transformation.Yield is not null || s.Sealed is not null),
                Needs("transformation.inputs", "each input gives its quantity, unless quantities are sealed", (s, _) => s.Sealed is not null || s.Transformation.Inputs.All(input => input.Quantity is not null)),
                new(Reason.FieldOutOfBounds, "transformation.inputs", "each input is another lot than the one made, and named once", (s, subject) =>
                    s.Transformation.Inputs.Select(input => input.Lot).Append(subject.Value).Distinct().Count() == s.Transformation.Inputs.Count + 1),
            ],
            Effects = Effects.MovesGoods,
        },
        new()
        {
            Kind = PayloadOneofCase.Handover,
            Chinese = "交接",
            Subjects = SubjectKind.Lot | SubjectKind.Parcel,
            Speakers = [By(Role.Producer), By(Role.Seller), By(Role.Platform), By(Role.Courier)],
            Place = PlaceRule.ReadPoint,
            References = [new("handover.shipment", s => s.Handover.Shipment, [PayloadOneofCase.Shipment], SameSubject: false)],
            Shapes =
            [
                new(Reason.FieldOutOfBounds, "handover.giver", "who gives is another than who receives and says so", (s, _) => s.Handover.Giver != s.Party),
                QuantityOfLot("handover.quantity", s => s.Handover.Quantity),
                NoQuantityButOfLot("handover.quantity", s => s.Handover.Quantity),
                PreviousYear("handover.previous_year_parcel", s => s.Handover.PreviousYearParcel),
            ],
            Effects = Effects.MovesGoods,
        },
        new()
        {
            Kind = PayloadOneofCase.Sale,
            Chinese = "销售",
            Subjects = Moved,
            Speakers =
            [
                By(Role.Seller, Over.Any, s => s.Sale.Confirms.IsEmpty, "without confirms"),
                By(Role.Platform),
            ],
            Place = PlaceRule.ReadPoint,
            References =
            [
                new("sale.confirms", s => s.Sale.Confirms, [PayloadOneofCase.Sale], SameSubject: true),
                new("sale.marked.marking", s => MarkingOf(s.Sale.Marked), [PayloadOneofCase.Marking], SameSubject: false),
            ],
            Shapes =
            [
                Needs("sale.claim_key", "the sale of an item or parcel names a claim key", (s, subject) => s.Sale.ClaimKey is not null || subject.Kind == SubjectKind.Lot),
                Refuses("sale.claim_key", "the sale of a quantity of a lot names no claim key", (s, subject) => s.Sale.ClaimKey is null || subject.Kind != SubjectKind.Lot),
                Refuses("sale.confirms", "a sale that confirms another carries the second claim key alone", (s, _) => s.Sale.Confirms.IsEmpty
                    || (s.Sale.Lot.Length == 0 && s.Sale.Marked is null && s.Sale.Lines.Count == 0 && s.Sale.Quantity is null && s.Sealed is null)),
                OfItem("sale.lot", s => s.Sale.Lot.Length == 0),
                OfItem("sale.marked", s => s.Sale.Marked is null),
                LinesOfParcel("sale.lines", s => s.Sale.Lines, s => !s.Sale.Confirms.IsEmpty),
                LinesOnce("sale.lines", s => s.Sale.Lines),
                NoLinesButOfParcel("sale.lines", s => s.Sale.Lines),
                QuantityOfLot("sale.quantity", s => s.Sale.Quantity),
                NoQuantityButOfLot("sale.quantity", s => s.Sale.Quantity),
            ],
            Effects = Effects.NamesClaimKey | Effects.MovesGoods,
        },
        new()
        {
            Kind = PayloadOneofCase.Shipment,
            Chinese = "配送",
            Subjects = Moved,
            Speakers = [By(Role.Producer), By(Role.Seller)],
            Place = PlaceRule.ReadPoint,
            References = [new("shipment.marked.marking", s => MarkingOf(s.Shipment.Marked), [PayloadOneofCase.Marking], SameSubject: false)],
            Shapes =
            [
                Needs("shipment.parcel", "a shipment of an item or lot names the parcel that carries it", (s, subject) => s.Shipment.Parcel.Length > 0 || (subject.Kind & SubjectKind.Parcel) != 0),
                Refuses("shipment.parcel", "a shipment of a parcel names no other parcel", (s, subject) => s.Shipment.Parcel.Length == 0 || (subject.Kind & SubjectKind.Parcel) == 0),
                OfItem("shipment.lot", s => s.Shipment.Lot.Length == 0),
                OfItem("shipment.marked", s => s.Shipment.Marked is null),
                AProvince("shipment.from", s => s.Shipment.From),
                AProvince("shipment.to", s => s.Shipment.To),
                LinesOfParcel("shipment.lines", s => s.Shipment.Lines, _ => false),
                LinesOnce("shipment.lines", s => s.Shipment.Lines),
                NoLinesButOfParcel("shipment.lines", s => s.Shipment.Lines),
                QuantityOfLot("shipment.quantity", s => s.Shipment.Quantity),
                NoQuantityButOfLot("shipment.quantity", s => s.Shipment.Quantity),
            ],
            Effects = Effects.MovesGoods,
        },
        new()
        {
            Kind = PayloadOneofCase.Transit,
            Chinese = "在途",
            Subjects = SubjectKind.Parcel,
            Speakers =
            [
                By(Role.Courier, Over.Any, s => s.Transit.Relayed is null, "without relayed"),
                By(Role.Relay, Over.Any, s => s.Transit.Relayed is not null, "with relayed"),
            ],
            Place = PlaceRule.ReadPoint,
            References = [new("transit.shipment", s => s.Transit.Shipment, [PayloadOneofCase.Shipment], SameSubject: false)],
            Shapes =
            [
                Refuses("transit.next_courier", "next_courier is for TAKEN_OVER alone", (s, _) => s.Transit.NextCourier.Length == 0 || s.Transit.Activity == TransitActivity.TakenOver),
                PreviousYear("transit.previous_year_parcel", s => s.Transit.PreviousYearParcel),
            ],
            Effects = Effects.MovesGoods,
        },
        new()
        {
            Kind = PayloadOneofCase.Receipt,
            Chinese = "签收",
            Subjects = SubjectKind.Parcel,
            Speakers =
            [
                By(Role.Courier, Over.Any, s => s.Receipt.Relayed is null, "without relayed"),
                By(Role.Relay, Over.Any, s => s.Receipt.Relayed is not null, "with relayed"),
            ],
            Place = PlaceRule.Province,
            References = [new("receipt.shipment", s => s.Receipt.Shipment, [PayloadOneofCase.Shipment], SameSubject: false)],
            Shapes = [PreviousYear("receipt.previous_year_parcel", s => s.Receipt.PreviousYearParcel)],
            Effects = Effects.MovesGoods,
        },
        new()
        {
            Kind = PayloadOneofCase.Recall,
            Chinese = "召回",
            Subjects = SubjectKind.Product | SubjectKind.Lot,
            Speakers = [By(Role.Producer, Over.OwnProducts), By(Role.Inspector)],
        },
        new()
        {
            Kind = PayloadOneofCase.Inspection,
            Chinese = "抽检",
            Subjects = Any,
            Speakers = [By(Role.Inspector)],
            Place = PlaceRule.County,
        },
        new()
        {
            Kind = PayloadOneofCase.Correction,
            Chinese = "更正",
            Subjects = Any | SubjectKind.Log,
            Speakers =
            [
                By(Role.Unspecified, Over.OwnStatements),
                By(SpeakerKind.BuyerKey, Over.OwnStatements),
                By(SpeakerKind.AuthorKey, Over.OwnStatements),
            ],
            References =
            [
                new("correction.target", s => s.Correction.Target, Correctable, SameSubject: true),
                new("correction.replacement", s => s.Correction.Replacement, Correctable, SameSubject: true),
            ],
            Shapes =
            [
                Needs("correction.replacement", "REPLACED names the statement in its place", (s, _) => s.Correction.Kind != CorrectionKind.Replaced || !s.Correction.Replacement.IsEmpty),
                Refuses("correction.replacement", "WITHDRAWN names no other statement", (s, _) => s.Correction.Kind != CorrectionKind.Withdrawn || s.Correction.Replacement.IsEmpty),
                new(Reason.FieldOutOfBounds, "correction.replacement", "the replacement is another statement than its target", (s, _) => !s.Correction.Replacement.Equals(s.Correction.Target)),
            ],
            Effects = Effects.Corrects | Effects.Final,
        },
    ];

    // KeyGrant, KeyRevocation, Opening, Correction and Genesis cannot be corrected: others rest on them for good.
    private static IReadOnlyList<PayloadOneofCase> Correctable =>
    [
        .. Enum.GetValues<PayloadOneofCase>().Where(kind => kind is not (PayloadOneofCase.None or PayloadOneofCase.Genesis or PayloadOneofCase.KeyGrant
            or PayloadOneofCase.KeyRevocation or PayloadOneofCase.Opening or PayloadOneofCase.Correction)),
    ];

    private static Google.Protobuf.ByteString MarkingOf(Marked? marked) => marked?.Marking ?? Google.Protobuf.ByteString.Empty;

    private static Shape OfItem(string field, Func<Statement, bool> absent) =>
        Refuses(field, $"{field} is for items alone", (s, subject) => subject.Kind == SubjectKind.Item || absent(s));

    private static Shape LinesOfParcel(string field, Func<Statement, IReadOnlyList<Line>> lines, Func<Statement, bool> unless) =>
        Needs(field, "a parcel comes with its lines", (s, subject) => (subject.Kind & SubjectKind.Parcel) == 0 || lines(s).Count > 0 || unless(s));

    private static Shape NoLinesButOfParcel(string field, Func<Statement, IReadOnlyList<Line>> lines) =>
        Refuses(field, "lines are for parcels alone", (s, subject) => (subject.Kind & SubjectKind.Parcel) != 0 || lines(s).Count == 0);

    private static Shape LinesOnce(string field, Func<Statement, IReadOnlyList<Line>> lines) =>
        new(Reason.FieldOutOfBounds, field, "each line number stands once", (s, _) => lines(s).Select(line => line.Line_).Distinct().Count() == lines(s).Count);

    private static Shape QuantityOfLot(string field, Func<Statement, Quantity?> quantity) =>
        Needs(field, "of a lot the quantity is given, unless it is sealed", (s, subject) => subject.Kind != SubjectKind.Lot || quantity(s) is not null || s.Sealed is not null);

    private static Shape NoQuantityButOfLot(string field, Func<Statement, Quantity?> quantity) =>
        Refuses(field, "a quantity is for lots", (s, subject) => subject.Kind == SubjectKind.Lot || quantity(s) is null);

    private static Shape AProvince(string field, Func<Statement, string> region) =>
        new(Reason.PlaceTooFine, field, "a province; finer regions are sealed", (s, _) =>
            region(s).Length == 0 || !Region.TryParse(region(s), out var parsed, out string? _) || parsed.Precision == RegionPrecision.Province);

    private static Shape PreviousYear(string field, Func<Statement, string> parcel) =>
        new(Reason.FieldOutOfBounds, field, "from 1 January to 31 March, UTC+8, the same courier's parcel of the year before", (s, subject) =>
            parcel(s).Length == 0 || (subject.Kind == SubjectKind.Waybill
                && SubjectKey.TryParse(parcel(s), out var before, out string? _) && before!.Kind == SubjectKind.Waybill
                && before.Carrier == subject.Carrier && before.Year == subject.Year - 1
                && DateTimeOffset.UnixEpoch.AddMicroseconds(s.Time).ToOffset(TimeSpan.FromHours(8)) is { Month: <= 3 } local && local.Year == subject.Year));
}
