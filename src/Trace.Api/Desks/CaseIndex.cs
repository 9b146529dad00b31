using Npgsql;
using Trace.Api.Ledger;

namespace Trace.Api.Desks;

/// <summary>Which items and parcels were complained of, in memory: the log's complaints are read once, and then those that came since.</summary>
internal sealed class CaseIndex(NpgsqlDataSource source, Checkpoints checkpoints) : IDisposable
{
    private readonly Dictionary<string, HashSet<string>> _byRespondent = [];
    private readonly List<string> _all = [];
    private readonly HashSet<string> _known = [];
    private readonly SemaphoreSlim _reading = new(1);
    private long _size;

    /// <summary>The subjects with complaints, the newest first.</summary>
    /// <param name="respondent">Of complaints that name this party; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<string>> SubjectsAsync(string? respondent, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            await FollowAsync(cancellation);
            return [.. (respondent is null ? _all : _byRespondent.TryGetValue(respondent, out var named) ? _all.Where(named.Contains) : []).Reverse()];
        }
        finally
        {
            _reading.Release();
        }
    }

    // Held by whoever has the semaphore.
    private async Task FollowAsync(CancellationToken cancellation)
    {
        var size = checkpoints.At(V1.At.Published).Head.Size;
        if (size <= _size)
        {
            return;
        }

        await using var select = source.CreateCommand("SELECT bdata FROM ledger.mt_events WHERE seq_id > $1 AND seq_id <= $2 AND type = 'complaint' ORDER BY seq_id");
        select.Parameters.AddWithValue(_size);
        select.Parameters.AddWithValue(size);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var statement = Domain.Ledger.RecordedEntry.Parse(Google.Protobuf.UnsafeByteOperations.UnsafeWrap(reader.GetFieldValue<byte[]>(0))).Statement;
            var (subject, respondent) = (statement.Subject.Value, statement.Message.Complaint.Respondent);
            if (_known.Add(subject))
            {
                _all.Add(subject);
            }

            (_byRespondent.TryGetValue(respondent, out var named) ? named : _byRespondent[respondent] = []).Add(subject);
        }

        _size = size;
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();
}
