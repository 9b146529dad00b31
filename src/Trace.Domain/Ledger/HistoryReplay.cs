using Trace.Domain.Parties;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>
/// Replays proven entries in the order of the log: each is held to the state that the ones before it left, as the sequencer did. Signatures
/// are collected on the way and checked at the end, on all processors.
/// </summary>
internal sealed class HistoryReplay(string ledger, string origin, string? predecessor, List<VerificationFailure> failures)
{
    private readonly LedgerState _state = new();
    private readonly SignatureChecks _signatures = new();
    private readonly Dictionary<Hash256, RecordedEntry> _byLeaf = [];
    private readonly Dictionary<Hash256, PassedOver> _passedOver = [];
    private readonly Dictionary<RecordedEntry, (KeyStanding Standing, string? NotUnderstood)> _taken = [];

    public void Run(IReadOnlyList<RecordedEntry> inOrder)
    {
        RecordedEntry[] before = [.. inOrder.TakeWhile(entry => entry.IsOfPredecessor)];
        RecordedEntry[] own = [.. inOrder.Skip(before.Length)];
        if ((predecessor is not null && !BeginsWithGenesis(before, predecessor)) || !BeginsWithGenesis(own, origin))
        {
            return;
        }

        if (predecessor is not null && before[0].Statement.Message.Genesis.Predecessor is { } earlier)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Genesis, before[0], $"the log before this one follows another, \"{earlier.Origin}\", and a line of three logs is not read by this version"));
            return;
        }

        foreach (var entry in before)
        {
            Take(entry);
        }

        if (predecessor is not null)
        {
            _state.BeginSuccessor();
        }

        foreach (var entry in own)
        {
            Take(entry);
        }

        failures.AddRange(_signatures.Run());
    }

    public VerifiedHistory Result(IReadOnlyList<EntryChain> chains, VerifiedCheckpoint checkpoint, VerifiedCheckpoint? before, bool thorough)
    {
        var entries = chains[0].Entries.Select(Verified).ToList();
        var evidence = chains.Skip(1).SelectMany(chain => chain.Entries).OrderBy(entry => entry.Position).Select(Verified).ToList();
        var restedOn = ChainVerifier.Reach(chains[0].Entries, _byLeaf);
        return new VerifiedHistory
        {
            Subject = chains[0].Subject,
            Checkpoint = checkpoint,
            Predecessor = before,
            Entries = entries,
            Evidence = evidence,
            EvidenceAfterHeads = [.. evidence.Where(verified => !restedOn.Contains(verified.Entry))],
            NotUnderstood = [.. entries.Concat(evidence).Where(verified => verified.NotUnderstood is not null).OrderBy(verified => verified.Entry.Position)],
            Keys = _state.Keys,
            Parties = _state.Parties,
            IsThorough = thorough,
        };
    }

    private bool BeginsWithGenesis(RecordedEntry[] entries, string of)
    {
        if (entries is not [{ Index: 0 } first, ..])
        {
            failures.Add(new(VerificationRule.Genesis, "log/genesis", 0, null, "the evidence lacks entry 0, on which every key rests"));
            return false;
        }

        if (EntryForm.GenesisProblem(first, ledger, of) is { } problem)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Genesis, first, problem));
            return false;
        }

        return true;
    }

    private void Take(RecordedEntry entry)
    {
        _byLeaf.TryAdd(entry.LeafHash, entry);
        var statement = entry.Statement;
        var form = EntryForm.Of(entry, ledger);
        if (form.IsKnown && statement.Kind == Statement.PayloadOneofCase.Genesis)
        {
            _signatures.Name(statement);
        }

        var unsigned = _signatures.Add(entry);
        if (form.HasPossessions)
        {
            _signatures.AddPossessions(entry);
        }

        var standing = statement.KeySubject is { } keySubject && _state.Key(keySubject) is { } key
            ? key.Standing(statement.Message.Time, entry.RecordedAt)
            : KeyStanding.Good;
        var replayed = EntryReplay.Take(form, _state, RuleScope.History, identity => _passedOver.GetValueOrDefault(identity), MayRestOnAny);
        // In the order in which a verifier meets them, which the vectors keep: place and form, signature, judgement.
        failures.AddRange(replayed.Failures.Where(failure => failure.Rule != VerificationRule.Judgement));
        if (unsigned is not null)
        {
            failures.Add(unsigned);
        }

        failures.AddRange(replayed.Failures.Where(failure => failure.Rule == VerificationRule.Judgement));
        _taken[entry] = (standing, replayed.NotUnderstood);
        if (replayed.IsApplied)
        {
            _signatures.Name(statement);
        }
        else
        {
            _passedOver[statement.Identity] = new PassedOver(entry.Index, replayed.NotUnderstood is not null);
        }
    }

    // On what its key rests is not known here, only that it is earlier.
    private bool MayRestOnAny(RecordedEntry entry) =>
        entry.KeyHead is { } head && _byLeaf.TryGetValue(head, out var rest) && rest.Position < entry.Position;

    private VerifiedEntry Verified(RecordedEntry entry)
    {
        var (standing, notUnderstood) = _taken[entry];
        return new VerifiedEntry(entry, standing, IsDisputed(entry, depth: 0), notUnderstood);
    }

    // What a key in wrong hands said, and what keys said that it granted; recorded_at counts too, because whoever steals a key chooses the time.
    private bool IsDisputed(RecordedEntry entry, int depth)
    {
        const int MaxGrants = 8;
        if (entry.Statement.KeySubject is not { } subject || _state.Key(subject) is not { } key)
        {
            return false;
        }

        var at = Math.Max(entry.Statement.Message.Time, entry.RecordedAt);
        return (key.DisputedSince > 0 && at >= key.DisputedSince)
            || (depth < MaxGrants && _byLeaf.TryGetValue(key.Current.Entry, out var grant) && grant.Statement.Kind != Statement.PayloadOneofCase.Genesis
                && grant.Position < entry.Position && IsDisputed(grant, depth + 1));
    }
}
