using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

public static partial class RuleBreaks
{
    // What can be done once, or not at all any more.
    private static IEnumerable<RuleBreak> Once =>
    [
        Of(First(PayloadOneofCase.Genesis), "a second one", Reason.GenesisNotFirst, "genesis", _ => { }),
        Of(First(PayloadOneofCase.Registration), "a second one of a party", Reason.AlreadyRegistered, "subject", async (stage, draft) =>
        {
            var registered = await stage.SpeakerAsync(Role.Producer);
            return draft.With(s => s.Subject = registered.Party);
        }),
        Of(First(PayloadOneofCase.KeyGrant), "of a revoked key", Reason.KeyEnded, "subject", async (stage, _) =>
        {
            var key = await stage.KeyOfAsync(stage.NewParty(), Role.Courier, "retired", revocation: new KeyRevocation { Kind = RevocationKind.Retired });
            return stage.DraftOf(stage.Registrar, key.KeySubject, StatementCatalogue.GrantOf(stage, key));
        }),
        Of(First(PayloadOneofCase.KeyRevocation), "of a key that was never granted", Reason.UnknownKey, "subject", (stage, draft) => OverKeyOf(stage, draft, stage.NewParty())),
        AfterTheSame(ReviewStage.First),
        AfterTheSame(ReviewStage.FollowUp),
        .. Bought.SelectMany(sample => new[]
        {
            Of(sample, "by the second Opening of one code", Reason.OpeningNotFirst, $"{sample.Rules.FieldName}.opening", async (stage, draft) =>
            {
                var (sale, claim) = await StatementCatalogue.SellAsync(stage, draft.Message.Subject);
                await StatementCatalogue.OpenAsync(stage, draft.Message.Subject, sale, claim);
                var second = await StatementCatalogue.OpenAsync(stage, draft.Message.Subject, sale, claim);
                return draft.By(second.Buyer).With(s => FieldPaths.Set(s, $"{sample.Rules.FieldName}.opening", second.Opening));
            }),
            Of(sample with { Subject = SubjectKind.Waybill }, "of a line that the Sale has not", Reason.FieldOutOfBounds, $"{sample.Rules.FieldName}.line", s =>
                FieldPaths.Set(s, $"{sample.Rules.FieldName}.line", 3u)),
        }),
        Of(First(PayloadOneofCase.Sale) with { Row = 1, Subject = SubjectKind.Item }, "that confirms one which confirms another", Reason.ReferenceKind, "sale.confirms", async (stage, draft) =>
        {
            var confirming = await stage.RecordAsync(draft.Speaker, draft.Message.Subject, draft.Message.Sale);
            return draft.With(s => s.Sale.Confirms = confirming);
        }),
    ];

    private static IEnumerable<Sample> Bought => [First(PayloadOneofCase.Review), First(PayloadOneofCase.Complaint), First(PayloadOneofCase.ReturnRequest)];

    private static RuleBreak AfterTheSame(ReviewStage stageOfReview) =>
        new(PayloadOneofCase.Review, $"a second {stageOfReview} review", Reason.ClaimUsed, "review.stage", async stage =>
        {
            var draft = (await StatementCatalogue.MakeAsync(stage, First(PayloadOneofCase.Review))).With(s => s.Review.Stage = stageOfReview);
            await stage.RecordAsync(draft.Sign());
            return draft.With(s => (s.Review.Rating, s.Nonce) = (1, StatementCatalogue.Filled(16, 3))).Sign();
        });

