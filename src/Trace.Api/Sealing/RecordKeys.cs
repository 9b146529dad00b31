using System.Security.Cryptography;
using Npgsql;

namespace Trace.Api.Sealing;

/// <summary>
/// A key of its own for each record that is kept beside the log, in a table apart. Deleting it makes the record unreadable wherever a copy of it
/// lies, in back-ups too, as long as the keys' own back-ups are newer.
/// </summary>
public sealed class RecordKeys(ContentKey service)
{
    /// <summary>Seals a text under a new key, which is stored with it: both in the caller's transaction, or neither.</summary>
    /// <param name="connection">With the transaction begun.</param>
    /// <param name="name">The record's name: 32 bytes, such as a commitment's digest. It has no key yet.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<byte[]> SealAsync(NpgsqlConnection connection, byte[] name, ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        var key = RandomNumberGenerator.GetBytes(RecordCipher.KeyBytes);
        try
        {
            await using var insert = new NpgsqlCommand("INSERT INTO ledger.record_key (name, wrapped) VALUES ($1, $2)", connection);
            insert.Parameters.AddWithValue(name);
            insert.Parameters.AddWithValue(service.Wrap(name, key));
            await insert.ExecuteNonQueryAsync(cancellation);
            return RecordCipher.Seal(key, "record", name, text.Span);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <inheritdoc cref="ContentKey.Mark"/>
    public byte[] Mark(ReadOnlySpan<byte> text) => service.Mark(text);

    /// <summary>Opens a text with its key as it is stored.</summary>
    /// <param name="name">The record's name.</param>
    /// <param name="wrapped">The column <c>wrapped</c> of its key.</param>
    /// <param name="sealedText">What <see cref="SealAsync"/> gave.</param>
    public byte[] Open(byte[] name, byte[] wrapped, byte[] sealedText)
    {
        var key = service.Unwrap(name, wrapped);
        try
        {
            return RecordCipher.Open(key, "record", name, sealedText);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
