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

    /// <summary>Whether a buyer's or author's key may read: it signed the statement, or an Opening or Report on this subject named it.</summary>
    /// <param name="statement">The statement that holds the commitment.</param>
    /// <param name="key">Key id.</param>
    /// <param name="state">Holds the first naming of that key on this subject.</param>
    public static bool MayRead(ParsedStatement statement, Hash256 key, LedgerState state)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(state);
        return statement.Key == key || state.FirstUse(Uses.Naming(statement.Subject.Value, key)) is not null;
    }

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
