using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Statements;

public static partial class RulesTable
{
    private static IEnumerable<KindRules> Parties() =>
    [
        new()
        {
            Kind = PayloadOneofCase.Genesis,
            Chinese = "创世",
            Subjects = SubjectKind.Log,
            Speakers = [By(Role.Registrar, Over.Itself)],
            Shapes =
            [
                new(Reason.SubjectInvalid, "subject", "Genesis is about log/genesis", (_, subject) => subject == SubjectKey.Genesis),
                new(Reason.FieldOutOfBounds, "genesis.registrar", "the registrar of Genesis is the party that says it", (s, _) => s.Genesis.Registrar == s.Party),
                new(Reason.NotYours, "key", "Genesis is signed by the registrar's key that it names", (s, _) => s.Key.Span.SequenceEqual(KeyId.Of(s.Genesis.RegistrarKey).AsSpan())),
                new(Reason.FieldOutOfBounds, "genesis.recovery_key", "the recovery key is another than the registrar's", (s, _) => !s.Genesis.RecoveryKey.Equals(s.Genesis.RegistrarKey)),
            ],
            Effects = Effects.BeginsLog | Effects.GrantsKey | Effects.Final,
        },
        new()
        {
            Kind = PayloadOneofCase.KeyGrant,
            Chinese = "授权",
            Subjects = SubjectKind.Key,
            Speakers =
            [
                By(Role.Registrar, Over.NotRegistrar),
                By(Role.Administrator, Over.Itself),
                By(SpeakerKind.RecoveryKey, Over.RegistrarKeys),
            ],
            Shapes =
            [
                new(Reason.SubjectInvalid, "subject", "the subject of a KeyGrant ends with the key id of the key that it grants",
                    (s, subject) => subject.KeyId == KeyId.Of(s.KeyGrant.Key).ToString()),
            ],
            Effects = Effects.GrantsKey | Effects.Final,
        },
        new()
        {
            Kind = PayloadOneofCase.KeyRevocation,
            Chinese = "吊销",
            Subjects = SubjectKind.Key,
            Speakers =
            [
                By(Role.Registrar, Over.NotRegistrar),
                By(Role.Administrator, Over.Itself),
                By(SpeakerKind.RecoveryKey, Over.RegistrarKeys),
            ],
            Shapes =
            [
                Refuses("key_revocation.since", "since is for compromised keys alone", (s, _) => s.KeyRevocation.Since == 0 || s.KeyRevocation.Kind == RevocationKind.Compromised),
                Needs("key_revocation.since", "a compromised key is in doubt since a time", (s, _) => s.KeyRevocation.Since != 0 || s.KeyRevocation.Kind != RevocationKind.Compromised),
            ],
            Effects = Effects.EndsKey | Effects.Final,
        },
        new()
        {
            Kind = PayloadOneofCase.Registration,
            Chinese = "登记",
            Subjects = SubjectKind.Party,
            Speakers = [By(Role.Registrar)],
            Place = PlaceRule.County,
            Shapes =
            [
                new(Reason.FieldOutOfBounds, "registration.roles", "a party is producer, seller, platform, courier, relay, inspector or printer; registrar, administrator and intake are roles of keys",
                    (s, _) => !s.Registration.Roles.Any(role => role is Role.Registrar or Role.Administrator or Role.Intake)),
                Refuses("registration.credit_code", "a credit code is given where the subject is a GLN", (s, subject) => s.Registration.CreditCode.Length == 0 || subject.Value.StartsWith("party/gln/", StringComparison.Ordinal)),
                new(Reason.FieldForm, "registration.credit_code", "a credit code is a unified social credit code, GB 32100-2015", (s, _) => s.Registration.CreditCode.Length == 0 || Uscc.TryParse(s.Registration.CreditCode, out Uscc _, out string? _)),
                Refuses("registration.carrier", "a courier's code is for couriers and relays", (s, _) => s.Registration.Carrier.Length == 0 || s.Registration.Roles.Any(role => role is Role.Courier or Role.Relay)),
            ],
            Effects = Effects.RegistersParty,
        },
        new()
        {
            Kind = PayloadOneofCase.Licence,
            Chinese = "许可",
            Subjects = SubjectKind.Party,
            Speakers = [By(Role.Registrar)],
            Shapes =
            [
                new(Reason.FieldOutOfBounds, "licence.valid_to", "a licence ends on its first day or later",
                    (s, _) => s.Licence.ValidFrom == 0 || s.Licence.ValidTo == 0 || s.Licence.ValidFrom <= s.Licence.ValidTo),
            ],
        },
        new()
        {
            Kind = PayloadOneofCase.Pledge,
            Chinese = "承诺",
            Subjects = SubjectKind.Party,
            Speakers = [By(Role.Administrator, Over.Itself)],
            Shapes =
            [
                Needs("pledge.days", "a pledge of return days gives their number", (s, _) => s.Pledge.Kind != PledgeKind.ReturnDays || s.Pledge.Days > 0),
            ],
        },
        new()
        {
            Kind = PayloadOneofCase.Suspension,
            Chinese = "限制",
            Subjects = SubjectKind.Party,
            Speakers = [By(Role.Registrar, Over.NotRegistrar)],
            Effects = Effects.ChangesStanding,
        },
        new()
        {
            Kind = PayloadOneofCase.Reinstatement,
            Chinese = "恢复",
            Subjects = SubjectKind.Party,
            Speakers = [By(Role.Registrar, Over.NotRegistrar)],
            References = [new("reinstatement.suspension", s => s.Reinstatement.Suspension, [PayloadOneofCase.Suspension], SameSubject: true)],
            Effects = Effects.ChangesStanding,
        },
        new()
        {
            Kind = PayloadOneofCase.Release,
            Chinese = "发布",
            Subjects = SubjectKind.Party,
            Speakers = [By(Role.Platform, Over.Itself)],
        },
        new()
        {
            Kind = PayloadOneofCase.Erasure,
            Chinese = "删除",
            Subjects = SubjectKind.Log,
            Speakers = [By(Role.Registrar)],
            Shapes = [new(Reason.SubjectInvalid, "subject", "an Erasure is about log/erasures", (_, subject) => subject == SubjectKey.Erasures)],
            Effects = Effects.Erases,
        },
    ];
}
