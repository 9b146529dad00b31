using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Statements;

namespace Trace.Audit.State;

/// <summary>
/// What the rules read of a log, answered from an audit's store with a bounded memory of what was asked lately. Not safe for several threads.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="most">How many entries are remembered at most; of smaller things, several times as many.</param>
internal sealed class AuditState(AuditStore store, int most = AuditState.MostEntries)
{
    /// <summary>Entries remembered at most: some 40 MiB.</summary>
    public const int MostEntries = 8192;

    private readonly BoundedCache<Hash256, RecordedEntry> _entries = new(most);
    private readonly BoundedCache<string, SubjectHead> _heads = new(8 * most);
    private readonly BoundedCache<string, KeyState> _keys = new(most);
    private readonly BoundedCache<string, PartyState> _parties = new(most);
    private readonly BoundedCache<Hash256, NamedAt> _publicKeys = new(most);

    // Written with the next commit; as many as subjects were written about since the last.
    private readonly Dictionary<string, SubjectHead> _dirtyHeads = [];

    // Of the stretch in hand: what was found recorded though it changed nothing, and the keys that its entries brought in.
    private readonly Dictionary<Hash256, PassedOver> _passedOver = [];
    private readonly Dictionary<Hash256, NamedAt> _named = [];

    // Entries of the log before, which lie below 0.
    private readonly long _before = store.Before()?.Size ?? 0;

    private RecordedEntry? _genesis;
    private RecordedEntry? _predecessor;

    /// <summary>How many things are remembered.</summary>
    public int Remembered => _entries.Count + _heads.Count + _keys.Count + _parties.Count + _publicKeys.Count + _dirtyHeads.Count;

    /// <summary>The state for a stretch of entries, holding everything that judging it reads.</summary>
    public LedgerState Load(IReadOnlyList<ParsedStatement> statements)
    {
        _passedOver.Clear();
        _named.Clear();
        var wants = new StateWants(statements.Count);
        foreach (var statement in statements)
        {
            wants.Add(statement);
        }

        var state = new LedgerState(statements.Count);
        if (PutGenesis(state))
        {
            // Genesis is where these two begin, not how they stand: their own histories may have ended them.
            wants.Keys.UnionWith(state.Keys.Keys);
        }

        for (var step = 0; step < StateWants.MaxSteps && wants.Any; step++)
        {
            wants = Load(wants, state);
        }

        return state;
    }

    /// <summary>Whether a statement was recorded and changed nothing.</summary>
    public PassedOver? PassedOver(Hash256 identity) => _passedOver.GetValueOrDefault(identity);

    /// <summary>The keys that an entry brings in, known from here on.</summary>
    public void Name(long place, RecordedEntry entry)
    {
        foreach (var (id, key) in NamedKeys.In(entry.Statement))
        {
            _named.TryAdd(id, new NamedAt(place, EntrySignatures.Import(key)));
        }
    }

    /// <summary>A key that an entry before this place brought in, or that Genesis brings in itself; false where none did.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="place">Of the entry that the key signs.</param>
    /// <param name="key">The key; null for one that verifies nothing here.</param>
    private bool TryKey(Hash256 id, long place, out Ed25519PublicKey? key)
    {
        if (!_named.TryGetValue(id, out var named) && !_publicKeys.TryGet(id, out named) && (named = FirstNaming(id)) is not null)
        {
            _publicKeys.Put(id, named);
        }

        key = named?.Key;
        return named is not null && (named.Place < place || place == 0);
    }

    /// <summary>The keys that an entry is signed with, those brought in before it; null where one was not, or there are not as many as its kind takes.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="place">Its place in the log.</param>
    /// <param name="found">Is told why there are none.</param>
    public List<Ed25519PublicKey?>? SignedBy(RecordedEntry entry, long place, Action<VerificationFailure> found)
    {
        var signers = EntrySignatures.Signers(entry);
        if (EntrySignatures.CheckCount(entry, signers) is { } miscounted)
        {
            found(miscounted with { Index = (ulong)place });
            return null;
        }

        var keys = new List<Ed25519PublicKey?>(signers.Count);
        foreach (var signer in signers)
        {
            if (!TryKey(signer, place, out var key))
            {
                found(EntrySignatures.NotBroughtIn(entry, signer) with { Index = (ulong)place });
                return null;
            }

            keys.Add(key);
        }

        return keys;
    }

    /// <summary>Writes an entry that had its turn, and remembers what it left.</summary>
    /// <param name="place">Its place in the log.</param>
    /// <param name="replayed">How it fared.</param>
    public void Keep(long place, ReplayedEntry replayed)
    {
        var (entry, statement) = (replayed.Entry, replayed.Entry.Statement);
        var standing = replayed.IsApplied ? EntryStanding.Applied : replayed.NotUnderstood is null ? EntryStanding.Broken : EntryStanding.Newer;
        store.Put(place, entry.RecordedAt, standing, entry.Bytes.Span);
        store.Mark(statement.Identity, place);
        _dirtyHeads[statement.Subject.Value] = new SubjectHead(entry.Version, entry.LeafHash);
        if (!replayed.IsApplied)
        {
            _passedOver[statement.Identity] = new PassedOver((ulong)place, replayed.NotUnderstood is not null);
            return;
        }

        _entries.Put(statement.Identity, entry);
        Name(place, entry);
        foreach (var (id, _) in NamedKeys.In(statement))
        {
            store.Mark(id, place);
        }

        foreach (var use in Uses.By(statement))
        {
            store.Mark(use, place);
        }

        if ((statement.Rules.Effects & (Effects.GrantsKey | Effects.EndsKey | Effects.RegistersParty | Effects.ChangesStanding)) != 0)
        {
            store.PutFolded(statement.Subject.Value, place);
        }
    }

