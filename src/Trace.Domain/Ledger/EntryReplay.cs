using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>What was recorded and changed nothing.</summary>
/// <param name="Index">Of the entry.</param>
/// <param name="IsNewer">Whether because it is of a newer version; else because it breaks a rule.</param>
public sealed record PassedOver(ulong Index, bool IsNewer);

/// <summary>An entry that had its turn.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="IsApplied">Whether it changed the state; else it has its place in order and nothing more.</param>
/// <param name="NotUnderstood">What of it is of a newer version; null where nothing is.</param>
/// <param name="Failures">What does not hold of it.</param>
public sealed record ReplayedEntry(RecordedEntry Entry, bool IsApplied, string? NotUnderstood, IReadOnlyList<VerificationFailure> Failures);

/// <summary>
/// One step of a replay: an entry is held to the state that the ones before it left, as the sequencer did, and advances it. The same for one
/// history and for a whole log; only how far the rules look differs.
/// </summary>
internal static class EntryReplay
{
    /// <summary>Links, judgement, and what the entry changes.</summary>
    /// <param name="form">The entry, held to the rules of its own.</param>
    /// <param name="state">The state left by the entry before.</param>
    /// <param name="scope">How far the rules look.</param>
    /// <param name="passedOver">Whether a statement, by its identity, was recorded and changed nothing.</param>
    /// <param name="mayRestOnAny">Of a newer kind said without a party: whether its key_head can be what it is, which is not known here.</param>
    public static ReplayedEntry Take(EntryForm form, LedgerState state, RuleScope scope, Func<Hash256, PassedOver?> passedOver, Func<RecordedEntry, bool> mayRestOnAny)
    {
        var entry = form.Entry;
        var statement = entry.Statement;
        var failures = new List<VerificationFailure>();
        CheckLinks(entry, state, mayRestOnAny, failures);
        failures.AddRange(form.Failures);
        var (known, notUnderstood) = (form.IsKnown, form.NotUnderstood);
        if (known && Judgement.Judge(statement, state, entry.RecordedAt, scope) is { } refusal)
        {
            known = false;
            notUnderstood ??= refusal.Reason == Reason.UnknownReference ? RestsOnNewer(statement, passedOver) : null;
            if (notUnderstood is null)
            {
                failures.Add(HistoryVerifier.Failure(VerificationRule.Judgement, entry, $"{refusal.Reason}: {refusal.Message}", refusal.Reason));
            }
        }

        // What breaks a rule, or is not understood and not allowed by the rules known here, has its place in order and changes nothing else.
        if (known)
        {
            state.Apply(entry);
        }
        else
        {
            state.Put(statement.Subject.Value, new SubjectHead(entry.Version, entry.LeafHash));
        }

        return new ReplayedEntry(entry, known, notUnderstood, failures);
    }

    // What refers to a statement that is not understood can't be judged either.
    private static string? RestsOnNewer(ParsedStatement statement, Func<Hash256, PassedOver?> passedOver)
    {
        var named = new HashSet<Hash256>();
        StateNeeds.References(statement, named);
        return named.Select(passedOver).FirstOrDefault(entry => entry is { IsNewer: true }) is { } newer
            ? $"signed, in order, not understood: it refers to entry {newer.Index}, which is of a newer version"
            : null;
    }

    private static void CheckLinks(RecordedEntry entry, LedgerState state, Func<RecordedEntry, bool> mayRestOnAny, List<VerificationFailure> failures)
    {
        var links = EntryLinks.Next(entry.Statement, state);
        var (isVersion, isPrevious) = (entry.Version == links.Version, entry.Previous == links.Previous);
        if (!isVersion || !isPrevious)
        {
            var rule = isPrevious ? VerificationRule.Version : entry.Version < links.Version ? VerificationRule.Branch : VerificationRule.Previous;
            failures.Add(HistoryVerifier.Failure(rule, entry, $"version {links.Version} comes next and links to {Shown(links.Previous)}; this is version {entry.Version} and links to {Shown(entry.Previous)}"));
        }

        if (entry.KeyHead != links.KeyHead && !(entry.Statement is { IsUnderstood: false, KeySubject: null } && mayRestOnAny(entry)))
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.KeyHead, entry, $"key_head is {Shown(entry.KeyHead)}; by what is recorded the newest entry of the key's history was {Shown(links.KeyHead)}"));
        }

        if (entry.PartyHead != links.PartyHead)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.PartyHead, entry, $"party_head is {Shown(entry.PartyHead)}; by what is recorded the newest entry of the party's history was {Shown(links.PartyHead)}"));
        }
    }

    private static string Shown(Hash256? hash) => hash is { } some ? some.ToString() : "empty";
}
