using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Statements;

/// <summary>Who may say this, about that: key, standing, role, scope, and over what, by the rows of <see cref="RulesTable"/>.</summary>
internal static class SpeakerRules
{
    /// <summary>The first rule that the speaker breaks, or null.</summary>
    public static Refusal? Check(ParsedStatement statement, LedgerState state, long recordedAt, RuleScope scope) =>
        statement.KeySubject is { } keySubject
            ? CheckParty(statement, keySubject, state, recordedAt, scope)
            : CheckKeyHolder(statement, state);

    /// <summary>Whether a key of the statement's party has the role and the scope for such a statement, whichever key signed it; its standing is not asked.</summary>
    public static Refusal? CheckKey(ParsedStatement statement, KeyState key, PartyState party, LedgerState state) =>
        CheckRole(statement, key, party, state, out _) ?? CheckScope(statement, key);

    private static Refusal? CheckParty(ParsedStatement statement, string keySubject, LedgerState state, long recordedAt, RuleScope scope)
    {
        if (state.Key(keySubject) is not { } key)
        {
            return Refusal.Later(Reason.UnknownKey, "key", $"no key {statement.Key} is granted to \"{statement.Message.Party}\"; try again later", Judgement.ReferenceRetry);
        }

        var party = state.Party(statement.Message.Party);
        return CheckStanding(key, statement, recordedAt)
            ?? CheckRole(statement, key, party, state, out var rows)
            ?? CheckSuspended(statement, party)
            ?? CheckScope(statement, key)
            ?? CheckOver(rows, statement, party, state, scope);
    }

    private static Refusal? CheckStanding(KeyState key, ParsedStatement statement, long recordedAt) => key.Standing(statement.Message.Time, recordedAt) switch
    {
        KeyStanding.Compromised => Refusal.Because(Reason.KeyCompromised, "key", "this key is revoked as compromised; nothing more is taken from it"),
        KeyStanding.Retired => Refusal.Because(Reason.KeyRetired, "key", "this key has ended; only statements of an earlier time are taken, for 30 days"),
        _ => null,
    };

    private static Refusal? CheckRole(ParsedStatement statement, KeyState key, PartyState party, LedgerState state, out List<Speaker> rows)
    {
        rows = [];
        var unregistered = false;
        foreach (var speaker in statement.Rules.Speakers)
        {
            if (!speaker.AppliesTo(statement.Message) || !KeyMay(speaker, key))
            {
                continue;
            }

            if (PartyMay(speaker.Role, statement.Message.Party, party, state))
            {
                rows.Add(speaker);
            }
            else
            {
                unregistered |= party.Registration is null;
            }
        }

        if (rows.Count > 0)
        {
            return null;
        }

        return unregistered
            ? Refusal.Later(Reason.PartyNotRegistered, "party", $"\"{statement.Message.Party}\" is not registered", Judgement.ReferenceRetry)
            : Refusal.Because(Reason.Role, "key", $"a {statement.Kind} is said by {StatementRules.Describe(statement.Rules)}; this key and its party have no such role");
    }

    private static bool KeyMay(Speaker speaker, KeyState key) => speaker.Kind == SpeakerKind.RecoveryKey
        ? key.IsRecovery
        : !key.IsRecovery && (speaker.Role == Role.Unspecified || key.Current.Roles.Contains(speaker.Role));

    private static bool PartyMay(Role role, string party, PartyState state, LedgerState ledger) => role switch
    {
        Role.Unspecified or Role.Administrator => true,
        Role.Registrar => IsRegistrar(party, ledger),
        Role.Intake => state.Has(Role.Platform),
        _ => state.Has(role),
    };

    private static bool IsRegistrar(string party, LedgerState state) => state.Genesis?.Statement.Message.Genesis.Registrar == party;

    private static Refusal? CheckSuspended(ParsedStatement statement, PartyState party) =>
        statement.Rules.Effects.HasFlag(Effects.Lists) && party.IsSuspended
            ? Refusal.Because(Reason.PartySuspended, "party", $"\"{statement.Message.Party}\" is suspended and lists nothing until it is reinstated")
            : null;

    private static Refusal? CheckScope(ParsedStatement statement, KeyState key)
    {
        var (prefixes, subjects) = (key.Current.Prefixes, key.Current.Subjects);
        if (prefixes.Count == 0 && subjects.Count == 0)
        {
            return null;
        }

        var subject = statement.Subject;
        return (subject.Gtin is { } gtin && prefixes.Any(gtin.IsUnder)) || subjects.Any(above => subject.IsAtOrUnder(SubjectKey.Parse(above)))
            ? null
            : Refusal.Because(Reason.KeyScope, "subject", $"this key is granted for other subjects than \"{subject}\"");
    }

    private static Refusal? CheckOver(List<Speaker> rows, ParsedStatement statement, PartyState party, LedgerState state, RuleScope scope)
    {
        foreach (var row in rows)
        {
            if (IsOver(row.Over, statement, party, state, scope))
            {
                return null;
            }
        }

        return Refusal.Because(Reason.NotYours, "subject", $"\"{statement.Message.Party}\" says a {statement.Kind} over {string.Join(" or ", rows.Select(row => $"{row.Over} as {row.Role}"))}; \"{statement.Subject}\" is none of these");
    }

