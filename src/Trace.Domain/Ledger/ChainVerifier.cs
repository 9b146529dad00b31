namespace Trace.Domain.Ledger;

/// <summary>A chain of a bundle, read.</summary>
/// <param name="Subject">The subject that it says it is of.</param>
/// <param name="Entries">Its entries, at least one.</param>
/// <param name="Proofs">None, one for the last entry, or one for each.</param>
/// <param name="PredecessorProof">Of the last entry that stands in the predecessor; null where none does, or where it is missing.</param>
internal sealed record EntryChain(string Subject, IReadOnlyList<RecordedEntry> Entries, IReadOnlyList<Trace.V1.InclusionProof> Proofs, Trace.V1.InclusionProof? PredecessorProof);

/// <summary>
/// Which entries the checkpoint commits to. An entry is proven by its own inclusion, or by a link (previous, key_head, party_head) from a
/// proven one; what is neither was changed, or was never in the log.
/// </summary>
/// <remarks>
/// A link from one log into the one before it proves nothing by itself, since nobody cosigned both: the newest entry of each chain that stands in
/// the predecessor needs a proof to the predecessor's own checkpoint.
/// </remarks>
internal sealed class ChainVerifier(IReadOnlyList<EntryChain> chains, Checkpoint checkpoint, Checkpoint? predecessor, bool thorough, List<VerificationFailure> failures)
{
    private readonly Dictionary<Hash256, RecordedEntry> _byLeaf = [];
    private readonly HashSet<RecordedEntry> _proven = [];
    private readonly HashSet<RecordedEntry> _failed = [];

    /// <summary>All entries that can be reached from some by links, these included.</summary>
    public static HashSet<RecordedEntry> Reach(IEnumerable<RecordedEntry> from, IReadOnlyDictionary<Hash256, RecordedEntry> byLeaf)
    {
        var reached = new HashSet<RecordedEntry>(from);
        var waiting = new Stack<RecordedEntry>(reached);
        while (waiting.TryPop(out var entry))
        {
            foreach (var link in (ReadOnlySpan<Hash256?>)[entry.Previous, entry.KeyHead, entry.PartyHead])
            {
                if (link is { } leaf && byLeaf.TryGetValue(leaf, out var target) && reached.Add(target))
                {
                    waiting.Push(target);
                }
            }
        }

        return reached;
    }

    public void Check()
    {
        foreach (var entry in chains.SelectMany(chain => chain.Entries))
        {
            _byLeaf.TryAdd(entry.LeafHash, entry);
        }

        foreach (var chain in chains)
        {
            CheckProofs(chain, each: thorough && ReferenceEquals(chain, chains[0]));
        }

        _proven.UnionWith(Reach([.. _proven], _byLeaf));
        foreach (var chain in chains)
        {
            CheckChain(chain);
        }
    }

    private void CheckProofs(EntryChain chain, bool each)
    {
        if (chain.Entries.LastOrDefault(entry => entry.IsOfPredecessor) is { } handed)
        {
            if (chain.PredecessorProof is not { } proof)
            {
                _failed.Add(handed);
                failures.Add(HistoryVerifier.Failure(VerificationRule.Inclusion, handed, $"no proof came that the log before, \"{predecessor!.Origin}\", holds this entry"));
            }
            else
            {
                Check(handed, proof);
            }
        }

        var ofEach = chain.Proofs.Count == chain.Entries.Count;
        for (var i = 0; i < chain.Proofs.Count; i++)
        {
            Check(ofEach ? chain.Entries[i] : chain.Entries[^1], chain.Proofs[i]);
        }

        if (each && !ofEach)
        {
            foreach (var entry in chain.Entries.Where(entry => !_proven.Contains(entry)))
            {
                failures.Add(HistoryVerifier.Failure(VerificationRule.Inclusion, entry, "no inclusion proof of its own came with this entry"));
            }
        }
    }

