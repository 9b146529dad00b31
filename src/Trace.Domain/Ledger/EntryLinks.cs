using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>Where an entry hangs: in its subject's history, on its signing key's, and on its party's.</summary>
/// <param name="Version">Position in the subject's history, from 1.</param>
/// <param name="Previous">Leaf hash of the subject's previous entry.</param>
/// <param name="KeyHead">What the signing key's standing rests on.</param>
/// <param name="PartyHead">What the party's standing rests on.</param>
public sealed record EntryLinks(ulong Version, Hash256? Previous, Hash256? KeyHead, Hash256? PartyHead)
{
    /// <summary>The links of a statement recorded next (wire format, section 4).</summary>
    /// <param name="statement">A statement that may be recorded.</param>
    /// <param name="state">The state left by the entry before.</param>
    public static EntryLinks Next(ParsedStatement statement, LedgerState state)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(state);
        var head = state.Head(statement.Subject.Value);
        var party = statement.Message.Party.Length == 0 ? null : state.Head(statement.Message.Party);
        return new EntryLinks((head?.Version ?? 0) + 1, head?.LeafHash, KeyHeadOf(statement, state), party?.LeafHash);
    }

    private static Hash256? KeyHeadOf(ParsedStatement statement, LedgerState state)
    {
        if (statement.KeySubject is { } keySubject)
        {
            return state.Head(keySubject)?.LeafHash ?? state.Genesis?.LeafHash;
        }

        if (statement.Kind != Statement.PayloadOneofCase.Opening)
        {
            return state.FirstUse(Uses.Naming(statement.Subject.Value, statement.Key))?.LeafHash;
        }

        // A verifier asks before it has held the statement to its bounds: a dishonest log may hold any bytes.
        return statement.Message.Opening.Sale is { Length: Hash256.Size } sale ? state.Find(Hash256.From(sale.Span))?.LeafHash : null;
    }
}
