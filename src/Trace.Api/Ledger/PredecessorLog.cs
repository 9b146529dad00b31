using Google.Protobuf;
using Npgsql;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>The log before this one, where there is one: whole, and never changed again. Its entries are proven to the checkpoint that Genesis names.</summary>
/// <param name="source">Where the database is.</param>
public sealed class PredecessorLog(NpgsqlDataSource source) : IDisposable
{
    // Read once there is something to prove, and true for ever: a store takes a predecessor before a service leads it.
    private volatile Known? _known;

    /// <summary>The proof of an entry that lies below 0, and the note that it leads to.</summary>
    /// <param name="position">Where it lies.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">The store holds no predecessor, or not all of it: it is damaged.</exception>
    public async Task<(V1.InclusionProof Proof, ByteString Note)> ProveAsync(long position, CancellationToken cancellation)
    {
        var known = _known ??= await ReadAsync(cancellation);
        var (index, head) = (position + known.Head.Head.Size, known.Head);
        return (Answers.Inclusion(index, head.Head.Size, await known.Tiles.InclusionAsync(index, head, cancellation)), UnsafeByteOperations.UnsafeWrap(head.Note));
    }

    private async Task<Known> ReadAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT size, root, note FROM ledger.log_predecessor");
        LogHead head;
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            head = await reader.ReadAsync(cancellation)
                ? new LogHead(reader.GetInt64(0), Hash256.From(reader.GetFieldValue<byte[]>(1)), 0, 0, reader.GetFieldValue<byte[]>(2))
                : throw new InvalidDataException("an entry lies below 0, and the store names no log before this one");
        }

        var tiles = new TileReader(source, TileReader.Predecessors, -head.Size);
        return new Known(new SignedHead(head, head.Note!, (await tiles.EdgeAsync(head.Size, cancellation)).Snapshot()), tiles);
    }

    /// <inheritdoc/>
    public void Dispose() => _known?.Tiles.Dispose();

    private sealed record Known(SignedHead Head, TileReader Tiles);
}
