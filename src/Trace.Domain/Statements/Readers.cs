using Google.Protobuf.Reflection;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>Who may read what a statement commits to: the parties that it names or concerns, platforms, inspectors, and the buyer's key of an Opening on that item or parcel.</summary>
public static class Readers
{
    /// <summary>Whether a party may read.</summary>
    /// <param name="statement">The statement that holds the commitment.</param>
    /// <param name="party">The party's subject.</param>
    /// <param name="standing">The party's state.</param>
    /// <param name="state">Holds what the statement refers to.</param>
    public static bool MayRead(ParsedStatement statement, string party, PartyState standing, LedgerState state)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(standing);
        return standing.Has(Role.Platform) || standing.Has(Role.Inspector)
            || statement.Message.Party == party || Names(statement, party) || Concern.Of(statement, party, standing, state);
    }

    /// <summary>
    /// Whether a buyer's or author's key may read: it signed the statement, or the first Opening of a code on this subject named it. An
    /// author's key reads what its own Report and the answers to it hold, and nothing of the goods, since anybody may report.
    /// </summary>
    /// <param name="statement">The statement that holds the commitment.</param>
    /// <param name="key">Key id.</param>
    /// <param name="naming">The Opening or Report on this subject that named the key first; null where none did.</param>
    /// <param name="state">Holds the first use of that Opening's code, and what the statement refers to.</param>
    public static bool MayRead(ParsedStatement statement, Hash256 key, RecordedEntry? naming, LedgerState state)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(state);
        return statement.Key == key || naming?.Statement.Kind switch
        {
            // Whoever kept a copy of the paper opens second, and may read no more than before.
            Statement.PayloadOneofCase.Opening => state.FirstUse(StateNeeds.ClaimOf(naming)) is { } first && first.LeafHash == naming.LeafHash,
            Statement.PayloadOneofCase.Report => RestsOn(statement, naming.Statement.Identity, state, Concern.MaxDepth),
            _ => false,
        };
    }

    private static bool RestsOn(ParsedStatement statement, Hash256 identity, LedgerState state, int depth) =>
        statement.Identity == identity || (depth > 0 && statement.Rules.References.Any(reference => reference.Of(statement.Message) is { Length: Hash256.Size } named
            && (Hash256.From(named.Span) == identity || (state.Find(Hash256.From(named.Span)) is { } target && RestsOn(target.Statement, identity, state, depth - 1)))));

    private static bool Names(ParsedStatement statement, string party)
    {
        var payload = (Google.Protobuf.IMessage)Statement.Descriptor.FindFieldByNumber((int)statement.Kind).Accessor.GetValue(statement.Message);
        foreach (var field in statement.Rules.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field is { FieldType: FieldType.String, IsRepeated: false } && FieldBounds.Of(field).Form == Form.Party && (string)field.Accessor.GetValue(payload) == party)
            {
                return true;
            }
        }

        return false;
    }
}
