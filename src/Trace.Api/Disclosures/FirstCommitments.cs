using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;

namespace Trace.Api.Disclosures;

/// <summary>
/// Which statement committed to a digest first. A commitment stands in the log for everybody to say again; whoever does so neither reads nor
/// erases by it what another keeps, and shows nothing of it as his own.
/// </summary>
public sealed class FirstCommitments(NpgsqlDataSource source)
{
    /// <summary>Adds digests with the identities of their statements, in the order of the log.</summary>
    public const string Adding = "INSERT INTO ledger.log_commitment (digest, identity) SELECT * FROM unnest($1::bytea[], $2::bytea[]) ON CONFLICT (digest) DO NOTHING";

    private const int AtOnce = 1000;

    /// <summary>The digests of an entry's commitments, each with the statement's identity.</summary>
    /// <param name="entry">The entry.</param>
    public static IEnumerable<(byte[] Digest, byte[] Identity)> Of(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Commitments.In(entry.Statement).Select(one => (one.Commitment.Digest.ToByteArray(), entry.Statement.Identity.ToArray()));
    }

    /// <summary>The identities of the statements that committed to some digests first; of what no statement committed to none.</summary>
    /// <param name="digests">The digests.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Dictionary<Hash256, Hash256>> FindAsync(byte[][] digests, CancellationToken cancellation)
    {
        var found = new Dictionary<Hash256, Hash256>();
        await using var select = source.CreateCommand("SELECT digest, identity FROM ledger.log_commitment WHERE digest = ANY($1)");
        select.Parameters.AddWithValue(digests);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found[Hash256.From(reader.GetFieldValue<byte[]>(0))] = Hash256.From(reader.GetFieldValue<byte[]>(1));
        }

        return found;
    }

    /// <summary>Fills the table, which was made just now, from a log that is there.</summary>
    /// <param name="source">Where the log is read.</param>
    /// <param name="into">With the transaction that made the table.</param>
    /// <param name="cancellation">Stops it.</param>
    internal static async Task FillAsync(NpgsqlDataSource source, NpgsqlConnection into, CancellationToken cancellation)
    {
        await using var select = source.CreateCommand("SELECT bdata FROM ledger.mt_events ORDER BY seq_id");
        select.CommandTimeout = 0;
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var found = new List<(byte[] Digest, byte[] Identity)>();
        while (await reader.ReadAsync(cancellation))
        {
            found.AddRange(Of(RecordedEntry.Parse(UnsafeByteOperations.UnsafeWrap(reader.GetFieldValue<byte[]>(0)))));
            if (found.Count >= AtOnce)
            {
                await AddAsync(found, into, cancellation);
                found.Clear();
            }
        }

        await AddAsync(found, into, cancellation);
    }

    private static async Task AddAsync(List<(byte[] Digest, byte[] Identity)> found, NpgsqlConnection into, CancellationToken cancellation)
    {
        await using var add = new NpgsqlCommand(Adding, into) { CommandTimeout = 0 };
        add.Parameters.Add(new NpgsqlParameter { Value = found.Select(one => one.Digest).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        add.Parameters.Add(new NpgsqlParameter { Value = found.Select(one => one.Identity).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        await add.ExecuteNonQueryAsync(cancellation);
    }
}
