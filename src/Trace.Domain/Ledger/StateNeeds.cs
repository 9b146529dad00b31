using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>What must be put into a <see cref="LedgerState"/> before a statement is judged. Whoever loads it does so with one query a batch.</summary>
public static class StateNeeds
{
    /// <summary>The subjects whose newest entry is linked to: the statement's own, its key's, its party's.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    /// <param name="into">Receives them.</param>
    public static void Subjects(ParsedStatement statement, ISet<string> into)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(into);
        into.Add(statement.Subject.Value);
        if (statement.KeySubject is { } keySubject)
        {
            into.Add(keySubject);
            into.Add(statement.Message.Party);
        }
    }

    /// <summary>The recorded statements that a statement refers to; of what these refer to in turn, as much as rules follow.</summary>
    /// <param name="statement">A statement in canonical form, recorded or not.</param>
    /// <param name="into">Receives their identities.</param>
    public static void References(ParsedStatement statement, ISet<Hash256> into)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(into);
        foreach (var reference in statement.Rules.References)
        {
            if (reference.Of(statement.Message) is { Length: Hash256.Size } identity)
            {
                into.Add(Hash256.From(identity.Span));
            }
        }
    }

    /// <summary>What can be done once, and a statement does or rests on.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    /// <param name="into">Receives the uses.</param>
    public static void FirstUses(ParsedStatement statement, ISet<Hash256> into)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(into);
        foreach (var use in Uses.By(statement))
        {
            into.Add(use);
        }

        if (statement.Message.Party.Length == 0 && statement.Kind != Statement.PayloadOneofCase.Opening)
        {
            into.Add(Uses.Naming(statement.Subject.Value, statement.Key));
        }
    }

    /// <summary>The first use of the claim that an Opening opened, which a buyer's statement that names it rests on.</summary>
    /// <param name="opening">A recorded Opening.</param>
    public static Hash256 ClaimOf(RecordedEntry opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        return Uses.Opening(opening.Statement.Subject.Value, opening.Statement.Key);
    }

    /// <summary>The parties whose state is read: the statement's own, the subject's where it is a party, and the sender of a shipment that a relay speaks of.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    /// <param name="into">Receives their subjects.</param>
    public static void Parties(ParsedStatement statement, ISet<string> into)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(into);
        if (statement.Message.Party.Length > 0)
        {
            into.Add(statement.Message.Party);
        }

        if (statement.Subject.Kind == Barcodes.SubjectKind.Party)
        {
            into.Add(statement.Subject.Value);
        }
    }
}
