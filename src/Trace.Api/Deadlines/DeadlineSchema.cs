using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Trace.Domain.Complaints;

namespace Trace.Api.Deadlines;

/// <summary>The tables of deadlines and notices, in a schema of their own; Quartz makes its own beside them. Made at start, where they are missing.</summary>
internal static class DeadlineSchema
{
    // To be raised with each change of Duties, of the deadlines that are built in, and of the calendar.
    private const int Version = 3;

    /// <summary>The schema of all tables.</summary>
    public const string Name = "deadlines";

    // Nothing here is a source: position and parcels follow from the log, and what was done and sent is kept so that it is not done twice.
    private const string Tables = """
        CREATE SCHEMA IF NOT EXISTS deadlines;
        CREATE TABLE IF NOT EXISTS deadlines.followed (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), position bigint NOT NULL);
        ALTER TABLE deadlines.followed ADD COLUMN IF NOT EXISTS rules bytea;
        INSERT INTO deadlines.followed (position) VALUES (-9000000000000000000) ON CONFLICT DO NOTHING;
        CREATE TABLE IF NOT EXISTS deadlines.parcel (
            parcel text NOT NULL, subject text NOT NULL, PRIMARY KEY (parcel, subject));
        CREATE TABLE IF NOT EXISTS deadlines.done (
            duty text PRIMARY KEY, at timestamptz NOT NULL);
        CREATE TABLE IF NOT EXISTS deadlines.notice (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, duty text NOT NULL, kind text NOT NULL, subject text NOT NULL, party text NOT NULL,
            channel text NOT NULL, address text NOT NULL, title text NOT NULL, body text NOT NULL, made_at timestamptz NOT NULL,
            next_at timestamptz, attempts int NOT NULL DEFAULT 0, sent_at timestamptz, problem text NOT NULL DEFAULT '',
            UNIQUE (duty, party, channel));
        UPDATE deadlines.notice SET address = CASE channel WHEN 'email' THEN regexp_replace(address, '^(.).*(@[^>]*)>?$', '\1…\2')
            ELSE regexp_replace(address, '^(https?://)(?:[^/@]*@)?([^/]+).*$', '\1\2/…') END WHERE channel IN ('email', 'webhook') AND position('…' IN address) = 0;
        CREATE INDEX IF NOT EXISTS notice_waits ON deadlines.notice (next_at) WHERE next_at IS NOT NULL;
        """;

    /// <summary>
    /// Has the log followed from its beginning again where it was planned by other rules: other deadlines, another calendar, or an earlier version of
    /// what falls due. Jobs move to their new times; what was done stays done.
    /// </summary>
    /// <param name="source">Where the database is.</param>
    /// <param name="rules">The deadlines and days.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Whether it is planned anew.</returns>
    public static async Task<bool> PlanByAsync(NpgsqlDataSource source, CaseRules rules, CancellationToken cancellation)
    {
        await using var rewind = source.CreateCommand("UPDATE deadlines.followed SET position = -9000000000000000000, rules = $1 WHERE rules IS DISTINCT FROM $1");
        rewind.Parameters.AddWithValue(SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}\n{rules.Text}")));
        return await rewind.ExecuteNonQueryAsync(cancellation) > 0;
    }

    /// <summary>Makes what is missing. Two servers that start at once make it once.</summary>
    /// <param name="source">Where the database is.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var make = new NpgsqlCommand($"SELECT pg_advisory_xact_lock(hashtext('deadlines.schema')); {Tables}", connection, transaction);
        await make.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
