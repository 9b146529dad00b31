using Google.Protobuf;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// An entry as it is stored, handed out as it is: where it was damaged, the reader's verifier says which it is, and by which rule. What can't
/// be read here is followed nowhere.
/// </summary>
/// <param name="Bytes">As stored.</param>
/// <param name="Index">Where it stands in the log; below 0 in the one before it (<see cref="RecordedEntry.Position"/>).</param>
/// <param name="Version">Where it stands in its subject's history.</param>
internal sealed record StoredEntry(ByteString Bytes, long Index, ulong Version)
{
    /// <summary>What the bytes say; null where they are no entry.</summary>
    public RecordedEntry? Entry { get; } = RecordedEntry.TryParse(Bytes, out var entry, out _) ? At(entry!, Index) : null;

    /// <summary>Leaf hash of the bytes.</summary>
    public Hash256 LeafHash => Entry?.LeafHash ?? MerkleHash.LeafHash(Bytes.Span);

    /// <summary>An entry of the store as one of the log before, where it lies below 0.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="position">Where it lies.</param>
    public static RecordedEntry At(RecordedEntry entry, long position) => position < 0 ? entry.OfPredecessor((long)entry.Index - position) : entry;

    /// <summary>An entry from a row of bdata, seq_id and version.</summary>
    /// <param name="row">The reader, at the row.</param>
    public static StoredEntry From(Npgsql.NpgsqlDataReader row) =>
        new(UnsafeByteOperations.UnsafeWrap(row.GetFieldValue<byte[]>(0)), row.GetInt64(1) - 1, (ulong)row.GetInt64(2));
}