    private void Check(RecordedEntry entry, Trace.V1.InclusionProof proof)
    {
        if (Problem(entry, proof, entry.IsOfPredecessor ? predecessor! : checkpoint) is { } problem)
        {
            _failed.Add(entry);
            failures.Add(HistoryVerifier.Failure(VerificationRule.Inclusion, entry, problem));
        }
        else
        {
            _proven.Add(entry);
        }
    }

    private static string? Problem(RecordedEntry entry, Trace.V1.InclusionProof proof, Checkpoint log)
    {
        if (proof.Index != entry.Index || proof.Size != (ulong)log.Size)
        {
            return $"the proof is for index {proof.Index} of {proof.Size} entries; the entry says {entry.Index}, the checkpoint {log.Size}";
        }

        if (proof.Hashes.Count > TlogProof.MaxHashes || proof.Hashes.Any(hash => hash.Length != Hash256.Size))
        {
            return $"a proof has at most {TlogProof.MaxHashes} hashes of {Hash256.Size} bytes";
        }

        Hash256[] hashes = [.. proof.Hashes.Select(hash => Hash256.From(hash.Span))];
        return InclusionProof.Verify(entry.LeafHash, (long)entry.Index, log.Size, hashes, log.Root)
            ? null
            : $"the proof does not lead from leaf hash {entry.LeafHash} to the checkpoint's root: the entry is not what the log holds at index {entry.Index}";
    }

    // From the newest entry backward. Behind a gap of versions nothing more is said: what links to it is not there.
    private void CheckChain(EntryChain chain)
    {
        RecordedEntry? next = null;
        var gap = chain.Entries.Count;
        for (var i = 0; i < chain.Entries.Count; i++)
        {
            var entry = chain.Entries[i];
            if (entry.Statement.Subject.Value != chain.Subject)
            {
                failures.Add(HistoryVerifier.Failure(VerificationRule.Subject, entry, $"an entry about \"{entry.Statement.Subject}\" stands in the chain of \"{chain.Subject}\""));
            }

            if (entry.Version != (ulong)i + 1 && gap == chain.Entries.Count)
            {
                gap = i;
                failures.Add(HistoryVerifier.Failure(VerificationRule.Version, entry, $"version {entry.Version} stands where version {i + 1} belongs: an entry is missing, or out of its place"));
            }
        }

        for (var i = chain.Entries.Count - 1; i >= 0 && (i >= gap || gap == chain.Entries.Count); i--)
        {
            // Across a gap there is no link to hold anything to.
            CheckLink(chain.Entries[i], next?.Version == chain.Entries[i].Version + 1 ? next : null);
            next = chain.Entries[i];
        }

        if (gap > 0 && chain.Entries[0].Previous is not null)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Previous, chain.Entries[0], "version 1 has no previous entry; this one names one"));
        }
    }

    private void CheckLink(RecordedEntry entry, RecordedEntry? next)
    {
        var linked = next is null || next.Previous == entry.LeafHash;
        if (next is not null && next.Position <= entry.Position && linked)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Order, next, $"index {next.Index} does not follow index {entry.Index} of version {entry.Version}"));
        }

        if (_proven.Contains(entry))
        {
            if (!linked)
            {
                failures.Add(HistoryVerifier.Failure(VerificationRule.Previous, next!, $"previous is {Shown(next!.Previous)}; the leaf hash of version {entry.Version} is {entry.LeafHash}"));
            }

            return;
        }

        // An entry behind one that failed, and rightly linked from it, fails with that one.
        if (_failed.Contains(entry) || (next is not null && linked && !_proven.Contains(next)))
        {
            return;
        }

        failures.Add(linked
            ? HistoryVerifier.Failure(VerificationRule.Proven, entry, "no proof and no link from a proven entry leads here")
            : HistoryVerifier.Failure(VerificationRule.Previous, entry, $"version {next!.Version} links to leaf hash {Shown(next.Previous)}; this entry's is {entry.LeafHash}: it is not the one that was recorded"));
    }

    private static string Shown(Hash256? hash) => hash is { } some ? some.ToString() : "empty";
}