    /// <summary>Writes an entry that can't be read: it has its place.</summary>
    public void KeepUnreadable(long place, long lastRecordedAt, ReadOnlySpan<byte> bytes) => store.Put(place, lastRecordedAt, EntryStanding.Broken, bytes);

    /// <summary>Remembers what a stretch left.</summary>
    public void Remember(LedgerState state)
    {
        foreach (var (subject, key) in state.Keys)
        {
            _keys.Put(subject, key);
        }

        foreach (var (subject, party) in state.Parties)
        {
            _parties.Put(subject, party);
        }

        foreach (var (id, key) in _named)
        {
            _publicKeys.Put(id, key);
        }
    }

    /// <summary>Writes the newest entries of subjects: the last thing before a commit.</summary>
    public void Flush()
    {
        foreach (var (subject, head) in _dirtyHeads)
        {
            store.Put(subject, head);
            _heads.Put(subject, head);
        }

        _dirtyHeads.Clear();
    }

    /// <summary>Reads an entry that was kept; null where it can't be read.</summary>
    public RecordedEntry? Parse(StoredAuditEntry stored)
    {
        if (!RecordedEntry.TryRead(UnsafeByteOperations.UnsafeWrap(stored.Bytes), out var entry, out _))
        {
            return null;
        }

        // What a dishonest log says of its place may be anything.
        return stored.Index < 0 && entry!.Index < (ulong)_before ? entry.OfPredecessor(_before) : entry;
    }

    private StateWants Load(StateWants wants, LedgerState state)
    {
        var next = new StateWants();
        foreach (var identity in wants.Identities)
        {
            if (state.Find(identity) is null && Find(identity) is { } entry)
            {
                state.Put(entry);
                next.AddReferred(entry);
            }
        }

        foreach (var subject in wants.Subjects)
        {
            if (Head(subject) is { } head)
            {
                state.Put(subject, head);
            }
        }

        foreach (var use in wants.Uses)
        {
            foreach (var stored in store.Marked(use))
            {
                if (stored.Standing == EntryStanding.Applied && Parse(stored) is { } entry && Uses.By(entry.Statement).Contains(use))
                {
                    state.Put(use, new Use(entry.Index, entry.LeafHash));
                    break;
                }
            }
        }

        foreach (var subject in wants.Keys)
        {
            if (_keys.TryGet(subject, out var known))
            {
                state.Put(subject, known);
                continue;
            }

            Fold(subject, state);
            if (state.Key(subject) is { } key)
            {
                _keys.Put(subject, key);
            }
        }

        foreach (var subject in wants.Parties)
        {
            if (!_parties.TryGet(subject, out var party))
            {
                Fold(subject, state);
                _parties.Put(subject, party = state.Party(subject));
            }

            state.Put(subject, party);
        }

        return next;
    }

    private RecordedEntry? Find(Hash256 identity)
    {
        if (_entries.TryGet(identity, out var known))
        {
            return known;
        }

        foreach (var stored in store.Marked(identity))
        {
            if (Parse(stored) is not { } entry || entry.Statement.Identity != identity)
            {
                continue;
            }

            if (stored.Standing == EntryStanding.Applied)
            {
                _entries.Put(identity, entry);
                return entry;
            }

            _passedOver.TryAdd(identity, new PassedOver((ulong)stored.Index, stored.Standing == EntryStanding.Newer));
        }

        return null;
    }

    private SubjectHead? Head(string subject)
    {
        if (_dirtyHeads.TryGetValue(subject, out var head) || _heads.TryGet(subject, out head))
        {
            return head;
        }

        if (store.Head(subject) is { } stored)
        {
            _heads.Put(subject, stored);
            return stored;
        }

        return null;
    }

    private void Fold(string subject, LedgerState state)
    {
        foreach (var stored in store.Folded(subject))
        {
            if (stored.Standing == EntryStanding.Applied && Parse(stored) is { } entry)
            {
                state.Fold(entry);
            }
        }
    }

    private NamedAt? FirstNaming(Hash256 id)
    {
        foreach (var stored in store.Marked(id))
        {
            if (stored.Standing != EntryStanding.Applied || Parse(stored) is not { } entry)
            {
                continue;
            }

            foreach (var (named, key) in NamedKeys.In(entry.Statement))
            {
                if (named == id)
                {
                    return new NamedAt(stored.Index, EntrySignatures.Import(key));
                }
            }
        }

        return null;
    }

    // False where no Genesis was read yet, of this log or of the one before.
    private bool PutGenesis(LedgerState state)
    {
        if (_before > 0 && (_predecessor ??= Applied(-_before)) is { } predecessor)
        {
            state.PutPredecessor(predecessor);
        }

        if ((_genesis ??= Applied(0)) is { } genesis)
        {
            state.PutGenesis(genesis);
        }

        return state.Keys.Count > 0;
    }

    private RecordedEntry? Applied(long place) => store.Entry(place) is { Standing: EntryStanding.Applied } stored ? Parse(stored) : null;

    // A key, and the place of the entry that brought it in first.
    private sealed record NamedAt(long Place, Ed25519PublicKey? Key);
}
