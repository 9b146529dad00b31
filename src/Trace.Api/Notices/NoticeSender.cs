using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Trace.Api.Deadlines;

namespace Trace.Api.Notices;

/// <summary>A notice that waits to go out.</summary>
/// <param name="Id">In the outbox.</param>
/// <param name="Duty">What it tells of.</param>
/// <param name="Party">Whom.</param>
/// <param name="Channel">By which way.</param>
/// <param name="Title">Of an e-mail.</param>
/// <param name="Body">A text, or JSON.</param>
/// <param name="Attempts">How often it was tried.</param>
internal sealed record Waiting(long Id, string Duty, string Party, string Channel, string Title, string Body, int Attempts)
{
    /// <summary>Tells notices of two databases apart.</summary>
    public string DutyDigest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Duty)))[..16];
}

/// <summary>
/// Sends what waits in the outbox, some at a time, each once of several servers: its row is locked meanwhile. One that fails is tried again after half
/// a minute, then each time after twice as long, up to six hours, and whatever else waits for the same party by the same way waits with it, so that a
/// receiver that is away delays nobody else. After twenty attempts it is given up and stays to be seen, and after a year it is deleted. A crash between
/// sending and noting it sends it twice, under one id.
/// </summary>
internal sealed class NoticeSender(NpgsqlDataSource source, Contacts contacts, NoticeMail mail, NoticePost post, DeadlinePace pace, TimeProvider time, ILogger<NoticeSender> logger) : BackgroundService
{
    /// <summary>How often one is tried.</summary>
    public const int MostAttempts = 20;

    private const int AtOnce = 4;

    private const string Take = """
        SELECT id, duty, party, channel, title, body, attempts FROM deadlines.notice WHERE next_at <= $1 ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    private const string Hold = """
        UPDATE deadlines.notice SET next_at = $3 WHERE id IN (SELECT id FROM deadlines.notice WHERE next_at < $3 AND party = $1 AND channel = $2 FOR UPDATE SKIP LOCKED)
        """;

    private const string Forget = "DELETE FROM deadlines.notice WHERE next_at IS NULL AND made_at < $1";

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_forgetEvery = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_last = TimeSpan.FromHours(6);

    private DateTimeOffset _forgotAt;

    /// <summary>How long after a failed attempt the next follows; null where it is given up.</summary>
    /// <param name="attempts">How often it was tried.</param>
    public static TimeSpan? WaitAfter(int attempts) =>
        attempts >= MostAttempts ? null : TimeSpan.FromSeconds(Math.Min(s_last.TotalSeconds, s_first.TotalSeconds * Math.Pow(2, attempts - 1)));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ForgetAsync(stoppingToken);
                await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => SendAllAsync(stoppingToken)));
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.NoticesWait(problem);
            }

            await Task.Delay(pace.Send, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAllAsync(CancellationToken cancellation)
    {
        while (await SendNextAsync(cancellation))
        {
        }
    }

    // Looks through the whole table, and so not each time that it is looked for what waits.
    private async Task ForgetAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (now - _forgotAt < s_forgetEvery)
        {
            return;
        }

        await using var forget = source.CreateCommand(Forget);
        forget.Parameters.AddWithValue(now - s_kept);
        await forget.ExecuteNonQueryAsync(cancellation);
        _forgotAt = now;
    }

    private async Task<bool> SendNextAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await TakeAsync(connection, transaction, cancellation) is not { } notice)
        {
            return false;
        }

        var problem = await TrySendAsync(notice, cancellation);
        var (now, attempts) = (time.GetUtcNow(), notice.Attempts + 1);
        var again = problem is not null && WaitAfter(attempts) is { } wait ? now + wait : (DateTimeOffset?)null;
        await using var put = new NpgsqlCommand("UPDATE deadlines.notice SET attempts = $2, sent_at = $3, next_at = $4, problem = $5 WHERE id = $1", connection, transaction);
        put.Parameters.AddWithValue(notice.Id);
        put.Parameters.AddWithValue(attempts);
        put.Parameters.Add(new NpgsqlParameter { Value = problem is null ? now : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        put.Parameters.Add(new NpgsqlParameter { Value = again is { } at ? at : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        put.Parameters.AddWithValue(problem ?? "");

        // Whatever stops the service now, what went out is noted.
        await put.ExecuteNonQueryAsync(CancellationToken.None);
        if (again is { } later)
        {
            await using var hold = new NpgsqlCommand(Hold, connection, transaction);
            hold.Parameters.AddWithValue(notice.Party);
            hold.Parameters.AddWithValue(notice.Channel);
            hold.Parameters.AddWithValue(later);
            await hold.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await transaction.CommitAsync(CancellationToken.None);
        if (problem is null)
        {
            logger.Sent(notice.Id, notice.Channel);
        }
        else
        {
            logger.NotSent(notice.Id, notice.Channel, attempts, problem);
        }

        return true;
    }

    private async Task<Waiting?> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var take = new NpgsqlCommand(Take, connection, transaction);
        take.Parameters.AddWithValue(time.GetUtcNow());
        await using var row = await take.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new Waiting(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetInt32(6))
            : null;
    }

    // The world's failures are as many as there are mail servers: each is told, and tried again.
    private async Task<string?> TrySendAsync(Waiting notice, CancellationToken cancellation)
    {
        var address = "";
        try
        {
            var contact = await contacts.OfAsync(notice.Party, cancellation);
            address = (notice.Channel == NoticeWriter.Email ? contact?.Email : contact?.Webhook) ?? "";
            if (address.Length == 0)
            {
                return "no address is known any more";
            }

            await (notice.Channel == NoticeWriter.Email ? mail.SendAsync(notice, address, cancellation) : post.SendAsync(notice, address, cancellation));
            return null;
        }
        catch (Exception failed) when (failed is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return address.Length == 0 ? failed.Message : Masked.In(failed.Message, notice.Channel, address);
        }
    }
}
