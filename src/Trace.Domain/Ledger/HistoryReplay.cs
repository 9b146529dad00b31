using Trace.Domain.Parties;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>
/// Replays proven entries in the order of the log: each is held to the state that the ones before it left, as the sequencer did. Signatures
/// are collected on the way and checked at the end, on all processors.
/// </summary>
internal sealed class HistoryReplay(string ledger, string origin, List<VerificationFailure> failures)
{
    private readonly LedgerState _state = new();
    private readonly SignatureChecks _signatures = new();
    private readonly Dictionary<Hash256, RecordedEntry> _byLeaf = [];
    private readonly Dictionary<Hash256, RecordedEntry> _passedOver = [];
    private readonly Dictionary<RecordedEntry, (KeyStanding Standing, string? NotUnderstood)> _taken = [];

    public void Run(IReadOnlyList<RecordedEntry> inOrder)
    {
        if (inOrder[0].Index != 0)
        {
            failures.Add(new(VerificationRule.Genesis, "log/genesis", 0, null, "the evidence lacks entry 0, on which every key rests"));
            return;
        }

        if (GenesisProblem(inOrder[0]) is { } problem)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Genesis, inOrder[0], problem));
            return;
        }

        foreach (var entry in inOrder)
        {
            Take(entry);
        }

        failures.AddRange(_signatures.Run());
    }

    public VerifiedHistory Result(IReadOnlyList<EntryChain> chains, VerifiedCheckpoint checkpoint, bool thorough)
    {
        var entries = chains[0].Entries.Select(Verified).ToList();
        var evidence = chains.Skip(1).SelectMany(chain => chain.Entries).OrderBy(entry => entry.Index).Select(Verified).ToList();
        var restedOn = ChainVerifier.Reach(chains[0].Entries, _byLeaf);
        return new VerifiedHistory
        {
            Subject = chains[0].Subject,
            Checkpoint = checkpoint,
            Entries = entries,
            Evidence = evidence,
            EvidenceAfterHeads = [.. evidence.Where(verified => !restedOn.Contains(verified.Entry))],
            NotUnderstood = [.. entries.Concat(evidence).Where(verified => verified.NotUnderstood is not null).OrderBy(verified => verified.Entry.Index)],
            Keys = _state.Keys,
            Parties = _state.Parties,
            IsThorough = thorough,
        };
    }

    private string? GenesisProblem(RecordedEntry entry)
    {
        var statement = entry.Statement;
        if (statement.Kind != Statement.PayloadOneofCase.Genesis || !statement.IsUnderstood)
        {
            return $"entry 0 is a Genesis that this version understands; a {statement.Kind} came";
        }

        if (statement.CheckRules(ledger) is { } refusal)
        {
            return refusal.Message;
        }

        var genesis = statement.Message.Genesis;
        if (genesis.Origin != origin)
        {
            return $"this log is \"{origin}\"; its entry 0 is the Genesis of \"{genesis.Origin}\"";
        }

        return statement.Key == KeyId.Of(genesis.RegistrarKey) ? null : "Genesis is signed by the registrar's key that it names";
    }

    private void Take(RecordedEntry entry)
    {
        _byLeaf.TryAdd(entry.LeafHash, entry);
        var statement = entry.Statement;
        CheckLinks(entry);
        var (known, notUnderstood) = CheckForm(entry);
        if (known && statement.Kind == Statement.PayloadOneofCase.Genesis)
        {
            _signatures.Name(statement);
        }

        if (_signatures.Add(entry) is { } problem)
        {
            failures.Add(problem);
        }

        var standing = statement.KeySubject is { } keySubject && _state.Key(keySubject) is { } key
            ? key.Standing(statement.Message.Time, entry.RecordedAt)
            : KeyStanding.Good;
        if (known && Judgement.Judge(statement, _state, entry.RecordedAt, RuleScope.History) is { } refusal)
        {
            known = false;
            notUnderstood ??= refusal.Reason == Reason.UnknownReference ? RestsOnNewer(statement) : null;
            if (notUnderstood is null)
            {
                failures.Add(HistoryVerifier.Failure(VerificationRule.Judgement, entry, $"{refusal.Reason}: {refusal.Message}", refusal.Reason));
            }
        }

        _taken[entry] = (standing, notUnderstood);

        // What breaks a rule, or is not understood and not allowed by the rules known here, has its place in order and changes nothing else.
        if (known)
        {
            _signatures.Name(statement);
            _state.Apply(entry);
        }
        else
        {
            _passedOver[statement.Identity] = entry;
            _state.Put(statement.Subject.Value, new SubjectHead(entry.Version, entry.LeafHash));
        }
    }

    // What refers to a statement that is not understood can't be judged either.
    private string? RestsOnNewer(ParsedStatement statement)
    {
        var named = new HashSet<Hash256>();
        StateNeeds.References(statement, named);
        return named.Select(identity => _passedOver.GetValueOrDefault(identity)).FirstOrDefault(entry => entry is not null && _taken[entry].NotUnderstood is not null) is { } newer
            ? $"signed, in order, not understood: it refers to entry {newer.Index}, which is of a newer version"
            : null;
    }

    private void CheckLinks(RecordedEntry entry)
    {
        var links = EntryLinks.Next(entry.Statement, _state);
        if (entry.Version != links.Version || entry.Previous != links.Previous)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Previous, entry, $"version {links.Version} comes next and links to {Shown(links.Previous)}; this is version {entry.Version} and links to {Shown(entry.Previous)}"));
        }

        if (entry.KeyHead != links.KeyHead && !MayRestOnAny(entry))
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.KeyHead, entry, $"key_head is {Shown(entry.KeyHead)}; by the evidence the newest entry of the key's history was {Shown(links.KeyHead)}"));
        }

        if (entry.PartyHead != links.PartyHead)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.PartyHead, entry, $"party_head is {Shown(entry.PartyHead)}; by the evidence the newest entry of the party's history was {Shown(links.PartyHead)}"));
        }
    }

    // A newer kind said without a party: on what its key rests is not known here, only that it is earlier.
    private bool MayRestOnAny(RecordedEntry entry) =>
        entry.Statement is { IsUnderstood: false, KeySubject: null } && entry.KeyHead is { } head && _byLeaf.TryGetValue(head, out var rest) && rest.Index < entry.Index;

    // Whether the known rules hold of what is known, and what is not understood.
    private (bool Known, string? NotUnderstood) CheckForm(RecordedEntry entry)
    {
        var statement = entry.Statement;
        if (Possessions.Of(statement).FirstOrDefault(named => named.Key is { } key && key.Algorithm != Algorithm.Unspecified && !KeyId.IsOf((KeyAlgorithm)key.Algorithm)) is { } without)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Statement, entry, $"{without.Field}: an algorithm is one byte, in any version; {(int)without.Key.Algorithm} came", Reason.NotCanonical));
            return (false, null);
        }

        var refusal = statement.IsUnderstood ? statement.CheckRules(ledger) : null;
        var unknownNumber = refusal?.Reason == Reason.NotCanonical && NewerForm.HasUnknownNumber(statement.Message);
        if (!statement.IsUnderstood || unknownNumber)
        {
            if (statement.Message.Ledger != ledger)
            {
                failures.Add(HistoryVerifier.Failure(VerificationRule.Statement, entry, $"this is the ledger \"{ledger}\"; the statement is for \"{statement.Message.Ledger}\"", Reason.OtherLedger));
            }

            var what = unknownNumber ? refusal!.Message : statement.Kind == Statement.PayloadOneofCase.None ? "its payload is of a newer version" : $"fields of this {statement.Kind} are of a newer version";
            return (IsKnownPartGood(statement), $"signed, in order, not understood: {what}");
        }

        if (refusal is not null)
        {
            failures.Add(HistoryVerifier.Failure(VerificationRule.Statement, entry, $"{refusal.Reason}: {refusal.Message}", refusal.Reason));
            return (false, null);
        }

        _signatures.AddPossessions(entry);
        return (true, null);
    }

    private bool IsKnownPartGood(ParsedStatement statement)
    {
        // Of an algorithm that fits no byte there is no key id.
        if (statement.Kind == Statement.PayloadOneofCase.None || Possessions.Of(statement).Any(named => named.Key is not null && (int)named.Key.Algorithm is < 1 or > byte.MaxValue))
        {
            return false;
        }

        var bytes = Google.Protobuf.MessageExtensions.ToByteString(NewerForm.KnownPart(statement.Message));
        return ParsedStatement.Parse(bytes, out var known) is null && known!.CheckRules(ledger) is null && Possessions.Check(known) is null;
    }

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
            || (depth < MaxGrants && key.Current.Index != 0 && key.Current.Index < entry.Index
                && _taken.Keys.FirstOrDefault(other => other.Index == key.Current.Index) is { } grant && IsDisputed(grant, depth + 1));
    }

    private static string Shown(Hash256? hash) => hash is { } some ? some.ToString() : "empty";
}
