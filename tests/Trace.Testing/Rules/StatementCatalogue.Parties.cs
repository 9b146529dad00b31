using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Testing.Rules;

public static partial class StatementCatalogue
{
    public static Document ADocument => new() { Sha256 = Filled(32, 7), MediaType = "application/pdf", Url = "https://example.com/a.pdf" };

    public static Commitment ACommitment => new() { Digest = Filled(32, 9), MediaType = "text/plain", Size = 12 };

    private static Dictionary<PayloadOneofCase, Func<Scene, Task<IMessage>>> Parties => new()
    {
        [PayloadOneofCase.Genesis] = scene =>
        {
            var (stage, subject) = (scene.Stage, SubjectKey.Genesis.Value);
            scene.Subject = subject;
            return Made(new Genesis
            {
                Origin = "another.example/00000000",
                Registrar = stage.Registrar.Party,
                RegistrarKey = StatementSigner.PublicKeyOf(stage.Registrar.Key),
                RegistrarPossession = stage.PossessionOf(stage.Registrar, subject),
                RecoveryKey = StatementSigner.PublicKeyOf(stage.Recovery.Key),
                RecoveryPossession = stage.PossessionOf(stage.Recovery, subject),
            });
        },
        [PayloadOneofCase.KeyGrant] = scene =>
        {
            var granted = NewKeyOf(scene);
            return Made(GrantOf(scene.Stage, granted));
        },
        [PayloadOneofCase.KeyRevocation] = async scene =>
        {
            var revoked = NewKeyOf(scene);
            var granter = scene.Row.Kind == SpeakerKind.RecoveryKey ? scene.Stage.Recovery : scene.Stage.Registrar;
            await scene.Stage.RecordAsync(granter, scene.Subject, GrantOf(scene.Stage, revoked));
            return new KeyRevocation { Kind = RevocationKind.Compromised, Since = scene.Stage.Now };
        },
        [PayloadOneofCase.Registration] = _ => Made(new Registration
        {
            Name = new Text { Zh = "福鼎茶厂", En = "Fuding tea" },
            Address = "福鼎市",
            Roles = { Role.Producer, Role.Courier },
            Prefixes = { "95277" },
            CreditCode = "91350100M000100Y43",
            Carrier = "sf",
            Evidence = ACommitment,
        }),
        [PayloadOneofCase.Licence] = _ => Made(new Licence { Kind = LicenceKind.FoodProduction, Number = "SC11435098200001", ValidFrom = 20260101, ValidTo = 20301231 }),
        [PayloadOneofCase.Pledge] = scene =>
        {
            scene.Subject = scene.Speaker.Party;
            return Made(new Pledge { Kind = PledgeKind.ReturnDays, Days = 30, Document = ADocument });
        },
        [PayloadOneofCase.Suspension] = _ => Made(new Suspension { Reason = SuspensionReason.LicenceEnded }),
        [PayloadOneofCase.Reinstatement] = async scene => new Reinstatement
        {
            Suspension = await scene.Stage.RecordAsync(scene.Stage.Registrar, scene.Subject, new Suspension { Reason = SuspensionReason.FalseStatements }),
            Reason = ReinstatementReason.Remedied,
        },
        [PayloadOneofCase.Release] = scene =>
        {
            scene.Subject = scene.Speaker.Party;
            return Made(new Release { Name = "verifier", Version = "1.0.0", Document = ADocument });
        },
        [PayloadOneofCase.Erasure] = _ => Made(new Erasure { Digest = Filled(32, 1), Ground = ErasureGround.Author }),
    };

    public static ByteString Filled(int length, byte value) => ByteString.CopyFrom([.. Enumerable.Repeat(value, length)]);

    public static KeyGrant GrantOf(Stage stage, LogSpeaker granted) => new()
    {
        Key = StatementSigner.PublicKeyOf(granted.Key),
        Possession = stage.PossessionOf(granted, granted.KeySubject),
        Roles = { Role.Courier },
    };

    // Of the party over whose keys the row speaks, and the subject of the statement.
    private static LogSpeaker NewKeyOf(Scene scene)
    {
        var party = scene.Row.Over switch
        {
            Over.Itself or Over.RegistrarKeys => scene.Speaker.Party,
            _ => scene.Stage.NewParty(),
        };
        var key = scene.Stage.NewKey() with { Party = party };
        scene.Subject = key.KeySubject;
        return key;
    }

    private static Task<IMessage> Made(IMessage payload) => Task.FromResult(payload);
}
