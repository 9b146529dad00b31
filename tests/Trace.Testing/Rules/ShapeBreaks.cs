using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

/// <summary>How each thing that must hold between the fields of a kind is broken: the table's own words find it, so that a changed rule is looked at again.</summary>
public static class ShapeBreaks
{
    private static readonly (PayloadOneofCase Kind, string Rule, SubjectKind About, Action<Statement> Break)[] Ways =
    [
        (PayloadOneofCase.Genesis, "Genesis is about log/genesis", SubjectKind.Log, s => s.Subject = "log/registry"),
        (PayloadOneofCase.Genesis, "the registrar of Genesis is the party that says it", SubjectKind.Log, s => s.Genesis.Registrar = "party/gln/9529999999993"),
        (PayloadOneofCase.Genesis, "Genesis is signed by the registrar's key that it names", SubjectKind.Log, s => s.Genesis.RegistrarKey.Key = StatementCatalogue.Filled(32, 5)),
        (PayloadOneofCase.Genesis, "the recovery key is another than the registrar's", SubjectKind.Log, s => s.Genesis.RecoveryKey = s.Genesis.RegistrarKey.Clone()),

        (PayloadOneofCase.KeyGrant, "the subject of a KeyGrant ends with the key id of the key that it grants", SubjectKind.Key, s => s.Subject = s.Subject[..^4] + (s.Subject.EndsWith("0000", StringComparison.Ordinal) ? "1111" : "0000")),
        (PayloadOneofCase.KeyRevocation, "since is for compromised keys alone", SubjectKind.Key, s => s.KeyRevocation.Kind = RevocationKind.Retired),
        (PayloadOneofCase.KeyRevocation, "a compromised key is in doubt since a time", SubjectKind.Key, s => s.KeyRevocation.Since = 0),

        (PayloadOneofCase.Registration, "a party is producer, seller, platform, courier, relay, inspector or printer; registrar, administrator and intake are roles of keys", SubjectKind.Party, s => s.Registration.Roles.Add(Role.Administrator)),
        (PayloadOneofCase.Registration, "a credit code is given where the subject is a GLN", SubjectKind.Party, s => s.Subject = "party/uscc/91110000600037341L"),
        (PayloadOneofCase.Registration, "a credit code is a unified social credit code, GB 32100-2015", SubjectKind.Party, s => s.Registration.CreditCode = "91350100M000100Y44"),
        (PayloadOneofCase.Registration, "a courier's code is for couriers and relays", SubjectKind.Party, s => s.Registration.Roles.Remove(Role.Courier)),
        (PayloadOneofCase.Licence, "a licence ends on its first day or later", SubjectKind.Party, s => s.Licence.ValidTo = s.Licence.ValidFrom - 8870),
        (PayloadOneofCase.Pledge, "a pledge of return days gives their number", SubjectKind.Party, s => s.Pledge.Days = 0),
        (PayloadOneofCase.Erasure, "an Erasure is about log/erasures", SubjectKind.Log, s => s.Subject = "log/registry"),

        (PayloadOneofCase.Listing, "a listing has a name, unless it is an offer", SubjectKind.Product, s => s.Listing.Name = null),
        (PayloadOneofCase.Listing, "an offer holds no name, brand, origin, label or licences", SubjectKind.Product, s => s.Listing.Offer = true),
        (PayloadOneofCase.Marking, "a marking gives its count, unless it is sealed", SubjectKind.Lot, s => s.Marking.Count = 0),
        (PayloadOneofCase.Transformation, "a transformation gives its yield, unless it is sealed", SubjectKind.Lot, s => s.Transformation.Yield = null),
        (PayloadOneofCase.Transformation, "each input gives its quantity, unless quantities are sealed", SubjectKind.Lot, s => s.Transformation.Inputs[0].Quantity = null),
        (PayloadOneofCase.Transformation, "each input is another lot than the one made, and named once", SubjectKind.Lot, s => s.Transformation.Inputs[0].Lot = s.Subject),
        (PayloadOneofCase.Handover, "who gives is another than who receives and says so", SubjectKind.LogisticUnit, s => s.Handover.Giver = s.Party),
        (PayloadOneofCase.Handover, "of a lot the quantity is given, unless it is sealed", SubjectKind.Lot, s => s.Handover.Quantity = null),
        (PayloadOneofCase.Handover, "a quantity is for lots", SubjectKind.LogisticUnit, s => s.Handover.Quantity = StatementCatalogue.AQuantity),
        (PayloadOneofCase.Handover, "from 1 January to 31 March, UTC+8, the same courier's parcel of the year before", SubjectKind.Waybill, s => s.Handover.PreviousYearParcel = "00/095200000000000011"),

        (PayloadOneofCase.Sale, "the sale of an item or parcel names a claim key", SubjectKind.Item, s => s.Sale.ClaimKey = null),
        (PayloadOneofCase.Sale, "the sale of a quantity of a lot names no claim key", SubjectKind.Lot, s => s.Sale.ClaimKey = AKey),
        (PayloadOneofCase.Sale, "a sale that confirms another carries the second claim key alone", SubjectKind.Item, s => s.Sale.Confirms = StatementCatalogue.Filled(32, 1)),
        (PayloadOneofCase.Sale, "sale.lot is for items alone", SubjectKind.LogisticUnit, s => s.Sale.Lot = "L1"),
        (PayloadOneofCase.Sale, "sale.marked is for items alone", SubjectKind.LogisticUnit, s => s.Sale.Marked = new Marked { Marking = StatementCatalogue.Filled(32, 1) }),
        (PayloadOneofCase.Sale, "a parcel comes with its lines", SubjectKind.LogisticUnit, s => s.Sale.Lines.Clear()),
        (PayloadOneofCase.Sale, "each line number stands once", SubjectKind.LogisticUnit, s => s.Sale.Lines[1].Line_ = s.Sale.Lines[0].Line_),
        (PayloadOneofCase.Sale, "lines are for parcels alone", SubjectKind.Item, s => s.Sale.Lines.Add(ALine)),
        (PayloadOneofCase.Sale, "of a lot the quantity is given, unless it is sealed", SubjectKind.Lot, s => s.Sale.Quantity = null),
        (PayloadOneofCase.Sale, "a quantity is for lots", SubjectKind.Item, s => s.Sale.Quantity = StatementCatalogue.AQuantity),

        (PayloadOneofCase.Shipment, "a shipment of an item or lot names the parcel that carries it", SubjectKind.Item, s => s.Shipment.Parcel = ""),
        (PayloadOneofCase.Shipment, "a shipment of a parcel names no other parcel", SubjectKind.LogisticUnit, s => s.Shipment.Parcel = "00/095200000000000011"),
        (PayloadOneofCase.Shipment, "shipment.lot is for items alone", SubjectKind.LogisticUnit, s => s.Shipment.Lot = "L1"),
        (PayloadOneofCase.Shipment, "shipment.marked is for items alone", SubjectKind.LogisticUnit, s => s.Shipment.Marked = new Marked { Marking = StatementCatalogue.Filled(32, 1) }),
        (PayloadOneofCase.Shipment, "a province; finer regions are sealed", SubjectKind.Item, s => s.Shipment.From = "350100"),
        (PayloadOneofCase.Shipment, "a province; finer regions are sealed", SubjectKind.Item, s => s.Shipment.To = "350102"),
        (PayloadOneofCase.Shipment, "a parcel comes with its lines", SubjectKind.LogisticUnit, s => s.Shipment.Lines.Clear()),
        (PayloadOneofCase.Shipment, "each line number stands once", SubjectKind.LogisticUnit, s => s.Shipment.Lines[1].Line_ = s.Shipment.Lines[0].Line_),
        (PayloadOneofCase.Shipment, "lines are for parcels alone", SubjectKind.Item, s => s.Shipment.Lines.Add(ALine)),
        (PayloadOneofCase.Shipment, "of a lot the quantity is given, unless it is sealed", SubjectKind.Lot, s => s.Shipment.Quantity = null),
        (PayloadOneofCase.Shipment, "a quantity is for lots", SubjectKind.Item, s => s.Shipment.Quantity = StatementCatalogue.AQuantity),

        (PayloadOneofCase.Transit, "next_courier is for TAKEN_OVER alone", SubjectKind.LogisticUnit, s => s.Transit.Activity = TransitActivity.Arrived),
        (PayloadOneofCase.Transit, "from 1 January to 31 March, UTC+8, the same courier's parcel of the year before", SubjectKind.Waybill, s => s.Time += 46 * 86_400_000_000L),
        (PayloadOneofCase.Receipt, "from 1 January to 31 March, UTC+8, the same courier's parcel of the year before", SubjectKind.Waybill, s => s.Receipt.PreviousYearParcel = s.Receipt.PreviousYearParcel.Replace("/sf/", "/yto/", StringComparison.Ordinal)),

        (PayloadOneofCase.Correction, "REPLACED names the statement in its place", SubjectKind.Item, s => s.Correction.Replacement = ByteString.Empty),
        (PayloadOneofCase.Correction, "WITHDRAWN names no other statement", SubjectKind.Item, s => s.Correction.Kind = CorrectionKind.Withdrawn),
        (PayloadOneofCase.Correction, "the replacement is another statement than its target", SubjectKind.Item, s => s.Correction.Replacement = s.Correction.Target),

        (PayloadOneofCase.Review, "a review of a parcel says of which line", SubjectKind.LogisticUnit, s => s.Review.Line = 0),
        (PayloadOneofCase.Review, "a line is for parcels alone", SubjectKind.Item, s => s.Review.Line = 1),
        (PayloadOneofCase.Complaint, "a line is for parcels alone", SubjectKind.Item, s => s.Complaint.Line = 1),
        (PayloadOneofCase.ReturnRequest, "a line is for parcels alone", SubjectKind.Item, s => s.ReturnRequest.Line = 1),
    ];

