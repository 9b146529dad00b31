using Trace.Domain.Places;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>The rules that need no history: they run in parallel, before any order is known.</summary>
public static class StatementRules
{
    /// <summary>The first rule that a statement breaks, or null.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    /// <param name="ledger">The ledger's name.</param>
    public static Refusal? Check(ParsedStatement statement, string ledger)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return CheckLedger(statement.Message, ledger)
            ?? FieldBounds.Check(statement.Message)
            ?? CheckSubject(statement)
            ?? CheckSigner(statement)
            ?? CheckSealed(statement)
            ?? CheckPlace(statement.Message.Place, statement.Rules.Place)
            ?? CheckShapes(statement);
    }

    private static Refusal? CheckLedger(Statement message, string ledger) => message.Ledger == ledger
        ? null
        : Refusal.Because(Reason.OtherLedger, "ledger", $"this is the ledger \"{ledger}\"; the statement is for \"{message.Ledger}\"");

    private static Refusal? CheckSubject(ParsedStatement statement) => (statement.Subject.Kind & statement.Rules.Subjects) != 0
        ? null
        : Refusal.Because(Reason.SubjectKind, "subject", $"a {statement.Kind} is about {statement.Rules.Subjects}; \"{statement.Subject}\" is {statement.Subject.Kind}");

    private static Refusal? CheckSigner(ParsedStatement statement)
    {
        foreach (var speaker in statement.Rules.Speakers)
        {
            if (speaker.AppliesTo(statement.Message))
            {
                return null;
            }
        }

        return Refusal.Because(Reason.Role, "party", $"a {statement.Kind} is said by {Describe(statement.Rules)}; this one names {(statement.Message.Party.Length == 0 ? "no party" : "a party")} and meets none of these");
    }

    private static Refusal? CheckSealed(ParsedStatement statement) => statement.Message.Sealed is null || statement.Rules.MaySeal
        ? null
        : Refusal.Because(Reason.FieldNotAllowed, "sealed", $"a {statement.Kind} has no sealed part");

    private static Refusal? CheckPlace(Place? place, PlaceRule rule)
    {
        if (place is null)
        {
            return null;
        }

        if (place.Gln.Length > 0)
        {
            return rule.Gln ? null : Refusal.Because(Reason.PlaceTooFine, "place.gln", "this kind of statement names no numbered place");
        }

        if (rule.Finest is not { } finest)
        {
            return Refusal.Because(Reason.PlaceTooFine, "place.region", "this kind of statement names no place");
        }

        return Region.TryParse(place.Region, out var region, out _) && region.Precision > finest
            ? Refusal.Because(Reason.PlaceTooFine, "place.region", $"the place is a {finest} at the finest; \"{place.Region}\" is a {region.Precision}")
            : null;
    }

    private static Refusal? CheckShapes(ParsedStatement statement)
    {
        foreach (var shape in statement.Rules.Shapes)
        {
            if (!shape.Holds(statement.Message, statement.Subject))
            {
                return Refusal.Because(shape.Reason, shape.Field, $"{shape.Field}: {shape.Rule}");
            }
        }

        return null;
    }

    internal static string Describe(KindRules rules) => string.Join(", or ", rules.Speakers.Select(speaker =>
    {
        var who = speaker.Kind == SpeakerKind.Party ? (speaker.Role == Role.Unspecified ? "any party" : speaker.Role.ToString()) : speaker.Kind.ToString();
        return speaker.Condition.Length == 0 ? who : $"{who} ({speaker.Condition})";
    }));
}
