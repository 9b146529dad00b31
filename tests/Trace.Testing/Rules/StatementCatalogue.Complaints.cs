using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

/// <summary>A Sale and the Opening that followed it.</summary>
public sealed record Purchase(string Subject, ByteString Sale, LogSpeaker Claim, ByteString Opening, LogSpeaker Buyer)
{
    /// <summary>A line that the Sale has; 0 for an item.</summary>
    public uint Line => Subject.Contains("/21/", StringComparison.Ordinal) ? 0u : 7u;
}

public static partial class StatementCatalogue
{
    private static Dictionary<PayloadOneofCase, Func<Scene, Task<IMessage>>> Complaints => new()
    {
        [PayloadOneofCase.Opening] = async scene =>
        {
            var (sale, claim) = await SellAsync(scene.Stage, scene.Subject);
            scene.Speaker = claim;
            return OpeningOf(scene.Stage, scene.Subject, sale, scene.Stage.NewKey());
        },
        [PayloadOneofCase.Review] = async scene =>
        {
            var purchase = await BuyAsync(scene);
            return new Review { Opening = purchase.Opening, Line = purchase.Line, Rating = 5, Tags = { ReviewTag.Fresh, ReviewTag.WellPacked }, Text = ACommitment, Stage = ReviewStage.First };
        },
        [PayloadOneofCase.Complaint] = async scene => ComplaintOn(await BuyAsync(scene), (await scene.Stage.SpeakerAsync(Role.Seller)).Party),
        [PayloadOneofCase.Report] = scene => Made(ReportOf(scene.Stage, scene.Subject, scene.Stage.NewKey(), "")),
        [PayloadOneofCase.FollowUp] = async scene =>
        {
            var (report, author) = await ReportAsync(scene.Stage, scene.Subject, "");
            scene.Speaker = author;
            return new FollowUp { Report = report, Text = ACommitment };
        },
        [PayloadOneofCase.Reply] = async scene => new Reply { Answers = await ReportAsync(scene), Outcome = ReplyOutcome.Acknowledged, Text = ACommitment },
        [PayloadOneofCase.Escalation] = async scene => new Escalation
        {
            Answers = scene.Row.Kind == SpeakerKind.BuyerKey ? await ComplainAsync(scene) : await ReportAsync(scene),
            Reason = EscalationReason.Unanswered,
        },
        [PayloadOneofCase.Resolution] = async scene => new Resolution { Answers = await ReportAsync(scene), Outcome = ResolutionOutcome.Upheld },
        [PayloadOneofCase.Compensation] = async scene => new Compensation
        {
            Answers = await scene.Stage.RecordAsync(await scene.Stage.SpeakerAsync(Role.Platform), scene.Subject, new Escalation { Answers = await ReportAsync(scene), Reason = EscalationReason.Safety }),
            Outcome = PaymentOutcome.Paid,
        },
        [PayloadOneofCase.ReturnRequest] = async scene =>
        {
            var purchase = await BuyAsync(scene);
            return new ReturnRequest { Opening = purchase.Opening, Line = purchase.Line, Reason = ReturnReason.NoneGiven };
        },
        [PayloadOneofCase.Return] = async scene => new Return { Answers = await ReturnedAsync(scene), Outcome = ReturnOutcome.Accepted },
        [PayloadOneofCase.Refund] = async scene => new Refund
        {
            Answers = await scene.Stage.RecordAsync(await scene.Stage.SpeakerAsync(Role.Inspector), scene.Subject, new Resolution { Answers = await ReportAsync(scene), Outcome = ResolutionOutcome.Settled }),
            Outcome = PaymentOutcome.PartlyPaid,
        },
        [PayloadOneofCase.Closure] = async scene => scene.Row.Kind == SpeakerKind.BuyerKey
            ? new Closure { Complaint = await ComplainAsync(scene), Outcome = ClosureOutcome.Satisfied }
            : new Closure { Complaint = await ComplainAsync(scene.Stage, await BuyAsync(scene.Stage, scene.Subject), scene.Speaker.Party), Outcome = ClosureOutcome.TimeOut },
    };

    public static Opening OpeningOf(Stage stage, string subject, ByteString sale, LogSpeaker buyer) =>
        new() { Sale = sale, BuyerKey = StatementSigner.PublicKeyOf(buyer.Key), Possession = stage.PossessionOf(buyer, subject) };

    public static Report ReportOf(Stage stage, string subject, LogSpeaker author, string respondent) => new()
    {
        AuthorKey = StatementSigner.PublicKeyOf(author.Key),
        Possession = stage.PossessionOf(author, subject),
        Category = ReportCategory.Counterfeit,
        Respondent = respondent,
    };

    public static Complaint ComplaintOn(Purchase purchase, string respondent) => new()
    {
        Opening = purchase.Opening,
        Line = purchase.Line,
        Respondent = respondent,
        Category = ComplaintCategory.Quality,
        Remedy = Remedy.Refund,
        Text = ACommitment,
    };

    /// <summary>Records a Sale, by the cast's seller if no other is named, and its first Opening.</summary>
    public static async Task<Purchase> BuyAsync(Stage stage, string subject, LogSpeaker? seller = null)
    {
        var (sale, claim) = await SellAsync(stage, subject, seller);
        return await OpenAsync(stage, subject, sale, claim);
    }

    public static async Task<Purchase> OpenAsync(Stage stage, string subject, ByteString sale, LogSpeaker claim)
    {
        var buyer = stage.NewKey();
        return new Purchase(subject, sale, claim, await stage.RecordAsync(claim, subject, OpeningOf(stage, subject, sale, buyer)), buyer);
    }

    public static async Task<(ByteString Report, LogSpeaker Author)> ReportAsync(Stage stage, string subject, string respondent)
    {
        var author = stage.NewKey();
        return (await stage.RecordAsync(await stage.SpeakerAsync(Role.Intake), subject, ReportOf(stage, subject, author, respondent)), author);
    }

    // The respondent of the report is who will answer it.
    private static async Task<ByteString> ReportAsync(Scene scene) => (await ReportAsync(scene.Stage, scene.Subject, scene.Speaker.Party)).Report;

    private static async Task<Purchase> BuyAsync(Scene scene)
    {
        var purchase = await BuyAsync(scene.Stage, scene.Subject);
        scene.Speaker = purchase.Buyer;
        return purchase;
    }

    private static async Task<ByteString> ComplainAsync(Scene scene)
    {
        var purchase = await BuyAsync(scene);
        return await ComplainAsync(scene.Stage, purchase, (await scene.Stage.SpeakerAsync(Role.Seller)).Party);
    }

    private static Task<ByteString> ComplainAsync(Stage stage, Purchase purchase, string respondent) =>
        stage.RecordAsync(purchase.Buyer, purchase.Subject, ComplaintOn(purchase, respondent));

    private static async Task<ByteString> ReturnedAsync(Scene scene)
    {
        if (scene.Row.Role != Role.Platform)
        {
            return await ShipAsync(scene.Stage, scene.Subject, scene.Speaker);
        }

        var purchase = await BuyAsync(scene.Stage, scene.Subject, scene.Speaker);
        return await scene.Stage.RecordAsync(purchase.Buyer, scene.Subject, new ReturnRequest { Opening = purchase.Opening, Reason = ReturnReason.Damaged });
    }
}
