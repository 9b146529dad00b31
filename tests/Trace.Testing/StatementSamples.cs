using System.Text;
using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Testing;

/// <summary>A statement of each kind, said by whoever may.</summary>
/// <param name="Name">The kind and what is particular of it.</param>
/// <param name="Statement">All but its key.</param>
/// <param name="Signer">Name of the key; its seed is SHA-256 of the name.</param>
public sealed record StatementSample(string Name, Statement Statement, string Signer);

/// <summary>Each kind at its least, and with every field that may stand beside the others.</summary>
public static class StatementSamples
{
    public const string Ledger = "ledger.test";

    public const long Time = 1_777_622_400_000_000;

    // 1 February 2026, 8 in the morning, UTC.
    private const long Winter = 1_769_932_800_000_000;
    private const string LastYear = "parcel/shunfeng/2025-aaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Product = "01/06901234567892";
    private const string Lot = Product + "/10/L1";
    private const string Item = Product + "/21/A1";
    private const string Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly string Party = InMemoryLog.Glns(1);
    private static readonly string Registrar = InMemoryLog.Glns(0);

    /// <summary>Each by a name of its own; no two have the same bytes.</summary>
    public static IEnumerable<StatementSample> All()
    {
        foreach (var sample in Least())
        {
            yield return sample with { Name = $"{sample.Name}, at its least" };
            var full = sample.Statement.Clone();
            Filled.Fill(full);
            yield return new($"{sample.Name}, full", full, sample.Signer);
        }

        yield return Of("an offer", Product, "party", new Listing { Offer = true });
        yield return Of("a marking by a printer", Lot, "party", new Marking { Count = 10, Root = Identity("roll"), PrinterGrant = Identity("grant") });
        yield return Of("a handover of a quantity of a lot", Lot, "party", new Handover { Giver = InMemoryLog.Glns(2), Condition = Condition.Short, Quantity = Kilograms(3) });
        yield return Of("a sale of a quantity of a lot", Lot, "party", new Sale { Quantity = Kilograms(3) });
        yield return Of("a sale of a parcel with its lines", Parcel, "party", new Sale { ClaimKey = Key("claim"), Lines = { new Line { Subject = Lot, Line_ = 1 }, new Line { Subject = Product, Line_ = 2 } } });
        yield return Of("a sale that confirms another", Item, "party", new Sale { ClaimKey = Key("second claim"), Confirms = Identity("sale") });
        yield return Of("a shipment of a quantity of a lot", Lot, "party", new Shipment { Parcel = Parcel, Quantity = Kilograms(3) });
        yield return Of("a shipment of a parcel with its lines", Parcel, "party", new Shipment { Lines = { new Line { Subject = Lot, Line_ = 1 } } });
        foreach (var winter in (IMessage[])
            [
                new Transit { Activity = TransitActivity.Arrived, PreviousYearParcel = LastYear },
                new Receipt { Manner = ReceiptManner.Agent, Agreed = Agreed.No, PreviousYearParcel = LastYear },
                new Handover { Giver = InMemoryLog.Glns(2), Condition = Condition.Good, PreviousYearParcel = LastYear },
            ])
        {
            var sample = Of($"a {winter.Descriptor.Name} in winter, with last year's parcel", Parcel, "party", winter);
            sample.Statement.Time = Winter;
            yield return sample;
        }

        yield return Of("a relayed transit", Parcel, "party", new Transit { Activity = TransitActivity.Arrived, Relayed = new Relayed { Courier = "shunfeng", MessageSha256 = Identity("message") } });
        yield return Of("a relayed receipt", Parcel, "party", new Receipt { Manner = ReceiptManner.TimeOut, Agreed = Agreed.Unknown, Relayed = new Relayed { Courier = "shunfeng", MessageSha256 = Identity("message") } });
        var inProvince = Of("a sale in a province", Item, "party", new Sale { ClaimKey = Key("claim") });
        inProvince.Statement.Place = new Place { Region = "350000" };
        yield return inProvince;
        yield return Of("a withdrawal", Item, "party", new Correction { Target = Identity("sale"), Kind = CorrectionKind.Withdrawn, Reason = CorrectionReason.DidNotHappen });
        yield return Of("a closure by its complainant", Item, "buyer", new Closure { Complaint = Identity("complaint"), Outcome = ClosureOutcome.Satisfied });
    }

