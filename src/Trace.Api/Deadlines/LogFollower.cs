using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Deadlines;

/// <summary>
/// Follows the log from a position that outlives this process, and sets up what falls due by its entries. The position moves once the jobs are
/// set up; a crash in between sets them up again, under the same names. Of several servers one follows at a time.
/// </summary>
internal sealed class LogFollower(
    NpgsqlDataSource source, Checkpoints checkpoints, DutyPlan plan, DutySchedule schedule, Lead lead, TraceSettings settings, DeadlinePace pace, TimeProvider time, ILogger<LogFollower> logger) : BackgroundService
{
    private const int Batch = 1000;

    // What begins or moves a deadline. A Receipt only ends one, which its job sees when it fires.
    private const string Next = """
        SELECT bdata, seq_id, version, stream_id FROM ledger.mt_events WHERE seq_id > $1 AND seq_id <= $2 AND type = ANY('{shipment,transit,complaint,reply,
        escalation,resolution,compensation,return_request,return,refund,closure,correction}') ORDER BY seq_id LIMIT $3
        """;

    // The longest deadlines that are counted in working days, the longest holiday, and some days to act in.
    private static readonly TimeSpan s_ahead = TimeSpan.FromDays(60);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var planned = false;
        if (settings.Cases.Days.IsProvisional(DateOnly.FromDateTime((time.GetUtcNow() + s_ahead).UtcDateTime)))
        {
            logger.CalendarEnds(settings.Cases.Days.KnownUntil);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            var moved = checkpoints.Moved;
            try
            {
                if (await lead.IsOursAsync(stoppingToken))
                {
                    if (!planned && await DeadlineSchema.PlanByAsync(source, settings.Cases, stoppingToken))
                    {
                        logger.PlannedAnew();
                    }

                    planned = true;
                    while (await FollowAsync(stoppingToken))
                    {
                    }
                }
                else
                {
                    await schedule.StandAsideAsync(stoppingToken);
                }
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.NotFollowed(problem);
            }

            await moved.WaitAsync(pace.Follow, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Whether there may be more.
    private async Task<bool> FollowAsync(CancellationToken cancellation)
    {
        if (checkpoints.Published?.Head.Size is not { } size)
        {
            return false;
        }

        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var take = new NpgsqlCommand("SELECT position FROM deadlines.followed FOR UPDATE SKIP LOCKED", connection, transaction);
        if (await take.ExecuteScalarAsync(cancellation) is not long position || position >= size)
        {
            return false;
        }

        var entries = await ReadAsync(connection, transaction, position, size, cancellation);
        var subjects = await SubjectsAsync(entries, connection, transaction, cancellation);
        var count = await plan.SetUpAsync(subjects, cancellation);
        var reached = entries.Count == Batch ? entries[^1].Index + 1 : size;
        await using var move = new NpgsqlCommand("UPDATE deadlines.followed SET position = $1", connection, transaction);
        move.Parameters.AddWithValue(reached);
        await move.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        if (count > 0)
        {
            logger.Followed(count, subjects.Count, reached);
        }

        return reached < size;
    }

    private static async Task<List<StoredEntry>> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long position, long size, CancellationToken cancellation)
    {
        await using var next = new NpgsqlCommand(Next, connection, transaction);
        next.Parameters.AddWithValue(position);
        next.Parameters.AddWithValue(size);
        next.Parameters.AddWithValue(Batch);
        var entries = new List<StoredEntry>();
        await using var rows = await next.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            entries.Add(StoredEntry.From(rows));
        }

        return entries;
    }

    // Each once; of what happens to a parcel, the items and lots in it.
    private static async Task<List<SubjectKey>> SubjectsAsync(List<StoredEntry> entries, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var subjects = new HashSet<string>();
        foreach (var said in entries.Select(stored => stored.Entry?.Statement).OfType<Domain.Statements.ParsedStatement>())
        {
            if (said.Message.Shipment is { Parcel: { Length: > 0 } parcel })
            {
                await using var carry = new NpgsqlCommand("INSERT INTO deadlines.parcel (parcel, subject) VALUES ($1, $2) ON CONFLICT DO NOTHING", connection, transaction);
                carry.Parameters.AddWithValue(parcel);
                carry.Parameters.AddWithValue(said.Subject.Value);
                await carry.ExecuteNonQueryAsync(cancellation);
            }

            if (said.Message.Transit is { Activity: not TransitActivity.Placed })
            {
                continue;
            }

            subjects.Add(said.Subject.Value);
            if (said.Subject.Is(SubjectKind.Parcel))
            {
                await using var carried = new NpgsqlCommand("SELECT subject FROM deadlines.parcel WHERE parcel = $1", connection, transaction);
                carried.Parameters.AddWithValue(said.Subject.Value);
                await using var rows = await carried.ExecuteReaderAsync(cancellation);
                while (await rows.ReadAsync(cancellation))
                {
                    subjects.Add(rows.GetString(0));
                }
            }
        }

        return [.. subjects.Select(SubjectKey.Parse).Where(subject => subject.Is(SubjectKind.Item | SubjectKind.Lot | SubjectKind.Parcel))];
    }
}
