using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

public static partial class StatementCatalogue
{
    /// <summary>The middle of February 2026, when a parcel is also known under the key of the year before.</summary>
    public static readonly long February = UnixMicroseconds.Of(new DateTimeOffset(2026, 2, 14, 12, 0, 0, TimeSpan.FromHours(8)));

    public static Quantity AQuantity => new() { Thousandths = 1500, Unit = Unit.Kilogram };

    private static Dictionary<PayloadOneofCase, Func<Scene, Task<IMessage>>> Products => new()
    {
        [PayloadOneofCase.Listing] = scene => Made(scene.Row.Condition.Length > 0
            ? new Listing { Offer = true, Category = Category.Tea }
            : new Listing { Name = new Text { Zh = "白毫银针" }, Origin = "350982", Label = new Label { MadeOn = 20260401, ScLicence = "SC11435098200001" }, Documents = { ADocument } }),
        [PayloadOneofCase.Marking] = async scene => new Marking
        {
            Count = 1000,
            Root = Filled(32, 3),
            PrinterGrant = scene.Row.Role == Role.Printer ? await GrantPrinterAsync(scene.Stage, SubjectKey.Parse(scene.Subject).Product!.Value, scene.Speaker.Party) : ByteString.Empty,
        },
        [PayloadOneofCase.PrinterGrant] = async scene => new PrinterGrant { Printer = (await scene.Stage.SpeakerAsync(Role.Printer)).Party },
        [PayloadOneofCase.Transformation] = scene => Made(new Transformation
        {
            Inputs = { new Transformation.Types.Input { Lot = scene.Stage.NewSubject(SubjectKind.Lot), Quantity = AQuantity } },
            Process = Process.Packed,
            Yield = AQuantity,
        }),
        [PayloadOneofCase.Handover] = async scene =>
        {
            var (giver, shipment) = (await scene.Stage.StrangerAsync(Role.Producer), await ShipAsync(scene.Stage, scene.Stage.NewSubject(SubjectKind.Item)));
            return new Handover { Giver = giver.Party, Condition = Condition.Good, Shipment = shipment, Quantity = scene.IsLot ? AQuantity : null };
        },
        [PayloadOneofCase.Sale] = async scene =>
        {
            // A platform confirms the sale of an item; on its own account it sells parcels and lots.
            if (scene is { IsItem: true, Row.Role: Role.Platform })
            {
                var (sale, _) = await SellAsync(scene.Stage, scene.Subject);
                return new Sale { ClaimKey = StatementSigner.PublicKeyOf(scene.Stage.NewKey().Key), Confirms = sale };
            }

            var sold = SaleOf(scene.Stage, scene.Subject, scene.Stage.NewKey());
            sold.Marked = scene.IsItem ? await MarkedAsync(scene.Stage) : null;
            return sold;
        },
        [PayloadOneofCase.Shipment] = async scene =>
        {
            var shipment = ShipmentOf(scene.Stage, scene.Subject);
            shipment.Marked = scene.IsItem ? await MarkedAsync(scene.Stage) : null;
            return shipment;
        },
        [PayloadOneofCase.Transit] = async scene => new Transit
        {
            Activity = TransitActivity.TakenOver,
            NextCourier = (await scene.Stage.StrangerAsync(Role.Courier)).Party,
            Shipment = await ShipAsync(scene.Stage, scene.Stage.NewSubject(SubjectKind.Item)),
            Relayed = RelayedBy(scene),
            PreviousYearParcel = LastYears(scene),
        },
        [PayloadOneofCase.Receipt] = async scene => new Receipt
        {
            Manner = ReceiptManner.Recipient,
            Agreed = Agreed.Yes,
            Proof = ACommitment,
            Shipment = await ShipAsync(scene.Stage, scene.Stage.NewSubject(SubjectKind.Item)),
            Relayed = RelayedBy(scene),
            PreviousYearParcel = LastYears(scene),
        },
        [PayloadOneofCase.Recall] = _ => Made(new Recall { Reason = RecallReason.Contamination, Hazard = Hazard.Class1, Instructions = ADocument }),
        [PayloadOneofCase.Inspection] = _ => Made(new Inspection { Result = InspectionResult.Passed, Report = ADocument }),
        [PayloadOneofCase.Correction] = async scene =>
        {
            var target = await SayCorrectableAsync(scene);
            return scene.IsItem
                ? new Correction { Target = target, Kind = CorrectionKind.Replaced, Replacement = await SayCorrectableAsync(scene), Reason = CorrectionReason.Typing }
                : new Correction { Target = target, Kind = CorrectionKind.Withdrawn, Reason = CorrectionReason.DidNotHappen };
        },
    };

