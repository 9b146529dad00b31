using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Statements;

namespace Trace.Api.Ledger;

/// <summary>
/// Loads what the rules read for a batch: with one query, and one more for each further step of references. Keys, parties and recent entries
/// are remembered between batches; only committed ones, and a failed commit forgets them all.
/// </summary>
public sealed class StateLoader(NpgsqlDataSource source)
{
    private const int MostRemembered = 50_000;

    private const string ByIdentity = """
        SELECT m.bdata, m.seq_id FROM ledger.log_entry e JOIN ledger.mt_events m ON m.seq_id = e.index + 1 WHERE e.identity = ANY($1)
        """;

    private const string Heads = """
        SELECT s.id, s.version, e.leaf_hash FROM ledger.mt_streams s JOIN ledger.log_entry e ON e.subject = s.id AND e.version = s.version WHERE s.id = ANY($1::varchar[])
        """;

    private const string FirstUses = "SELECT u.use, u.index, e.leaf_hash FROM ledger.log_use u JOIN ledger.log_entry e ON e.index = u.index WHERE u.use = ANY($1)";

    // Of a party's history only what its standing rests on: what others say about it may be long.
    private const string Histories = """
        SELECT bdata FROM ledger.mt_events
        WHERE stream_id = ANY($1::varchar[]) AND type IN ('key_grant', 'key_revocation', 'registration', 'suspension', 'reinstatement') ORDER BY seq_id
        """;

    private readonly Dictionary<string, KeyState> _keys = [];
    private readonly Dictionary<string, PartyState> _parties = [];
    private readonly Dictionary<Hash256, RecordedEntry> _entries = [];
    private RecordedEntry? _genesis;
    private RecordedEntry? _predecessor;

    /// <summary>The state for a batch, holding everything that judging it reads, and the recorded entries of statements that are repeats.</summary>
    /// <param name="statements">The statements of the batch that are judged.</param>
    /// <param name="broken">Identities of those that break a rule without history: they may lack any field, and only whether they are recorded is asked.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<LedgerState> LoadAsync(IReadOnlyList<ParsedStatement> statements, IEnumerable<Hash256> broken, CancellationToken cancellation)
    {
        var wanted = new StateWants();
        wanted.Identities.UnionWith(broken);
        foreach (var statement in statements)
        {
            wanted.Add(statement);
        }

        var state = new LedgerState();
        if (await PutGenesisAsync(state, cancellation))
        {
            // Genesis is where these two begin, not how they stand: their own histories may have ended them.
            wanted.Keys.UnionWith(state.Keys.Keys);
        }

        // Each step loads what the statements of the step before refer to.
        for (var step = 0; step < StateWants.MaxSteps && wanted.Any; step++)
        {
            wanted = await LoadAsync(wanted, state, cancellation);
        }

        return state;
    }

    /// <summary>The state of one party and one of its keys, for calls that a key's holder makes.</summary>
    /// <param name="party">The party's subject.</param>
    /// <param name="keySubject">The key's subject.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<LedgerState> LoadAsync(string party, string keySubject, CancellationToken cancellation)
    {
        var state = new LedgerState();
        await PutGenesisAsync(state, cancellation);

        var wanted = new StateWants();
        wanted.Keys.Add(keySubject);
        wanted.Parties.Add(party);
        await LoadAsync(wanted, state, cancellation);
        return state;
    }

    /// <summary>Remembers what a committed batch left.</summary>
    /// <param name="state">The state behind the batch.</param>
    /// <param name="entries">The entries of the batch.</param>
    public void Remember(LedgerState state, IReadOnlyList<RecordedEntry> entries)
    {
        if (_entries.Count > MostRemembered || _keys.Count > MostRemembered || _parties.Count > MostRemembered)
        {
            Forget();
        }

        foreach (var (subject, key) in state.Keys)
        {
            _keys[subject] = key;
        }

        foreach (var (subject, party) in state.Parties)
        {
            _parties[subject] = party;
        }

        foreach (var entry in entries)
        {
            _entries[entry.Statement.Identity] = entry;
        }
    }

    /// <summary>Forgets everything: after a commit that failed, or whose outcome is unknown.</summary>
    public void Forget()
    {
        _keys.Clear();
        _parties.Clear();
        _entries.Clear();
    }

