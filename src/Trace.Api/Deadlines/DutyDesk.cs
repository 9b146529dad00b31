using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Npgsql;
using Trace.Api.Ledger;
using Trace.Api.Notices;
using Trace.Api.Products.Reading;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Deadlines;

/// <summary>
/// Does what fell due: a statement by the platform's own key, through the same door as anybody's, then notices. The statement's bytes follow from
/// the duty, so that whoever does it again, after a crash or beside another server, finds what was recorded.
/// </summary>
internal sealed class DutyDesk(LogOptions options, LedgerKeys keys, Recorder recorder, NoticeWriter notices, NpgsqlDataSource source, TimeProvider time, ILogger<DutyDesk> logger)
{
    /// <summary>Those that were not done.</summary>
    /// <param name="duties">Duties; one that is named twice is one.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<Duty>> NotDoneAsync(IReadOnlyCollection<Duty> duties, CancellationToken cancellation)
    {
        var waiting = duties.DistinctBy(duty => duty.Name).ToDictionary(duty => duty.Name);
        if (waiting.Count == 0)
        {
            return [];
        }

        await using var command = source.CreateCommand("SELECT duty FROM deadlines.done WHERE duty = ANY($1)");
        command.Parameters.AddWithValue(waiting.Keys.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            waiting.Remove(row.GetString(0));
        }

        return [.. waiting.Values];
    }

    /// <summary>Does it, unless it was done.</summary>
    /// <param name="duty">What fell due.</param>
    /// <param name="read">What it follows from.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidOperationException">The ledger takes nothing just now; it is to be tried again.</exception>
    public async Task DoAsync(Duty duty, ReadProduct read, CancellationToken cancellation)
    {
        if (await NotDoneAsync([duty], cancellation) is [])
        {
            return;
        }

        if (duty.IsRecorded)
        {
            await RecordAsync(duty, cancellation);
        }

        await TellAsync(duty, read, cancellation);
    }

    /// <summary>Notes that it was done and writes its notices, in one; unless that was done before.</summary>
    /// <param name="duty">What was done.</param>
    /// <param name="read">What it follows from.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task TellAsync(Duty duty, ReadProduct read, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var done = new NpgsqlCommand("INSERT INTO deadlines.done (duty, at) VALUES ($1, $2) ON CONFLICT DO NOTHING", connection, transaction);
        done.Parameters.AddWithValue(duty.Name);
        done.Parameters.AddWithValue(time.GetUtcNow());
        if (await done.ExecuteNonQueryAsync(cancellation) == 0)
        {
            return;
        }

        await notices.WriteAsync(duty, read, connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
        logger.Done(duty.Kind.ToString(), duty.Subject.Value, duty.Name);
    }

    private async Task RecordAsync(Duty duty, CancellationToken cancellation)
    {
        var answered = ByteString.CopyFrom(duty.Of.AsSpan());
        var statement = new Statement
        {
            Ledger = options.Ledger,
            Subject = duty.Subject.Value,
            Party = keys.Platform.Party,
            Time = UnixMicroseconds.Of(duty.At),
            Nonce = ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes($"deadline {options.Ledger} {duty.Name}"))[..16]),
        };
        if (duty.Kind == DutyKind.TakeOver)
        {
            statement.Escalation = new Escalation { Answers = answered, Reason = EscalationReason.Unanswered };
        }
        else
        {
            statement.Closure = new Closure { Complaint = answered, Outcome = ClosureOutcome.TimeOut };
        }

        var verdict = await recorder.RecordAsync(StatementSigner.Sign(statement, keys.Platform.Signer), cancellation);
        if (verdict.Refusal is { } refusal)
        {
            logger.Refused(duty.Name, refusal.Reason.ToString(), refusal.Message);
            throw new InvalidOperationException($"{duty.Name} was refused, {refusal.Reason}: {refusal.Message}");
        }
    }
}
