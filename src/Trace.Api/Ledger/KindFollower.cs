using Npgsql;

namespace Trace.Api.Ledger;

/// <summary>
/// Keeps an index in memory of the entries of some kinds: the log's are read once, and then those that came since. Nothing is stored that could come
/// to differ from the log. One caller at a time.
/// </summary>
/// <param name="source">Where the database is.</param>
/// <param name="checkpoints">How far the log is published.</param>
/// <param name="column">Of <c>ledger.mt_events</c>, what the index is made of.</param>
/// <param name="kinds">The types of the entries' events.</param>
internal sealed class KindFollower(NpgsqlDataSource source, Checkpoints checkpoints, string column, params string[] kinds) : IDisposable
{
    // What the log before holds lies below zero.
    private const long BeforeAll = -9_000_000_000_000_000_000;

    private readonly SemaphoreSlim _reading = new(1);
    private long _size = BeforeAll;

    /// <summary>Brings the index up to the log, then asks it.</summary>
    /// <param name="take">Takes one entry into the index, in the log's order.</param>
    /// <param name="ask">What is asked. It holds nothing of the index that is changed later.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<T> AskAsync<T>(Action<NpgsqlDataReader> take, Func<T> ask, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            await FollowAsync(take, cancellation);
            return ask();
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task FollowAsync(Action<NpgsqlDataReader> take, CancellationToken cancellation)
    {
        var size = checkpoints.At(V1.At.Published).Head.Size;
        if (size <= _size)
        {
            return;
        }

        await using var select = source.CreateCommand($"SELECT {column} FROM ledger.mt_events WHERE seq_id > $1 AND seq_id <= $2 AND type = ANY($3) ORDER BY seq_id");
        select.Parameters.AddWithValue(_size);
        select.Parameters.AddWithValue(size);
        select.Parameters.AddWithValue(kinds);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            take(reader);
        }

        _size = size;
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();
}
