using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>
/// What must be put into a <see cref="LedgerState"/> before some statements are judged, each once: gathered from the statements, then, step by
/// step, from what these refer to. Whoever keeps a log's state answers it, from a database or from files.
/// </summary>
/// <param name="statements">How many statements are likely to be added; 0 where that is not known.</param>
public sealed class StateWants(int statements = 0)
{
    /// <summary>Steps of references that are followed: honest ones end after a few.</summary>
    public const int MaxSteps = 8;

    /// <summary>Recorded statements, by their identities; the statements' own too, which must not be recorded yet.</summary>
    public HashSet<Hash256> Identities { get; } = new(2 * statements);

    /// <summary>Subjects whose newest entry is linked to.</summary>
    public HashSet<string> Subjects { get; } = new(statements);

    /// <summary>First uses (<see cref="Statements.Uses"/>).</summary>
    public HashSet<Hash256> Uses { get; } = [];

    /// <summary>Keys, by their subjects.</summary>
    public HashSet<string> Keys { get; } = [];

    /// <summary>Parties, by their subjects.</summary>
    public HashSet<string> Parties { get; } = [];

    /// <summary>Whether anything is wanted.</summary>
    public bool Any => Identities.Count + Subjects.Count + Uses.Count + Keys.Count + Parties.Count > 0;

    /// <summary>Adds what judging a statement reads.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    public void Add(ParsedStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        Identities.Add(statement.Identity);
        StateNeeds.References(statement, Identities);
        StateNeeds.Subjects(statement, Subjects);
        StateNeeds.FirstUses(statement, Uses);
        StateNeeds.Parties(statement, Parties);
        if (statement.KeySubject is { } keySubject)
        {
            Keys.Add(keySubject);
        }

        // The subject of a KeyGrant or KeyRevocation is a key too, whose state decides.
        if (statement.Subject.Kind == SubjectKind.Key)
        {
            Keys.Add(statement.Subject.Value);
        }
    }

    /// <summary>Adds what the rules read of a recorded statement to which another refers.</summary>
    /// <param name="entry">Its entry.</param>
    public void AddReferred(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        StateNeeds.References(entry.Statement, Identities);
        if (entry.Statement.Kind == Statement.PayloadOneofCase.Opening)
        {
            Uses.Add(StateNeeds.ClaimOf(entry));
        }
        else if (entry.Statement.Kind == Statement.PayloadOneofCase.Shipment)
        {
            Parties.Add(entry.Statement.Message.Party);
        }
    }
}
