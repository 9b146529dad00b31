using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Trace.Api.Disclosures;
using Trace.Api.Sealing;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Parties;

/// <summary>
/// The queue of applications: whose it is and how it stands in the open, all else sealed (<see cref="RecordKeys"/>). What was decided goes after
/// 30 days, what waits after 180; with it goes its key, and the evidence of what nobody decided.
/// </summary>
internal sealed class ApplicationStore(NpgsqlDataSource source, RecordKeys keys, DisclosureStore contents)
{
    private const string Expired = """
        WITH gone AS (DELETE FROM ledger.application WHERE decided_at < now() - interval '30 days' RETURNING name)
        DELETE FROM ledger.record_key WHERE name IN (SELECT name FROM gone)
        """;

    /// <summary>Deletes what was decided and is over.</summary>
    public async Task ExpireAsync(CancellationToken cancellation)
    {
        await using var expire = source.CreateCommand(Expired);
        await expire.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>A key's application for a party that waits; null where none does.</summary>
    public async Task<Application?> WaitingAsync(string party, byte[] key, CancellationToken cancellation) =>
        (await ReadAsync($"a.party = $1 AND a.state = {(int)ApplicationState.Waiting}", party, cancellation)).FirstOrDefault(one => KeyId.Of(one.Key).AsSpan().SequenceEqual(key));

    /// <summary>Keeps a new one and its evidence: both, or neither.</summary>
    /// <param name="application">Without the files of its evidence, which lie with the contents of commitments.</param>
    /// <param name="key">Key id of the applicant.</param>
    /// <param name="evidence">What its Registration commits to; null where it came without.</param>
    /// <param name="instead">What it takes the place of; null for nothing.</param>
    /// <param name="caller">The address that it came from, of which a mark is kept while it waits.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Why it is not taken; null where it is.</returns>
    public async Task<Refusal?> AddAsync(Application application, byte[] key, Disclosure? evidence, Application? instead, string caller, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // One after the other: what is counted is what there is when it is put in.
        await using var order = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('ledger.application'))", connection);
        await order.ExecuteNonQueryAsync(cancellation);
        if (instead is not null && !await RemoveAsync(connection, instead.Reference, cancellation))
        {
            return Refusal.Because(Reason.NotPermitted, "party", $"application {instead.Reference} was decided meanwhile");
        }

        if (instead is not null)
        {
            await EraseEvidenceAsync(connection, instead, cancellation);
        }

        var next = new WaitingApplication(application.Reference, application.Party, keys.Mark(Encoding.UTF8.GetBytes(caller)), evidence is null);
        var (displaced, refusal) = ApplicationRoom.For(await WaitingAsync(connection, cancellation), next);
        if (refusal is not null)
        {
            return refusal;
        }

        // It came without evidence: nothing else is to be erased.
        if (displaced is not null)
        {
            await RemoveAsync(connection, displaced.Reference, cancellation);
        }

        // Evidence of another application would be erased with this one.
        if (evidence is not null && !await contents.KeepAsync(connection, application.Registration.Evidence.Digest.ToByteArray(), ApplicationForm.EvidenceType, evidence, key, cancellation))
        {
            return Refusal.Because(Reason.FieldForm, "evidence.key", "this evidence was handed in before; seal it under a new key");
        }

        var name = NameOf(application.Reference);
        await using var insert = new NpgsqlCommand("INSERT INTO ledger.application (reference, name, party, key, state, sealed, address, without_evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", connection);
        insert.Parameters.AddWithValue(application.Reference);
        insert.Parameters.AddWithValue(name);
        insert.Parameters.AddWithValue(application.Party);
        insert.Parameters.AddWithValue(key);
        insert.Parameters.AddWithValue((int)application.State);
        insert.Parameters.AddWithValue(await keys.SealAsync(connection, name, Google.Protobuf.MessageExtensions.ToByteArray(application), cancellation));
        insert.Parameters.AddWithValue(next.Address!);
        insert.Parameters.AddWithValue(next.IsWithoutEvidence);
        await insert.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return null;
    }

    private static async Task<IReadOnlyList<WaitingApplication>> WaitingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand("SELECT reference, party, address, without_evidence FROM ledger.application WHERE state = $1 ORDER BY applied_at", connection);
        select.Parameters.AddWithValue((int)ApplicationState.Waiting);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var waiting = new List<WaitingApplication>();
        while (await reader.ReadAsync(cancellation))
        {
            waiting.Add(new WaitingApplication(reader.GetString(0), reader.GetString(1), await reader.IsDBNullAsync(2, cancellation) ? null : reader.GetFieldValue<byte[]>(2), reader.GetBoolean(3)));
        }

