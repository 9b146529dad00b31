using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>
/// The part of a bundle that stands in the log before: which of the chains' entries, and the checkpoint that their proofs lead to. It is the one
/// that this log's Genesis names, believed under the same policy, which therefore names both logs.
/// </summary>
internal static class PredecessorChains
{
    /// <summary>Reads each chain's first entries as the predecessor's, as many as the chain says.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="chains">Its chains, in the same order, read as if all were of one log.</param>
    /// <param name="policy">Which logs and witnesses are believed.</param>
    /// <param name="failures">Receives what does not hold.</param>
    /// <param name="predecessor">The predecessor's checkpoint; null where Genesis names none.</param>
    public static List<EntryChain> Read(HistoryBundle bundle, List<EntryChain> chains, TrustPolicy policy, List<VerificationFailure> failures, out VerifiedCheckpoint? predecessor)
    {
        predecessor = null;
        if (chains.Find(chain => chain.Subject == SubjectKey.Genesis.Value)?.Entries[^1] is { } genesis
            && genesis.Statement.Message.Genesis?.Predecessor is { } named)
        {
            predecessor = Believed(genesis, named, policy, failures);
        }

        var read = new List<EntryChain>(chains.Count);
        foreach (var (chain, sent) in chains.Zip((IEnumerable<Chain>)[bundle.History, .. bundle.Evidence]))
        {
            read.Add(sent.Predecessor is { } part ? Read(chain, part, predecessor?.Checkpoint, failures) : chain);
        }

        return read;
    }

    private static EntryChain Read(EntryChain chain, PredecessorPart part, Checkpoint? predecessor, List<VerificationFailure> failures)
    {
        if (part.Entries == 0 || part.Entries > (ulong)chain.Entries.Count)
        {
            failures.Add(new(VerificationRule.Bundle, chain.Subject, null, null, $"of the chain's {chain.Entries.Count} entries 1 or more are the predecessor's where that is said; {part.Entries} came"));
            return chain;
        }

        if (predecessor is null)
        {
            // Why it is not believed is told already, where that is the reason.
            if (failures.Count == 0)
            {
                failures.Add(new(VerificationRule.Bundle, chain.Subject, null, null, "entries are said to stand in a log before, and Genesis names none"));
            }

            return chain;
        }

        var entries = chain.Entries.ToList();
        for (var i = 0; i < (int)part.Entries; i++)
        {
            if (entries[i].Index >= (ulong)predecessor.Size)
            {
                failures.Add(HistoryVerifier.Failure(VerificationRule.Order, entries[i], $"index {entries[i].Index} is outside the tree of {predecessor.Size} entries of the log before, \"{predecessor.Origin}\""));
                return chain;
            }

            entries[i] = entries[i].OfPredecessor(predecessor.Size);
        }

        return chain with { Entries = entries };
    }

    private static VerifiedCheckpoint? Believed(RecordedEntry genesis, Predecessor named, TrustPolicy policy, List<VerificationFailure> failures)
    {
        if (Succession.TryBelieve(named, policy, out var checkpoint, out var problem))
        {
            return checkpoint;
        }

        failures.Add(HistoryVerifier.Failure(VerificationRule.Checkpoint, genesis, problem));
        return null;
    }
}
