using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>
/// Replays a whole log in order: what auditors do. Each entry has the index at which it stands, a time not before the one before it, a
/// statement that was not recorded yet, links to the newest entries, and was allowed by all that came before it, other subjects' entries too.
/// </summary>
/// <remarks>What does not hold is told, and the replay goes on behind it. It keeps two numbers; all else lies in the state that it is handed.</remarks>
/// <param name="ledger">The ledger's name.</param>
/// <param name="origin">The log's origin.</param>
/// <param name="next">Index of the entry that comes next.</param>
/// <param name="lastRecordedAt">The time of the entry before it, in microseconds; 0 before the first.</param>
public sealed class LogReplay(string ledger, string origin, long next = 0, long lastRecordedAt = 0)
{
    /// <summary>Index of the entry that comes next.</summary>
    public long Next { get; private set; } = next;

    /// <summary>The time of the entry before it, in microseconds; 0 before the first.</summary>
    public long LastRecordedAt { get; private set; } = lastRecordedAt;

    /// <summary>The next entry can't be read: it has its place, and is about no subject.</summary>
    public void Skip() => Next++;

    /// <summary>Takes the next entry.</summary>
    /// <param name="form">The entry, held to the rules of its own.</param>
    /// <param name="state">The state left by the entry before, holding what <see cref="StateWants"/> names; advanced by this one.</param>
    /// <param name="passedOver">Whether a statement, by its identity, was recorded earlier and changed nothing; null where it was not.</param>
    public ReplayedEntry Take(EntryForm form, LedgerState state, Func<Hash256, PassedOver?> passedOver)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(passedOver);
        var failures = new List<VerificationFailure>();
        var entry = form.Entry;
        if (!CheckPlace(entry, failures))
        {
            form = form with { IsKnown = false };
        }

        if (Next == 0 && EntryForm.GenesisProblem(entry, ledger, origin) is { } problem)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Genesis, entry, problem));
            form = form with { IsKnown = false };
        }

        // The first is the one that counts.
        var identity = entry.Statement.Identity;
        if ((state.Find(identity)?.Index ?? passedOver(identity)?.Index) is { } earlier)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Identity, entry, $"this statement is recorded in entry {earlier}"));
            form = form with { IsKnown = false };
        }

        var place = (ulong)Next++;
        // On what the key of a newer kind rests is not known here.
        var replayed = EntryReplay.Take(form, state, RuleScope.Log, passedOver, _ => true);

        // By its place in the log, whatever it says of itself.
        return failures.Count + replayed.Failures.Count == 0 ? replayed : replayed with { Failures = [.. failures.Concat(replayed.Failures).Select(failure => failure with { Index = place })] };
    }

    // False where its time is none, so that nothing can be judged by it.
    private bool CheckPlace(RecordedEntry entry, List<VerificationFailure> failures)
    {
        if (entry.Index != (ulong)Next)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Order, entry, $"it says that it is entry {entry.Index}"));
        }

        // A log whose clock stands outside of the times that statements can have could never end a key.
        if (FieldForms.Problem(Form.Time, entry.RecordedAt) is { } problem)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.RecordedAt, entry, $"recorded_at: {problem}; {entry.RecordedAt} came"));
            return false;
        }

        if (entry.RecordedAt < LastRecordedAt)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.RecordedAt, entry, $"recorded_at {entry.RecordedAt} is earlier than that of the entry before it, {LastRecordedAt}"));
        }

        LastRecordedAt = entry.RecordedAt;
        return true;
    }
}