    private async Task<StateWants> LoadAsync(StateWants wanted, LedgerState state, CancellationToken cancellation)
    {
        var next = new StateWants();
        TakeRemembered(wanted, state, next);
        if (!wanted.Any)
        {
            return next;
        }

        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(Command(ByIdentity, wanted.Identities));
        batch.BatchCommands.Add(Command(Heads, wanted.Subjects));
        batch.BatchCommands.Add(Command(FirstUses, wanted.Uses));
        batch.BatchCommands.Add(Command(Histories, wanted.Keys.Concat(wanted.Parties)));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            Put(StoredEntry.At(RecordedEntry.Parse(UnsafeByteOperations.UnsafeWrap(reader.GetFieldValue<byte[]>(0))), reader.GetInt64(1) - 1), state, next);
        }

        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            state.Put(reader.GetString(0), new SubjectHead((ulong)reader.GetInt64(1), Hash256.From(reader.GetFieldValue<byte[]>(2))));
        }

        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            state.Put(Hash256.From(reader.GetFieldValue<byte[]>(0)), new Use(IndexOf(reader.GetInt64(1)), Hash256.From(reader.GetFieldValue<byte[]>(2))));
        }

        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            state.Fold(RecordedEntry.Parse(UnsafeByteOperations.UnsafeWrap(reader.GetFieldValue<byte[]>(0))));
        }

        foreach (var party in wanted.Parties)
        {
            state.Put(party, state.Party(party));
        }

        return next;
    }

    private void TakeRemembered(StateWants wanted, LedgerState state, StateWants next)
    {
        wanted.Identities.RemoveWhere(identity =>
        {
            if (state.Find(identity) is not null)
            {
                return true;
            }

            if (!_entries.TryGetValue(identity, out var entry))
            {
                return false;
            }

            Put(entry, state, next);
            return true;
        });
        wanted.Keys.RemoveWhere(subject =>
        {
            if (!_keys.TryGetValue(subject, out var key))
            {
                return false;
            }

            state.Put(subject, key);
            return true;
        });
        wanted.Parties.RemoveWhere(subject =>
        {
            if (!_parties.TryGetValue(subject, out var party))
            {
                return false;
            }

            state.Put(subject, party);
            return true;
        });
    }

    private void Put(RecordedEntry entry, LedgerState state, StateWants next)
    {
        state.Put(entry);
        var referred = new StateWants();
        referred.AddReferred(entry);
        foreach (var identity in referred.Identities.Where(identity => state.Find(identity) is null))
        {
            if (_entries.TryGetValue(identity, out var remembered))
            {
                Put(remembered, state, next);
            }
            else
            {
                next.Identities.Add(identity);
            }
        }

        next.Uses.UnionWith(referred.Uses);
        next.Parties.UnionWith(referred.Parties);
    }

    // False where there is none yet, of this log or of one before.
    private async Task<bool> PutGenesisAsync(LedgerState state, CancellationToken cancellation)
    {
        if (_genesis is null)
        {
            await using var command = source.CreateCommand("SELECT bdata, seq_id FROM ledger.mt_events WHERE stream_id = 'log/genesis' AND type = 'genesis' ORDER BY seq_id");
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var (entry, position) = (RecordedEntry.Parse(ByteString.CopyFrom(reader.GetFieldValue<byte[]>(0))), reader.GetInt64(1) - 1);
                (_genesis, _predecessor) = position < 0 ? (_genesis, StoredEntry.At(entry, position)) : (entry, _predecessor);
            }
        }

        if (_predecessor is not null)
        {
            state.PutPredecessor(_predecessor);
        }

        if (_genesis is not null)
        {
            state.PutGenesis(_genesis);
        }

        return state.Keys.Count > 0;
    }

    // By the index that the entry has in its own log.
    private ulong IndexOf(long position) => (ulong)(position < 0 ? position - _predecessor!.Position : position);

    private static NpgsqlBatchCommand Command(string sql, IEnumerable<Hash256> hashes) =>
        new(sql) { Parameters = { new NpgsqlParameter { Value = hashes.Select(hash => hash.ToArray()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea } } };

    private static NpgsqlBatchCommand Command(string sql, IEnumerable<string> texts) =>
        new(sql) { Parameters = { new NpgsqlParameter { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } } };
}
