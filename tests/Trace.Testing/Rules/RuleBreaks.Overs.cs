using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

public static partial class RuleBreaks
{
    // Said by one who may say it, over what is another's.
    private static IEnumerable<RuleBreak> Overs(KindRules rules) => IsGenesis(rules) ? [] : Rows(rules).SelectMany(sample => sample.Speaker.Kind switch
    {
        SpeakerKind.ClaimKey => [ByAnother(sample, "the claim key of another Sale", async (stage, subject) => (await StatementCatalogue.SellAsync(stage, subject)).Claim)],
        SpeakerKind.BuyerKey => [ByAnother(sample, "another buyer's key", async (stage, subject) => (await StatementCatalogue.BuyAsync(stage, subject)).Buyer), UnknownHolder(sample)],
        SpeakerKind.AuthorKey => [ByAnother(sample, "another author's key", async (stage, subject) => (await StatementCatalogue.ReportAsync(stage, subject, "")).Author), UnknownHolder(sample)],
        _ => OfParty(sample),
    });

    // A row over something new has no story here yet, and fails.
    private static IEnumerable<RuleBreak> OfParty(Sample sample) => sample.Speaker.Over switch
    {
        Over.Any => [],
        Over.OwnProducts => [ByStranger(sample), OfAnothersNumbering(sample)],
        Over.OfferedProducts => [OfAnothersNumbering(sample)],
        Over.Itself => sample.Kind is PayloadOneofCase.KeyGrant or PayloadOneofCase.KeyRevocation ? [ByStranger(sample), ByTheRegistrarsAdministrator(sample)] : [ByStranger(sample)],
        Over.NotRegistrar => OfTheRegistrar(sample),
        Over.RegistrarKeys => [Yours(sample, "over the key of another party", (stage, draft) => OverKeyOf(stage, draft, stage.NewParty()))],
        Over.GrantedLots => Printers(sample),
        Over.Concerned or Over.OwnStatements => [ByStranger(sample)],
        _ => throw new NotSupportedException($"{sample.Speaker.Over} is broken by no story yet"),
    };

    private static RuleBreak Yours(Sample sample, string name, Func<Stage, Draft, Task<Draft>> change) => Of(sample, name, Reason.NotYours, "subject", change);

    private static RuleBreak Yours(Sample sample, string name, Func<Stage, Draft, Draft> change) => Of(sample, name, Reason.NotYours, "subject", change);

    private static RuleBreak ByStranger(Sample sample) => Yours(sample, "by another party with the same role", async (stage, draft) =>
        draft.By(await stage.StrangerAsync(sample.Speaker.Role == Role.Unspecified ? Role.Inspector : sample.Speaker.Role)));

    private static RuleBreak ByAnother(Sample sample, string name, Func<Stage, string, Task<LogSpeaker>> speaker) =>
        Of(sample, $"by {name}", Reason.NotYours, "key", async (stage, draft) => draft.By(await speaker(stage, draft.Message.Subject)));

    // A key that nothing on this subject named. Where the statement names what would have named it, that is recorded and names another.
    private static RuleBreak UnknownHolder(Sample sample)
    {
        var isNamed = sample.Kind is PayloadOneofCase.Review or PayloadOneofCase.Complaint or PayloadOneofCase.ReturnRequest or PayloadOneofCase.FollowUp;
        return Of(sample, "by a key that nobody named", isNamed ? Reason.NotYours : Reason.UnknownKey, "key", (stage, draft) => draft.By(stage.NewKey())) with { IsAtTheDoor = true };
    }

    private static RuleBreak OfAnothersNumbering(Sample sample) => Yours(sample, "of another party's own numbering", (stage, draft) => draft.With(s =>
    {
        var subject = SubjectKey.Parse(s.Subject);
        var product = SubjectKey.ForOwnProduct(SubjectKey.Parse(stage.NewParty()), "A1").Value;
        s.Subject = product + s.Subject[subject.Product!.Value.Length..];
    }));

    private static RuleBreak ByTheRegistrarsAdministrator(Sample sample) => Yours(sample, "by an administrator's key of the registrar, over another of its keys", async (stage, draft) =>
        OverKeyOf(stage, draft.By(await stage.KeyOfAsync(stage.Registrar.Party, Role.Administrator, "administrator")), stage.Registrar.Party));

    private static IEnumerable<RuleBreak> OfTheRegistrar(Sample sample) => sample.Kind switch
    {
        PayloadOneofCase.KeyGrant or PayloadOneofCase.KeyRevocation => [Yours(sample, "over a key of the registrar", (stage, draft) => OverKeyOf(stage, draft, stage.Registrar.Party))],

        // It names a Suspension of the same party, and the registrar is never suspended: REFERENCE_SUBJECT says so before this rule can.
        PayloadOneofCase.Reinstatement => [],
        _ => [Yours(sample, "over the registrar itself", (stage, draft) => draft.With(s => s.Subject = stage.Registrar.Party))],
    };

    private static Draft OverKeyOf(Stage stage, Draft draft, string party)
    {
        var key = stage.NewKey() with { Party = party };
        return draft.With(s =>
        {
            s.Subject = key.KeySubject;
            if (s.KeyGrant is not null)
            {
                s.KeyGrant = StatementCatalogue.GrantOf(stage, key);
            }
        });
    }

    private static IEnumerable<RuleBreak> Printers(Sample sample) =>
    [
        ByStranger(sample),
        Yours(sample, "with a grant of another product", async (stage, draft) =>
        {
            var grant = await StatementCatalogue.GrantPrinterAsync(stage, stage.NewSubject(SubjectKind.Product), draft.Speaker.Party);
            return draft.With(s => s.Marking.PrinterGrant = grant);
        }),
        Yours(sample, "with a grant that has ended", async (stage, draft) =>
        {
            var grant = await StatementCatalogue.GrantPrinterAsync(stage, SubjectKey.Parse(draft.Message.Subject).Product!.Value, draft.Speaker.Party, StatementCatalogue.February);
            return draft.With(s => s.Marking.PrinterGrant = grant);
        }),
    ];
}
