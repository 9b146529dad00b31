using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Statements;

/// <summary>
/// The rules that depend on what was recorded before: key, role, scope, ownership, references, claims, times. The sequencer asks them in final
/// order; verifiers and auditors ask them again over what they replay.
/// </summary>
public static class Judgement
{
    /// <summary>How far a statement's time may lie ahead of the ledger's.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromHours(48);

    /// <summary>How long a caller waits before it sends again what rests on something not recorded yet.</summary>
    public static readonly TimeSpan ReferenceRetry = TimeSpan.FromSeconds(5);

    /// <summary>The first rule that a statement breaks, or null.</summary>
    /// <param name="statement">A statement that breaks none of <see cref="StatementRules"/>.</param>
    /// <param name="state">The state left by the entry before, holding what <see cref="StateNeeds"/> names.</param>
    /// <param name="recordedAt">The ledger's time for it, in microseconds.</param>
    /// <param name="scope">Log for admission and auditors; History for whoever holds one history and its evidence.</param>
    public static Refusal? Judge(ParsedStatement statement, LedgerState state, long recordedAt, RuleScope scope)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(state);
        if (statement.Kind == PayloadOneofCase.Genesis)
        {
            return state.Genesis is null
                ? SuccessionRules.Check(statement, state, recordedAt)
                : Refusal.Because(Reason.GenesisNotFirst, "genesis", "Genesis is entry 0 and no other");
        }