    public static IReadOnlyList<RuleBreak> All { get; } =
    [
        .. from rules in RulesTable.All
           from shape in rules.Shapes
           from way in WaysOf(rules.Kind, shape)
           select RuleBreaks.Of(SampleOf(way.Kind, way.About), $"{shape.Field}: {shape.Rule}", shape.Reason, shape.Field, way.Break),
    ];

    /// <summary>What a shape is broken by; none is a shape that no test breaks.</summary>
    public static IEnumerable<(PayloadOneofCase Kind, SubjectKind About, Action<Statement> Break)> WaysOf(PayloadOneofCase kind, Shape shape)
    {
        var ways = Ways.Where(way => way.Kind == kind && way.Rule == shape.Rule).ToList();

        // Two fields under one rule: each has the way that breaks it.
        return ways.Where((_, i) => ways.Count == 1 || i == RulesTable.Of(kind).Shapes.Where(other => other.Rule == shape.Rule).ToList().IndexOf(shape)).Select(way => (way.Kind, way.About, way.Break));
    }

    /// <summary>Ways whose words are those of no rule any more.</summary>
    public static IEnumerable<string> WithoutShape => Ways.Where(way => !RulesTable.Of(way.Kind).Shapes.Any(shape => shape.Rule == way.Rule)).Select(way => $"{way.Kind}: {way.Rule}");

    private static PublicKey AKey => StatementSigner.PublicKeyOf(InMemoryLog.KeyOf("a key"));

    private static Line ALine => new() { Subject = "01/06901234567892", Line_ = 1 };

    private static Sample SampleOf(PayloadOneofCase kind, SubjectKind about) => StatementCatalogue.Of(kind).First(sample => sample.Subject == about);
}