    private static IEnumerable<StatementSample> Least() =>
    [
        Of("Genesis", "log/genesis", "registrar", new Genesis
        {
            Origin = "log.test/00000001",
            Registrar = Registrar,
            RegistrarKey = Key("registrar"),
            RegistrarPossession = Possession("registrar", "log/genesis"),
            RecoveryKey = Key("recovery"),
            RecoveryPossession = Possession("recovery", "log/genesis"),
        }),
        Of("KeyGrant", KeySubject("party"), "registrar", new KeyGrant { Key = Key("party"), Possession = Possession("party", KeySubject("party")), Roles = { Role.Producer } }),
        Of("KeyRevocation", KeySubject("party"), "registrar", new KeyRevocation { Kind = RevocationKind.Compromised, Since = Time - 1 }),
        Of("Registration", Party, "registrar", new Registration { Name = new Text { Zh = "福鼎白茶" }, Roles = { Role.Courier } }),
        Of("Licence", Party, "registrar", new Licence { Kind = LicenceKind.FoodProduction, Number = "SC11435098200001" }),
        Of("Pledge", Party, "party", new Pledge { Kind = PledgeKind.Genuine, Document = Document("pledge") }),
        Of("Suspension", Party, "registrar", new Suspension { Reason = SuspensionReason.UnsafeGoods }),
        Of("Reinstatement", Party, "registrar", new Reinstatement { Suspension = Identity("suspension"), Reason = ReinstatementReason.Remedied }),
        Of("Release", Party, "party", new Release { Name = "verifier", Version = "1.0.0", Document = Document("release") }),
        Of("Erasure", "log/erasures", "registrar", new Erasure { Digest = Identity("commitment"), Ground = ErasureGround.Author }),
        Of("Listing", Product, "party", new Listing { Name = new Text { Zh = "白毫银针" } }),
        Of("Marking", Lot, "party", new Marking { Count = 1000, Root = Identity("roll") }),
        Of("PrinterGrant", Product, "party", new PrinterGrant { Printer = InMemoryLog.Glns(2) }),
        Of("Transformation", Lot, "party", new Transformation { Process = Process.Harvested, Yield = Kilograms(20) }),
        Of("Handover", Parcel, "party", new Handover { Giver = InMemoryLog.Glns(2), Condition = Condition.Good }),
        Of("Sale", Item, "party", new Sale { ClaimKey = Key("claim") }),
        Of("Shipment", Item, "party", new Shipment { Parcel = Parcel }),
        Of("Transit", Parcel, "party", new Transit { Activity = TransitActivity.TakenOver }),
        Of("Receipt", Parcel, "party", new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes }),
        Of("Recall", Lot, "party", new Recall { Reason = RecallReason.Contamination, Hazard = Hazard.Class1, Instructions = Document("recall") }),
        Of("Inspection", Lot, "party", new Inspection { Result = InspectionResult.Passed, Report = Document("inspection") }),
        Of("Correction", Item, "party", new Correction { Target = Identity("sale"), Kind = CorrectionKind.Replaced, Replacement = Identity("other sale"), Reason = CorrectionReason.Typing }),
        Of("Opening", Item, "claim", new Opening { Sale = Identity("sale"), BuyerKey = Key("buyer"), Possession = Possession("buyer", Item) }),
        Of("Review", Parcel, "buyer", new Review { Opening = Identity("opening"), Line = 1, Rating = 5, Stage = ReviewStage.First }),
        Of("Complaint", Parcel, "buyer", new Complaint { Opening = Identity("opening"), Respondent = Party, Category = ComplaintCategory.Quality, Remedy = Remedy.Refund }),
        Of("Report", Product, "party", new Report { AuthorKey = Key("author"), Possession = Possession("author", Product), Category = ReportCategory.FalseOrigin }),
        Of("FollowUp", Product, "author", new FollowUp { Report = Identity("report"), Text = Commitment("follow-up") }),
        Of("Reply", Item, "party", new Reply { Answers = Identity("complaint"), Outcome = ReplyOutcome.RemedyOffered }),
        Of("Escalation", Item, "buyer", new Escalation { Answers = Identity("complaint"), Reason = EscalationReason.Unanswered }),
        Of("Resolution", Item, "party", new Resolution { Answers = Identity("complaint"), Outcome = ResolutionOutcome.Settled }),
        Of("Compensation", Item, "party", new Compensation { Answers = Identity("complaint"), Outcome = PaymentOutcome.Paid }),
        Of("ReturnRequest", Parcel, "buyer", new ReturnRequest { Opening = Identity("opening"), Reason = ReturnReason.NoneGiven }),
        Of("Return", Item, "party", new Return { Answers = Identity("request"), Outcome = ReturnOutcome.Accepted }),
        Of("Refund", Item, "party", new Refund { Answers = Identity("return"), Outcome = PaymentOutcome.Paid }),
        Of("Closure", Item, "party", new Closure { Complaint = Identity("complaint"), Outcome = ClosureOutcome.TimeOut }),
    ];

    private static StatementSample Of(string name, string subject, string signer, IMessage payload)
    {
        var statement = new Statement
        {
            Ledger = Ledger,
            Subject = subject,
            Party = signer switch { "registrar" => Registrar, "party" => Party, _ => "" },
            Time = Time,
            Nonce = ByteString.CopyFrom(Identity(name).Span[..16]),
        };
        Statement.Descriptor.Oneofs[0].Fields.First(field => field.MessageType == payload.Descriptor).Accessor.SetValue(statement, payload);
        return new StatementSample(name, statement, signer);
    }

    // What an identity, root or digest of this name would be, as far as the form goes.
    private static ByteString Identity(string name) => ByteString.CopyFrom(MerkleHash.LeafHash(Encoding.UTF8.GetBytes(name)).AsSpan());

    private static string KeySubject(string signer) => SubjectKey.ForKey(SubjectKey.Parse(Party), KeyId.Of(Key(signer)).AsSpan()).Value;

    private static PublicKey Key(string name)
    {
        using var signer = InMemoryLog.KeyOf(name);
        return StatementSigner.PublicKeyOf(signer);
    }

    private static ByteString Possession(string name, string subject)
    {
        using var signer = InMemoryLog.KeyOf(name);
        return StatementSigner.Possession(Ledger, subject, signer);
    }

    private static Quantity Kilograms(ulong count) => new() { Thousandths = count * 1000, Unit = Unit.Kilogram };

    private static Document Document(string name) => new() { Sha256 = Identity(name), MediaType = "application/pdf" };

    private static Commitment Commitment(string name) => new() { Digest = Identity(name), MediaType = "text/plain", Size = 9 };
}
