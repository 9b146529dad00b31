using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Testing.Rules;

public static partial class RuleBreaks
{
    // Said by whoever no row lets say it.
    private static IEnumerable<RuleBreak> Speakers(KindRules rules)
    {
        foreach (var sample in Rows(rules))
        {
            var statement = ProbeOf(sample);
            var keys = rules.Speakers.Where(row => Applies(row, statement, party: "")).ToList();
            if (keys.Count == 0)
            {
                yield return Of(sample, "without a party", Reason.Role, "party", (stage, draft) => draft.By(stage.NewKey()));
            }

            var parties = rules.Speakers.Where(row => Applies(row, statement, "a party")).ToList();
            var field = parties.Count == 0 ? "party" : "key";
            if (IsGenesis(rules))
            {
                continue;
            }

            foreach (var role in Enum.GetValues<Role>().Where(role => role != Role.Unspecified && !parties.Exists(row => row.Kind == SpeakerKind.Party && (row.Role == role || row.Role == Role.Unspecified))))
            {
                yield return Of(sample, $"by a key with role {role} alone", Reason.Role, field, async (stage, draft) => draft.By(await stage.SpeakerAsync(role)));
            }

            if (!parties.Exists(row => row.Kind == SpeakerKind.RecoveryKey))
            {
                yield return Of(sample, "by the recovery key", Reason.Role, field, (stage, draft) => draft.By(stage.Recovery));
            }

            if (sample.Speaker is { Kind: SpeakerKind.Party, Role: not (Role.Unspecified or Role.Administrator) and var own })
            {
                yield return Of(sample, $"by a key with role {own} of a party without it", Reason.Role, "key", async (stage, draft) => draft.By(await stage.WithoutRoleAsync(own)));
                yield return Of(sample, "by a party that is not registered", Reason.PartyNotRegistered, "party", async (stage, draft) => draft.By(await stage.UnregisteredAsync(own)));
            }
        }
    }

    private static bool Applies(Speaker row, Statement statement, string party)
    {
        var said = statement.Clone();
        said.Party = party;
        return row.AppliesTo(said);
    }

    // Said by a key that does not stand, or stands for something else.
    private static IEnumerable<RuleBreak> Keys(KindRules rules)
    {
        if (IsGenesis(rules))
        {
            yield break;
        }

        foreach (var sample in Rows(rules))
        {
            yield return TooFarAhead(sample, "50.5 hours ahead", 50.5, says: "", saysNot: "local time");
            yield return TooFarAhead(sample, "56 hours ahead", 56, "local time sent as UTC?", "?!");
            if (sample.Speaker.Kind != SpeakerKind.Party)
            {
                continue;
            }

            var retired = new KeyRevocation { Kind = RevocationKind.Retired };
            yield return ByKey(sample, "limited to another subject", Reason.KeyScope, "subject", grant => grant.Subjects.Add("01/06901234567892"));
            yield return ByKey(sample, "limited to another prefix", Reason.KeyScope, "subject", grant => grant.Prefixes.Add("690123"));
            yield return ByKey(sample, "past its end", Reason.KeyRetired, "key", grant => grant.NotAfter = StatementCatalogue.February);
            yield return ByKey(sample, "retired", Reason.KeyRetired, "key", revocation: retired);
            yield return ByKey(sample, "compromised", Reason.KeyCompromised, "key", revocation: new KeyRevocation { Kind = RevocationKind.Compromised, Since = StatementCatalogue.February });
            yield return Of(sample, "by a key that was never granted", Reason.UnknownKey, "key", (stage, draft) => draft.By(stage.NewKey() with { Party = draft.Speaker.Party }));
            if (rules.Effects.HasFlag(Effects.Lists))
            {
                yield return Of(sample, "by a suspended party", Reason.PartySuspended, "party", async (stage, draft) => draft.By(await stage.SuspendedAsync(sample.Speaker.Role)));
            }
        }
    }

    private static RuleBreak ByKey(Sample sample, string name, Reason reason, string field, Action<KeyGrant>? grant = null, KeyRevocation? revocation = null) =>
        Of(sample, $"by a key {name}", reason, field, async (stage, draft) =>
        {
            var role = sample.Speaker.Role == Role.Unspecified ? Role.Inspector : sample.Speaker.Role;
            var key = await stage.KeyOfAsync(draft.Speaker.Party, role, name, grant, revocation);
            return draft.By(key).With(s => s.Time = stage.Now);
        });

    private static RuleBreak TooFarAhead(Sample sample, string name, double hours, string says, string saysNot) =>
        Of(sample, name, Reason.TimeTooFarAhead, "time", (stage, draft) => draft.With(s => s.Time = stage.Now + (long)(hours * 3_600_000_000))) with { Says = says, SaysNot = saysNot };
}
