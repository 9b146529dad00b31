using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;

namespace Trace.Api.Restoring;

/// <summary>
/// Makes the whole log of a store the predecessor of one that begins behind it: its entries move below index 0, so that versions, identities and
/// first uses go on by themselves, and its tiles aside. One transaction: a store holds a log, or a predecessor, never half of each.
/// </summary>
/// <param name="source">A store that was restored, and on which no service runs.</param>
internal sealed class Handover(NpgsqlDataSource source)
{
    // How far those came who follow the log beside it, where a service ran on this store: tables of theirs that need not be there.
    private static readonly (string Table, string Place)[] s_followers = [("ledger.reach_head", "seq_id"), ("deadlines.followed", "position")];

    private readonly EntryStore _store = new(source);

    /// <summary>What a note says, whoever signed it; null where it is no checkpoint.</summary>
    public static Checkpoint? CheckpointOf(ReadOnlySpan<byte> note) =>
        SignedNote.TryParse(note, out var parsed, out _) && Checkpoint.TryParse(parsed.Text, out var checkpoint, out _) ? checkpoint : null;

    /// <summary>Whether two checkpoints are of one log and one tree.</summary>
    public static bool IsSame(Checkpoint? one, Checkpoint? other) =>
        one is null ? other is null : one.Origin == other?.Origin && one.Size == other.Size && one.Root == other.Root;

    /// <summary>The checkpoint of the log before, in a store that has one.</summary>
    public static async Task<Checkpoint?> FindAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var exists = source.CreateCommand("SELECT to_regclass('ledger.log_predecessor') IS NOT NULL");
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
        {
            return null;
        }

        await using var command = source.CreateCommand("SELECT note FROM ledger.log_predecessor");
        return await command.ExecuteScalarAsync(cancellation) is byte[] note ? CheckpointOf(note) : null;
    }

    /// <summary>Does it, or finds it done.</summary>
    /// <param name="checkpoint">Of the log, believed by the caller: that of every entry that the store holds.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StartRefusedException">The store holds something else.</exception>
    public async Task RunAsync(VerifiedCheckpoint checkpoint, CancellationToken cancellation)
    {
        await using (var marten = LedgerSchema.CreateStore(source))
        {
            await LedgerSchema.ApplyAsync(marten, source, cancellation);
        }

        var (log, head) = (checkpoint.Checkpoint, await _store.HeadAsync(cancellation));
        if (await FindAsync(source, cancellation) is { } done)
        {
            if (!IsSame(done, log))
            {
                throw head.Note is { } note && IsSame(CheckpointOf(note), log) ? FollowsAnother(log.Origin, done.Origin) : new StartRefusedException($"This database holds the log \"{done.Origin}\" of {done.Size} entries as the one before, and the checkpoint that came is of {log.Size} entries of \"{log.Origin}\".");
            }

            return;
        }

        await RequireWholeAsync(log, head, cancellation);
        await MoveAsync(checkpoint, head, cancellation);
    }

    private async Task RequireWholeAsync(Checkpoint log, LogHead head, CancellationToken cancellation)
    {
        if (head.Size != log.Size || head.Root != log.Root || head.Note is null || !IsSame(CheckpointOf(head.Note), log))
        {
            throw new StartRefusedException($"This database does not hold the log \"{log.Origin}\" as its checkpoint of {log.Size} entries has it, whole and verified, but {head.Size} entries with the root {head.Root.ToBase64()}. Run ./trace log restore with the same files into an empty database first.");
        }

        await using var genesis = source.CreateCommand("SELECT bdata FROM ledger.mt_events WHERE seq_id = 1");
        var first = RecordedEntry.Parse(Google.Protobuf.ByteString.CopyFrom((byte[])(await genesis.ExecuteScalarAsync(cancellation))!));
        if (first.Statement.Message.Genesis?.Predecessor is { } earlier)
        {
            throw FollowsAnother(log.Origin, earlier.Origin);
        }

        if (await _store.FirstDamagedAsync(head.Size, cancellation) is { } damaged)
        {
            throw new StartRefusedException($"Entry {damaged} is not stored as it came: drop the database, and restore again.");
        }
    }

    private static StartRefusedException FollowsAnother(string origin, string earlier) =>
        new($"The log \"{origin}\" follows another itself, \"{earlier}\", and a line of three logs is not kept by this version.");

    private async Task MoveAsync(VerifiedCheckpoint checkpoint, LogHead head, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        // The time of the last entry stays: the ledger's clock goes on.
        var fence = EntryStore.Command(
            "UPDATE ledger.log_head SET size = 0, root = $1, note = NULL, holder = '', epoch = epoch + 1 WHERE size = $2 AND root = $3 AND epoch = $4",
            MerkleHash.EmptyRoot.ToArray(), head.Size, head.Root.ToArray(), head.Epoch);
        batch.BatchCommands.Add(fence);
        // Rows of old and new places never meet: what lay from 0 to size - 1 lies from -size to -1.
        batch.BatchCommands.Add(EntryStore.Command("UPDATE ledger.mt_events SET seq_id = seq_id - $1", head.Size));
        batch.BatchCommands.Add(EntryStore.Command("UPDATE ledger.log_entry SET index = index - $1", head.Size));
        batch.BatchCommands.Add(EntryStore.Command("UPDATE ledger.log_use SET index = index - $1", head.Size));
        // Whoever followed the old entries has followed them still, and goes on with the new log's first.
        foreach (var (table, place) in s_followers)
        {
            await using var exists = new NpgsqlCommand($"SELECT to_regclass('{table}') IS NOT NULL", connection, transaction);
            if (await exists.ExecuteScalarAsync(cancellation) is true)
            {
                batch.BatchCommands.Add(EntryStore.Command($"UPDATE {table} SET {place} = {place} - $1 WHERE {place} > 0", head.Size));
            }
        }

        batch.BatchCommands.Add(EntryStore.Command("INSERT INTO ledger.log_predecessor_tile SELECT level, index, hashes FROM ledger.log_tile"));
        batch.BatchCommands.Add(EntryStore.Command("TRUNCATE ledger.log_tile, ledger.log_checkpoint, ledger.log_published"));
        batch.BatchCommands.Add(EntryStore.Command(
            "INSERT INTO ledger.log_predecessor (vkey, size, root, note) VALUES ($1, $2, $3, $4)",
            checkpoint.Log.ToString(), head.Size, head.Root.ToArray(), checkpoint.Note.ToBytes()));
        batch.BatchCommands.Add(EntryStore.Command("SELECT setval('ledger.mt_events_sequence', 1, false)"));
        await batch.ExecuteNonQueryAsync(cancellation);
        if (fence.RecordsAffected != 1)
        {
            throw new FencedException();
        }

        await transaction.CommitAsync(CancellationToken.None);
    }
}