    public static Sale SaleOf(Stage stage, string subject, LogSpeaker claim) => SubjectKey.Parse(subject).Kind switch
    {
        SubjectKind.Lot => new Sale { Quantity = AQuantity },
        SubjectKind.Item => new Sale { ClaimKey = StatementSigner.PublicKeyOf(claim.Key), Lot = "L1" },
        _ => new Sale { ClaimKey = StatementSigner.PublicKeyOf(claim.Key), Lines = { Lines(stage) } },
    };

    public static Shipment ShipmentOf(Stage stage, string subject)
    {
        var shipment = new Shipment { From = "350000", To = "CN-SH" };
        switch (SubjectKey.Parse(subject).Kind)
        {
            case SubjectKind.Lot:
                (shipment.Parcel, shipment.Quantity) = (stage.NewSubject(SubjectKind.LogisticUnit), AQuantity);
                break;
            case SubjectKind.Item:
                (shipment.Parcel, shipment.Lot) = (stage.NewSubject(SubjectKind.Waybill), "L1");
                break;
            default:
                shipment.Lines.Add(Lines(stage));
                break;
        }

        return shipment;
    }

    /// <summary>Records a Sale by the cast's seller; gives its identity and the claim key.</summary>
    public static async Task<(ByteString Sale, LogSpeaker Claim)> SellAsync(Stage stage, string subject, LogSpeaker? seller = null)
    {
        var claim = stage.NewKey();
        return (await stage.RecordAsync(seller ?? await stage.SpeakerAsync(Role.Seller), subject, SaleOf(stage, subject, claim)), claim);
    }

    /// <summary>Records a Shipment by the cast's seller.</summary>
    public static async Task<ByteString> ShipAsync(Stage stage, string subject, LogSpeaker? sender = null) =>
        await stage.RecordAsync(sender ?? await stage.SpeakerAsync(Role.Seller), subject, ShipmentOf(stage, subject));

    public static async Task<ByteString> GrantPrinterAsync(Stage stage, string product, string printer, long notAfter = 0) =>
        await stage.RecordAsync(await stage.SpeakerAsync(Role.Producer), product, new PrinterGrant { Printer = printer, NotAfter = notAfter });

    private static Line[] Lines(Stage stage) =>
    [
        new() { Subject = stage.NewSubject(SubjectKind.Lot), Line_ = 1 },
        new() { Subject = stage.NewSubject(SubjectKind.Product), Line_ = 7 },
    ];

    private static async Task<Marked> MarkedAsync(Stage stage) => new()
    {
        Marking = await stage.RecordAsync(await stage.SpeakerAsync(Role.Producer), stage.NewSubject(SubjectKind.Lot), new Marking { Count = 1000, Root = Filled(32, 3) }),
        Index = 12,
        Path = { Filled(32, 4) },
    };

    private static Relayed? RelayedBy(Scene scene) => scene.Row.Role == Role.Relay ? new Relayed { Courier = "sf", MessageSha256 = Filled(32, 5) } : null;

    private static string LastYears(Scene scene)
    {
        if (scene.Kind != SubjectKind.Waybill)
        {
            return "";
        }

        scene.Also = statement => statement.Time = February;
        return scene.Stage.NewWaybill("sf", 2025);
    }

    private static async Task<ByteString> SayCorrectableAsync(Scene scene)
    {
        var stage = scene.Stage;
        switch (scene.Row.Kind)
        {
            case SpeakerKind.BuyerKey:
                var purchase = scene.Bought ??= await BuyAsync(stage, scene.Subject);
                scene.Speaker = purchase.Buyer;
                return await stage.RecordAsync(purchase.Buyer, scene.Subject, ComplaintOn(purchase, "party/gln/9521234000006"));
            case SpeakerKind.AuthorKey:
                var (report, author) = scene.Reported ??= await ReportAsync(stage, scene.Subject, "");
                scene.Speaker = author;
                return await stage.RecordAsync(author, scene.Subject, new FollowUp { Report = report, Text = ACommitment });
            case var _ when scene.Kind == SubjectKind.Log:
                scene.Speaker = stage.Registrar;
                return await stage.RecordAsync(stage.Registrar, scene.Subject, new Erasure { Digest = Filled(32, 2), Ground = ErasureGround.CourtOrder });
            default:
                scene.Speaker = await stage.SpeakerAsync(Role.Inspector);
                return await stage.RecordAsync(scene.Speaker, scene.Subject, new Inspection { Result = InspectionResult.Failed, Report = ADocument });
        }
    }
}