        return CheckTime(statement.Message.Time, recordedAt)
            ?? CheckReferences(statement, state, scope)
            ?? SpeakerRules.Check(statement, state, recordedAt, scope)
            ?? (scope == RuleScope.Log ? RelayRules.Check(statement, state) : null)
            ?? CheckOnce(statement, state);
    }

    private static Refusal? CheckTime(long time, long recordedAt)
    {
        // A log may say any time of itself: auditors judge what no clock ever showed.
        var ahead = (Int128)time - recordedAt;
        if (ahead <= (Int128)MaxAhead.TotalMicroseconds)
        {
            return null;
        }

        var hours = (double)ahead / TimeSpan.FromHours(1).TotalMicroseconds;
        var hint = Math.Abs(hours - Math.Round(hours)) * 60 <= 1 ? "; local time sent as UTC?" : "";
        return Refusal.Because(Reason.TimeTooFarAhead, "time", $"a statement's time is at most 48 hours ahead of the ledger's; this one is {hours:F1}{hint}");
    }

    private static Refusal? CheckReferences(ParsedStatement statement, LedgerState state, RuleScope scope)
    {
        foreach (var reference in statement.Rules.References)
        {
            var identity = reference.Of(statement.Message);
            if (identity.IsEmpty || (scope == RuleScope.History && reference.Scope == RuleScope.Log))
            {
                continue;
            }

            if (CheckReference(reference, Hash256.From(identity.Span), statement, state) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static Refusal? CheckReference(Reference reference, Hash256 identity, ParsedStatement statement, LedgerState state)
    {
        if (state.Find(identity) is not { } target)
        {
            return Refusal.Later(Reason.UnknownReference, reference.Field, $"{reference.Field} names {identity}, which is not recorded; try again later", ReferenceRetry);
        }

        if (!reference.Kinds.Contains(target.Statement.Kind))
        {
            return statement.Kind == PayloadOneofCase.Correction
                ? Refusal.Because(Reason.NotCorrectable, reference.Field, $"a {target.Statement.Kind} can't be corrected")
                : Refusal.Because(Reason.ReferenceKind, reference.Field, $"{reference.Field} names a {string.Join(" or ", reference.Kinds)}; {identity} is a {target.Statement.Kind}");
        }

        return !reference.SameSubject || target.Statement.Subject.Equals(statement.Subject)
            ? null
            : Refusal.Because(Reason.ReferenceSubject, reference.Field, $"{reference.Field} names a statement about \"{target.Statement.Subject}\"; this one is about \"{statement.Subject}\"");
    }

    private static Refusal? CheckOnce(ParsedStatement statement, LedgerState state)
    {
        switch (statement.Kind)
        {
            case PayloadOneofCase.Registration when state.Party(statement.Subject.Value).Registration is not null:
                return Refusal.Because(Reason.AlreadyRegistered, "subject", $"\"{statement.Subject}\" is registered; one party is registered once");
            case PayloadOneofCase.KeyGrant when state.Key(statement.Subject.Value) is { IsRevoked: true }:
                return Refusal.Because(Reason.KeyEnded, "subject", "a revoked key is not granted again");
            case PayloadOneofCase.KeyRevocation when state.Key(statement.Subject.Value) is null:
                return Refusal.Later(Reason.UnknownKey, "subject", "this key was never granted", ReferenceRetry);
            case PayloadOneofCase.Review when state.FirstUse(Uses.By(statement)[0]) is { } first:
                return Refusal.Because(Reason.ClaimUsed, "review.stage", $"this buyer's key gave its {statement.Message.Review.Stage} review in entry {first.Index}");
            case PayloadOneofCase.Review:
                return CheckLine(statement, statement.Message.Review.Opening, statement.Message.Review.Line, "review.line", state);
            case PayloadOneofCase.Complaint:
                return CheckLine(statement, statement.Message.Complaint.Opening, statement.Message.Complaint.Line, "complaint.line", state);
            case PayloadOneofCase.ReturnRequest:
                return CheckLine(statement, statement.Message.ReturnRequest.Opening, statement.Message.ReturnRequest.Line, "return_request.line", state);
            case PayloadOneofCase.Correction when !statement.Message.Correction.Replacement.IsEmpty:
                return CheckReplacement(statement, state);
            case PayloadOneofCase.Sale when !statement.Message.Sale.Confirms.IsEmpty:
                return state.Find(Hash256.From(statement.Message.Sale.Confirms.Span)) is { } confirmed && confirmed.Statement.Message.Sale.Confirms.IsEmpty
                    ? null
                    : Refusal.Because(Reason.ReferenceKind, "sale.confirms", "sale.confirms names a seller's own Sale, not one that confirms another");
            default:
                return null;
        }
    }

    // Both of a Correction's references are of one kind, and by the same speaker: a replacement says again, rightly, what its target said.
    private static Refusal? CheckReplacement(ParsedStatement statement, LedgerState state)
    {
        var correction = statement.Message.Correction;
        var target = state.Find(Hash256.From(correction.Target.Span))!.Statement;
        var replacement = state.Find(Hash256.From(correction.Replacement.Span))!.Statement;
        if (target.Kind != replacement.Kind)
        {
            return Refusal.Because(Reason.ReferenceKind, "correction.replacement", $"a {target.Kind} is replaced by a {target.Kind}, not by a {replacement.Kind}");
        }

        // Claim, buyer and author keys speak without a party: there the key is the speaker.
        return target.Message.Party == replacement.Message.Party && (target.Message.Party.Length > 0 || target.Key == replacement.Key)
            ? null
            : Refusal.Because(Reason.NotYours, "correction.replacement", "the replacement was said by another than the target");
    }

    private static Refusal? CheckLine(ParsedStatement statement, ByteString opening, uint line, string field, LedgerState state)
    {
        if (line == 0 || state.Find(Hash256.From(opening.Span)) is not { } opened)
        {
            return null;
        }

        var sale = state.Find(Hash256.From(opened.Statement.Message.Opening.Sale.Span))?.Statement.Message.Sale;
        if (sale is { Confirms.IsEmpty: false })
        {
            sale = state.Find(Hash256.From(sale.Confirms.Span))?.Statement.Message.Sale;
        }

        return sale is null || sale.Lines.Any(sold => sold.Line_ == line)
            ? null
            : Refusal.Because(Reason.FieldOutOfBounds, field, $"{field}: the Sale of \"{statement.Subject}\" has no line {line}");
    }
}