    private static bool IsOver(Over over, ParsedStatement statement, PartyState party, LedgerState state, RuleScope scope)
    {
        var (subject, speaker) = (statement.Subject, statement.Message.Party);
        switch (over)
        {
            case Over.Any:
                return true;
            case Over.OwnProducts:
                return party.Owns(speaker, subject);
            case Over.OfferedProducts:
                return subject.Owner is not { } owner || owner.Value == speaker;
            case Over.Itself:
                return subject.Kind == SubjectKind.Log || (subject.Party?.Value == speaker && !(subject.Kind == SubjectKind.Key && IsRegistrar(speaker, state)));
            case Over.NotRegistrar:
                return subject.Party is { } other && !IsRegistrar(other.Value, state);
            case Over.RegistrarKeys:
                return subject.Kind == SubjectKind.Key && IsRegistrar(subject.Party!.Value, state);
            case Over.GrantedLots:
                return scope == RuleScope.History || IsGranted(statement, speaker, state);
            case Over.OwnStatements:
                return state.Find(Hash256.From(statement.Message.Correction.Target.Span)) is { } target && target.Statement.Message.Party == speaker;
            case Over.Concerned:
                return Concern.Of(statement, speaker, party, state);
            default:
                return false;
        }
    }

    private static bool IsGranted(ParsedStatement marking, string printer, LedgerState state)
    {
        var grant = state.Find(Hash256.From(marking.Message.Marking.PrinterGrant.Span))!.Statement;
        return grant.Message.PrinterGrant.Printer == printer
            && grant.Subject.Equals(marking.Subject.Product)
            && (grant.Message.PrinterGrant.NotAfter == 0 || marking.Message.Time <= grant.Message.PrinterGrant.NotAfter);
    }

    private static Refusal? CheckKeyHolder(ParsedStatement statement, LedgerState state)
    {
        var message = statement.Message;
        switch (statement.Kind)
        {
            case PayloadOneofCase.Opening:
                var sale = state.Find(Hash256.From(message.Opening.Sale.Span))!.Statement.Message.Sale;
                return sale.ClaimKey is not null && KeyId.Of(sale.ClaimKey) == statement.Key
                    ? null
                    : Refusal.Because(Reason.NotYours, "key", "an Opening is signed by the claim key of the Sale that it names");
            case PayloadOneofCase.Review:
                return CheckBuyer(statement, message.Review.Opening, "review.opening", state);
            case PayloadOneofCase.Complaint:
                return CheckBuyer(statement, message.Complaint.Opening, "complaint.opening", state);
            case PayloadOneofCase.ReturnRequest:
                return CheckBuyer(statement, message.ReturnRequest.Opening, "return_request.opening", state);
            case PayloadOneofCase.FollowUp:
                var report = state.Find(Hash256.From(message.FollowUp.Report.Span))!.Statement.Message.Report;
                return KeyId.Of(report.AuthorKey) == statement.Key
                    ? null
                    : Refusal.Because(Reason.NotYours, "key", "a FollowUp is signed by the author's key of the Report that it names");
            case PayloadOneofCase.Escalation:
                return CheckSameKey(statement, message.Escalation.Answers, state);
            case PayloadOneofCase.Closure:
                return CheckSameKey(statement, message.Closure.Complaint, state);
            case PayloadOneofCase.Correction:
                return CheckSameKey(statement, message.Correction.Target, state);
            default:
                return Refusal.Because(Reason.Role, "party", $"a {statement.Kind} is said by {StatementRules.Describe(statement.Rules)}");
        }
    }

    // Only the first Opening of a claim key grants anything: whoever kept a copy of the paper can do nothing after it.
    private static Refusal? CheckBuyer(ParsedStatement statement, Google.Protobuf.ByteString identity, string field, LedgerState state)
    {
        var opening = state.Find(Hash256.From(identity.Span))!;
        if (KeyId.Of(opening.Statement.Message.Opening.BuyerKey) != statement.Key)
        {
            return Refusal.Because(Reason.NotYours, "key", $"a {statement.Kind} is signed by the buyer's key of the Opening that it names");
        }

        return state.FirstUse(StateNeeds.ClaimOf(opening)) is { } first && first.LeafHash == opening.LeafHash
            ? null
            : Refusal.Because(Reason.OpeningNotFirst, field, "another Opening used this code first; only the first grants anything");
    }

    private static Refusal? CheckSameKey(ParsedStatement statement, Google.Protobuf.ByteString identity, LedgerState state) =>
        state.Find(Hash256.From(identity.Span)) is { } target && target.Statement.Key == statement.Key && target.Statement.Message.Party.Length == 0
            ? null
            : Refusal.Because(Reason.NotYours, "key", $"this {statement.Kind} is signed by the key that signed what it names");
}
