using Npgsql;
using Trace.Api.Ledger;

namespace Trace.Api.Deadlines;

/// <summary>Whether this server leads the log: one that does not knows too little of it to say what is due, and writes nothing.</summary>
internal sealed class Lead(NpgsqlDataSource source, Checkpoints checkpoints, LogStanding standing)
{
    /// <summary>Whether nobody else took the lead since this server did.</summary>
    /// <param name="cancellation">Stops it.</param>
    public async Task<bool> IsOursAsync(CancellationToken cancellation)
    {
        if (standing.ReadOnlyBecause is not null || checkpoints.Signed is not { } signed)
        {
            return false;
        }

        await using var command = source.CreateCommand("SELECT epoch FROM ledger.log_head");
        return await command.ExecuteScalarAsync(cancellation) is long epoch && epoch == signed.Head.Epoch;
    }
}