        return waiting;
    }

    /// <summary>Deletes one that waits, with its key and its evidence; false where it does not wait any more.</summary>
    public async Task<bool> RemoveAsync(Application application, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await RemoveAsync(connection, application.Reference, cancellation))
        {
            return false;
        }

        await EraseEvidenceAsync(connection, application, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static async Task<bool> RemoveAsync(NpgsqlConnection connection, string reference, CancellationToken cancellation)
    {
        await using var delete = new NpgsqlCommand("DELETE FROM ledger.application WHERE reference = $1 AND state = $2", connection);
        delete.Parameters.AddWithValue(reference);
        delete.Parameters.AddWithValue((int)ApplicationState.Waiting);
        if (await delete.ExecuteNonQueryAsync(cancellation) == 0)
        {
            return false;
        }

        await using var forget = new NpgsqlCommand("DELETE FROM ledger.record_key WHERE name = $1", connection);
        forget.Parameters.AddWithValue(NameOf(reference));
        await forget.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    private static async Task EraseEvidenceAsync(NpgsqlConnection connection, Application application, CancellationToken cancellation)
    {
        if (application.Registration.Evidence is { } evidence)
        {
            await DisclosureStore.EraseAsync(connection, [evidence.Digest.ToByteArray()], cancellation);
        }
    }

    /// <summary>One, or all; what waits first.</summary>
    public Task<IReadOnlyList<Application>> ReadAsync(string? reference, CancellationToken cancellation) => ReadAsync("$1::text IS NULL OR a.reference = $1", reference, cancellation);

    /// <summary>Those for one party, the oldest first.</summary>
    public Task<IReadOnlyList<Application>> ReadOfAsync(string party, CancellationToken cancellation) => ReadAsync("a.party = $1", party, cancellation);

    /// <summary>Those that the next <see cref="ExpireAsync"/> deletes though their party was registered.</summary>
    public Task<IReadOnlyList<Application>> ReadExpiringAsync(CancellationToken cancellation) =>
        ReadAsync($"$1::text IS NULL AND a.decided_at < now() - interval '30 days' AND a.state = {(int)ApplicationState.Registered}", null, cancellation);

    /// <summary>Those that waited for 180 days, as far as this table knows.</summary>
    public Task<IReadOnlyList<Application>> ReadForgottenAsync(CancellationToken cancellation) =>
        ReadAsync("$1::text IS NULL AND a.decided_at IS NULL AND a.applied_at < now() - interval '180 days'", null, cancellation);

    private async Task<IReadOnlyList<Application>> ReadAsync(string which, string? value, CancellationToken cancellation)
    {
        await using var select = source.CreateCommand($"""
            SELECT a.name, k.wrapped, a.sealed FROM ledger.application a JOIN ledger.record_key k ON k.name = a.name
            WHERE {which} ORDER BY a.decided_at DESC NULLS FIRST, a.applied_at
            """);
        select.Parameters.AddWithValue(NpgsqlTypes.NpgsqlDbType.Text, (object?)value ?? DBNull.Value);
        var found = new List<Application>();
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(Application.Parser.ParseFrom(keys.Open(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2))));
        }

        return found;
    }

    /// <summary>Writes a decision; null where it was decided already. The evidence of what is refused is erased with it.</summary>
    public async Task<Application?> DecideAsync(Application decided, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var name = NameOf(decided.Reference);
        await using var update = new NpgsqlCommand("UPDATE ledger.application SET state = $2, decided_at = now(), address = NULL WHERE reference = $1 AND state = $3", connection);
        update.Parameters.AddWithValue(decided.Reference);
        update.Parameters.AddWithValue((int)decided.State);
        update.Parameters.AddWithValue((int)ApplicationState.Waiting);
        if (await update.ExecuteNonQueryAsync(cancellation) == 0)
        {
            return null;
        }

        // Sealed anew, under a new key: the reason is part of it.
        await using var forget = new NpgsqlCommand("DELETE FROM ledger.record_key WHERE name = $1", connection);
        forget.Parameters.AddWithValue(name);
        await forget.ExecuteNonQueryAsync(cancellation);
        await using var seal = new NpgsqlCommand("UPDATE ledger.application SET sealed = $2 WHERE reference = $1", connection);
        seal.Parameters.AddWithValue(decided.Reference);
        seal.Parameters.AddWithValue(await keys.SealAsync(connection, name, Google.Protobuf.MessageExtensions.ToByteArray(decided), cancellation));
        await seal.ExecuteNonQueryAsync(cancellation);
        if (decided.State != ApplicationState.Registered)
        {
            await EraseEvidenceAsync(connection, decided, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return decided;
    }

    /// <summary>Language and address, a line each, of a party that was registered by an application; null where none is kept.</summary>
    /// <param name="party">Its subject key.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<string?> EmailAsync(string party, CancellationToken cancellation)
    {
        await using var select = source.CreateCommand("SELECT c.name, k.wrapped, c.sealed FROM ledger.party_contact c JOIN ledger.record_key k ON k.name = c.name WHERE c.party = $1");
        select.Parameters.AddWithValue(party);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Encoding.UTF8.GetString(keys.Open(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2))) : null;
    }

    /// <summary>Keeps where a party is told, under a key of its own, since its application goes; what is kept already stays.</summary>
    public async Task KeepEmailAsync(Application application, CancellationToken cancellation)
    {
        var name = SHA256.HashData(Encoding.ASCII.GetBytes($"trace.v1.Application.email\n{application.Party}"));
        var language = application.Registration.Name.Zh.Length > 0 ? "zh" : "en";
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = new NpgsqlCommand("INSERT INTO ledger.party_contact (party, name, sealed) VALUES ($1, $2, '') ON CONFLICT DO NOTHING", connection);
        insert.Parameters.AddWithValue(application.Party);
        insert.Parameters.AddWithValue(name);
        if (await insert.ExecuteNonQueryAsync(cancellation) == 0)
        {
            return;
        }

        await using var seal = new NpgsqlCommand("UPDATE ledger.party_contact SET sealed = $2 WHERE party = $1", connection);
        seal.Parameters.AddWithValue(application.Party);
        seal.Parameters.AddWithValue(await keys.SealAsync(connection, name, Encoding.UTF8.GetBytes($"{language}\n{application.Email}"), cancellation));
        await seal.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static byte[] NameOf(string reference) => SHA256.HashData(Encoding.ASCII.GetBytes($"trace.v1.Application\n{reference}"));
}