    // A relay speaks for couriers, and so is never whom it would speak for.
    private static IEnumerable<RuleBreak> Relays => new[] { PayloadOneofCase.Transit, PayloadOneofCase.Receipt }.SelectMany(kind =>
    {
        var sample = StatementCatalogue.Of(kind).First(sample => sample.Speaker.Role == Role.Relay);
        RuleBreak Told(string name, Func<Stage, Task<(LogSpeaker Relay, ByteString Shipment)>> story) => Of(sample, name, Reason.RelayIsSender, "party", async (stage, draft) =>
        {
            var (relay, shipment) = await story(stage);
            return draft.By(relay).With(s => FieldPaths.Set(s, $"{sample.Rules.FieldName}.shipment", shipment));
        });
        return new[]
        {
            Told("by the sender itself", async stage =>
            {
                var both = await stage.NewPartyAsync([Role.Relay, Role.Seller], [Role.Relay, Role.Seller]);
                return (both, await StatementCatalogue.ShipAsync(stage, stage.NewSubject(SubjectKind.Item), both));
            }),
            Told("by a party under the sender's credit code", async stage =>
            {
                var sender = await stage.NewPartyAsync([Role.Seller], [Role.Seller], registration => registration.CreditCode = "91110000600037341L");
                var relay = await stage.NewPartyAsync([Role.Relay], [Role.Relay], registration => registration.CreditCode = "91110000600037341L");
                return (relay, await StatementCatalogue.ShipAsync(stage, stage.NewSubject(SubjectKind.Item), sender));
            }),
            Told("by the producer of a line", async stage =>
            {
                var relay = await stage.NewPartyAsync([Role.Relay, Role.Producer], [Role.Relay], registration => registration.Prefixes.Add(Stage.PrefixOf(1)));
                return (relay, await StatementCatalogue.ShipAsync(stage, stage.NewSubject(SubjectKind.LogisticUnit)));
            }),
            Told("by the party whose own number the item has", async stage =>
            {
                var relay = await stage.NewPartyAsync([Role.Relay, Role.Producer], [Role.Relay]);
                var item = SubjectKey.ForItem(SubjectKey.ForOwnProduct(SubjectKey.Parse(relay.Party), "A1"), "S1").Value;
                return (relay, await StatementCatalogue.ShipAsync(stage, item));
            }),
        };
    });

    private static IEnumerable<RuleBreak> Corrections
    {
        get
        {
            var withdrawn = First(PayloadOneofCase.Correction);
            var replaced = StatementCatalogue.Of(PayloadOneofCase.Correction).First(sample => sample.Subject == SubjectKind.Item);
            yield return Final("a Genesis", stage => Task.FromResult(stage.Genesis));
            yield return Final("a KeyGrant", async stage =>
            {
                var key = stage.NewKey() with { Party = stage.NewParty() };
                return await stage.RecordAsync(stage.Registrar, key.KeySubject, StatementCatalogue.GrantOf(stage, key));
            });
            yield return Final("a KeyRevocation", async stage =>
            {
                var key = await stage.KeyOfAsync(stage.NewParty(), Role.Courier, "to be revoked");
                return await stage.RecordAsync(stage.Registrar, key.KeySubject, new KeyRevocation { Kind = RevocationKind.Retired });
            });
            yield return Final("an Opening", async stage => (await StatementCatalogue.BuyAsync(stage, stage.NewSubject(SubjectKind.Item))).Opening);
            yield return Final("a Correction", async stage =>
            {
                var correction = await StatementCatalogue.MakeAsync(stage, withdrawn);
                await stage.RecordAsync(correction.Sign());
                return correction.Identity;
            });
            yield return Of(replaced, "by a statement of another kind", Reason.ReferenceKind, "correction.replacement", async (stage, draft) =>
            {
                var report = (await StatementCatalogue.ReportAsync(stage, draft.Message.Subject, "")).Report;
                return draft.With(s => s.Correction.Replacement = report);
            });
            yield return Of(replaced, "by what another said", Reason.NotYours, "correction.replacement", async (stage, draft) =>
            {
                var other = await stage.RecordAsync(await stage.StrangerAsync(Role.Inspector), draft.Message.Subject, new Inspection { Result = InspectionResult.Failed, Report = StatementCatalogue.ADocument });
                return draft.With(s => s.Correction.Replacement = other);
            });

            RuleBreak Final(string name, Func<Stage, Task<ByteString>> target) => Of(withdrawn, $"of {name}", Reason.NotCorrectable, "correction.target", async (stage, draft) =>
            {
                var identity = await target(stage);
                return draft.With(s => s.Correction.Target = identity);
            });
        }
    }
}
