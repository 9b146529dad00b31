using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using static Trace.V1.Statement;

namespace Trace.Domain.Statements;

/// <summary>Whether a case concerns a party: as its respondent, as the seller or sender, or as the owner of what it is about.</summary>
internal static class Concern
{
    // Resolution, Escalation, Complaint, Opening, confirming Sale, Sale: no honest chain of references is longer.
    public const int MaxDepth = 6;

    /// <summary>Whether what a statement answers concerns the party that says it.</summary>
    public static bool Of(ParsedStatement statement, string party, PartyState state, LedgerState ledger) =>
        state.Owns(party, statement.Subject) || statement.Subject.Value == party || Concerns(statement, party, ledger, MaxDepth);

    private static bool Concerns(ParsedStatement statement, string party, LedgerState ledger, int depth)
    {
        foreach (var reference in statement.Rules.References)
        {
            if (depth > 0 && reference.Of(statement.Message) is { Length: Hash256.Size } identity
                && ledger.Find(Hash256.From(identity.Span))?.Statement is { } target
                && (Names(target, party) || Concerns(target, party, ledger, depth - 1)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(ParsedStatement target, string party) => target.Kind switch
    {
        PayloadOneofCase.Complaint => target.Message.Complaint.Respondent == party,
        PayloadOneofCase.Report => target.Message.Report.Respondent == party,
        PayloadOneofCase.Sale or PayloadOneofCase.Shipment or PayloadOneofCase.Return => target.Message.Party == party,
        _ => false,
    };
}
