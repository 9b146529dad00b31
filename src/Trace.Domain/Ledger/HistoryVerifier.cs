using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>
/// Checks one subject's history with no network (wire format, section 4): the checkpoint, the form of each entry, the chains and their
/// proofs, the order of all entries, and then, in that order, each link, signature, possession and rule, from entry 0 on.
/// </summary>
/// <remarks>
/// The steps follow one another and stop at the first that fails: behind a broken proof nothing can be said about who said what. All failures of
/// that step are given.
/// </remarks>
public static class HistoryVerifier
{
    /// <summary>Verifies a history under a log's key alone, whatever witnesses say.</summary>
    /// <param name="bundle">A whole history, from version 1, with all of its evidence.</param>
    /// <param name="log">The log's key; its name is the origin.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="thorough">Whether each entry of the history needs an inclusion proof of its own.</param>
    /// <param name="history">The history, where all holds.</param>
    /// <param name="failures">What does not hold; empty where all does.</param>
    public static bool TryVerify(
        HistoryBundle bundle, VerifierKey log, string ledger, bool thorough, [NotNullWhen(true)] out VerifiedHistory? history, out IReadOnlyList<VerificationFailure> failures) =>
        TryVerify(bundle, TrustPolicy.Of(log), ledger, thorough, out history, out failures);

    /// <summary>Verifies a history under a policy.</summary>
    /// <param name="bundle">A whole history, from version 1, with all of its evidence.</param>
    /// <param name="policy">Which log and witnesses are believed.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="thorough">Whether each entry of the history needs an inclusion proof of its own.</param>
    /// <param name="history">The history, where all holds.</param>
    /// <param name="failures">What does not hold; empty where all does.</param>
    public static bool TryVerify(
        HistoryBundle bundle, TrustPolicy policy, string ledger, bool thorough, [NotNullWhen(true)] out VerifiedHistory? history, out IReadOnlyList<VerificationFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentException.ThrowIfNullOrEmpty(ledger);
        history = null;
        if (!policy.TryVerify(bundle.Checkpoint.Span, out var checkpoint, out var refusal))
        {
            failures = [new(VerificationRule.Checkpoint, "", null, null, $"{refusal.Reason}: {refusal.Problem}")];
            return false;
        }

        var found = new List<VerificationFailure>();
        failures = found;
        var chains = ReadChains(bundle, policy, found, out var predecessor);
        if (found.Count > 0)
        {
            return false;
        }

        new ChainVerifier(chains, checkpoint.Checkpoint, predecessor?.Checkpoint, thorough, found).Check();
        if (found.Count > 0)
        {
            return false;
        }

        RecordedEntry[] inOrder = [.. chains.SelectMany(chain => chain.Entries).OrderBy(entry => entry.Position)];
        CheckOrder(inOrder, checkpoint.Checkpoint, found);
        if (found.Count > 0)
        {
            return false;
        }

        var replay = new HistoryReplay(ledger, checkpoint.Checkpoint.Origin, predecessor?.Checkpoint.Origin, found);
        replay.Run(inOrder);
        if (found.Count > 0)
        {
            found.Sort((one, other) => (one.Index ?? 0).CompareTo(other.Index ?? 0));
            return false;
        }

        history = replay.Result(chains, checkpoint, predecessor, thorough);
        return true;
    }

    private static List<EntryChain> ReadChains(HistoryBundle bundle, TrustPolicy policy, List<VerificationFailure> failures, out VerifiedCheckpoint? predecessor)
    {
        predecessor = null;
        var chains = new List<EntryChain>();
        if (bundle.History is null)
        {
            failures.Add(new(VerificationRule.Bundle, "", null, null, "the bundle holds no history"));
            return chains;
        }

        var subjects = new HashSet<string>();
        foreach (var chain in (IEnumerable<Chain>)[bundle.History, .. bundle.Evidence])
        {
            if (!subjects.Add(chain.Subject))
            {
                failures.Add(new(VerificationRule.Bundle, chain.Subject, null, null, "the bundle holds two chains of this subject"));
            }
            else if (chain.Entries.Count == 0)
            {
                failures.Add(new(VerificationRule.Bundle, chain.Subject, null, null, "the chain is empty"));
            }
            else if (chain.Proofs.Count > 1 && chain.Proofs.Count != chain.Entries.Count)
            {
                failures.Add(new(VerificationRule.Bundle, chain.Subject, null, null, $"a chain has one proof or one for each of its {chain.Entries.Count} entries, not {chain.Proofs.Count}"));
            }
            else
            {
                chains.Add(new EntryChain(chain.Subject, ReadEntries(chain, failures), [.. chain.Proofs], chain.Predecessor?.Proof));
            }
        }

        return failures.Count > 0 ? chains : PredecessorChains.Read(bundle, chains, policy, failures, out predecessor);
    }

    private static List<RecordedEntry> ReadEntries(Chain chain, List<VerificationFailure> failures)
    {
        var entries = new List<RecordedEntry>(chain.Entries.Count);
        for (var i = 0; i < chain.Entries.Count; i++)
        {
            if (RecordedEntry.TryRead(chain.Entries[i], out var entry, out var refusal))
            {
                entries.Add(entry!);
            }
            else
            {
                failures.Add(new(VerificationRule.Form, chain.Subject, IndexOf(chain.Entries[i]), (ulong)i + 1, refusal!.Message) { Reason = refusal.Reason });
            }
        }

        return entries;
    }

    // What a damaged entry says of itself, if that can still be read.
    private static ulong? IndexOf(ByteString bytes)
    {
        try
        {
            return Entry.Parser.ParseFrom(bytes).Index;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static void CheckOrder(RecordedEntry[] inOrder, Checkpoint checkpoint, List<VerificationFailure> failures)
    {
        for (var i = 0; i < inOrder.Length; i++)
        {
            var entry = inOrder[i];
            if (!entry.IsOfPredecessor && entry.Index >= (ulong)checkpoint.Size)
            {
                failures.Add(Failure(VerificationRule.Order, entry, $"index {entry.Index} is outside the tree of {checkpoint.Size} entries"));
            }

            if (i > 0 && entry.Position == inOrder[i - 1].Position)
            {
                failures.Add(Failure(VerificationRule.Order, entry, $"index {entry.Index} is also that of \"{inOrder[i - 1].Statement.Subject}\" version {inOrder[i - 1].Version}"));
            }

            // A log whose clock stands outside of the times that statements can have could never end a key.
            if (FieldForms.Problem(Form.Time, entry.RecordedAt) is { } problem)
            {
                failures.Add(Failure(VerificationRule.RecordedAt, entry, $"recorded_at: {problem}; {entry.RecordedAt} came"));
            }

            if (i > 0 && entry.RecordedAt < inOrder[i - 1].RecordedAt)
            {
                failures.Add(Failure(VerificationRule.RecordedAt, entry, $"recorded_at {entry.RecordedAt} is earlier than that of entry {inOrder[i - 1].Index}, {inOrder[i - 1].RecordedAt}"));
            }
        }
    }

    internal static VerificationFailure Failure(VerificationRule rule, RecordedEntry entry, string message, Reason reason = Reason.Unspecified) =>
        new(rule, entry.Statement.Subject.Value, entry.Index, entry.Version, message) { Reason = reason };
}
