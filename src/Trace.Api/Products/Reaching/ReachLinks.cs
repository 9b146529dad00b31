using Npgsql;
using NpgsqlTypes;
using Trace.Api.Ledger;
using Trace.Domain.Products;
using static Trace.V1.Statement;

namespace Trace.Api.Products.Reaching;

/// <summary>
/// Where goods lead, by what they lead from: an index beside the log, derived from it alone and brought up to it when it is asked. Losing the
/// tables loses nothing: they are made again.
/// </summary>
public sealed class ReachLinks(NpgsqlDataSource source, Checkpoints checkpoints) : IDisposable
{
    private const int Batch = 5_000;

    private const string Tables = """
        SELECT pg_advisory_xact_lock(hashtext('ledger.reach'));
        CREATE TABLE IF NOT EXISTS ledger.reach_link (
            goods text COLLATE "C" NOT NULL, leads_to text COLLATE "C" NOT NULL, kind smallint NOT NULL, PRIMARY KEY (goods, leads_to, kind));
        CREATE TABLE IF NOT EXISTS ledger.reach_head (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), seq_id bigint NOT NULL);
        INSERT INTO ledger.reach_head (seq_id) VALUES (-9223372036854775808) ON CONFLICT DO NOTHING
        """;

    private const string Read = "SELECT bdata, seq_id, version FROM ledger.mt_events WHERE seq_id > $1 AND seq_id <= $2 AND type = ANY($3) ORDER BY seq_id LIMIT $4";

    // Kinds of which ReachLink can say anything.
    private static readonly string[] s_types = [.. new[] { PayloadOneofCase.Listing, PayloadOneofCase.Marking, PayloadOneofCase.Transformation, PayloadOneofCase.Handover, PayloadOneofCase.Sale, PayloadOneofCase.Shipment }
        .Select(kind => EntryEvents.NameOf(Domain.Statements.RulesTable.Of(kind)))];

    private readonly SemaphoreSlim _following = new(1);
    private long _size = -1;

    /// <summary>The links of some products, lots or Markings.</summary>
    /// <param name="goods">What they lead from.</param>
    /// <param name="most">At most so many in all.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The links, and whether there are more.</returns>
    public async Task<(ILookup<string, ReachLink> Links, bool More)> OfAsync(IReadOnlyCollection<string> goods, int most, CancellationToken cancellation)
    {
        await FollowAsync(cancellation);
        await using var command = source.CreateCommand("SELECT goods, leads_to, kind FROM ledger.reach_link WHERE goods = ANY($1) ORDER BY goods, leads_to, kind LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter { Value = goods.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.AddWithValue(most + 1);
        var links = new List<ReachLink>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            links.Add(new ReachLink(reader.GetString(0), reader.GetString(1), (ReachLinkKind)reader.GetInt16(2)));
        }

        return (links.Take(most).ToLookup(link => link.Goods), links.Count > most);
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        var size = checkpoints.At(V1.At.Published).Head.Size;
        if (size <= Volatile.Read(ref _size))
        {
            return;
        }

        await _following.WaitAsync(cancellation);
        try
        {
            while (size > _size && !await FollowSomeAsync(size, cancellation))
            {
            }

            Volatile.Write(ref _size, Math.Max(size, _size));
        }
        finally
        {
            _following.Release();
        }
    }

    // One transaction a batch: whoever dies between leaves a head that is true of what is there. Another server waits for the lock, and goes on behind.
    private async Task<bool> FollowSomeAsync(long size, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var make = new NpgsqlCommand(Tables, connection, transaction))
        {
            await make.ExecuteNonQueryAsync(cancellation);
        }

        await using var head = new NpgsqlCommand("SELECT seq_id FROM ledger.reach_head", connection, transaction);
        var from = (long)(await head.ExecuteScalarAsync(cancellation))!;
        if (from >= size)
        {
            return true;
        }

        var (links, last, count) = await ReadAsync(connection, transaction, from, size, cancellation);
        var isWhole = count < Batch;
        await using var write = new NpgsqlBatch(connection, transaction);
        write.BatchCommands.Add(Command("INSERT INTO ledger.reach_link (goods, leads_to, kind) SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[]) ON CONFLICT DO NOTHING", links.Select(link => link.Goods).ToArray(), links.Select(link => link.To).ToArray(), links.Select(link => (short)link.Kind).ToArray()));
        write.BatchCommands.Add(Command("UPDATE ledger.reach_head SET seq_id = $1", isWhole ? size : last));
        await write.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return isWhole;
    }

    private static async Task<(HashSet<ReachLink> Links, long Last, int Count)> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long from, long size, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand(Read, connection, transaction);
        select.Parameters.AddWithValue(from);
        select.Parameters.AddWithValue(size);
        select.Parameters.AddWithValue(s_types);
        select.Parameters.AddWithValue(Batch);
        var (links, last, count) = (new HashSet<ReachLink>(), from, 0);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var stored = StoredEntry.From(reader);
            links.UnionWith(stored.Entry is { } entry ? ReachLink.Of(entry) : []);
            (last, count) = (reader.GetInt64(1), count + 1);
        }

        return (links, last, count);
    }

    private static NpgsqlBatchCommand Command(string text, params object[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    /// <inheritdoc/>
    public void Dispose() => _following.Dispose();
}
