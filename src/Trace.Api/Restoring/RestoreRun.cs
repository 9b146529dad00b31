using System.Globalization;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;

namespace Trace.Api.Restoring;

/// <summary>
/// <c>Trace.Api restore</c>: a log from standard input into an empty database. Standard output says how far it is, a line each:
/// <c>stored SIZE TOTAL</c>, at the end <c>restored SIZE ROOT</c> or <c>refused MESSAGE</c>.
/// </summary>
internal static class RestoreRun
{
    /// <summary>Runs it over a database that is up.</summary>
    public static async Task RunAsync(string connectionString, CancellationToken cancellation)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var input = Console.OpenStandardInput();
            var read = new RestoreInput(new BufferedStream(input, 256 * 1024));
            var checkpoint = await read.ReadCheckpointAsync(cancellation);
            await new Restore(source).RunAsync(checkpoint, read.ReadEntriesAsync(cancellation), read.ReadKeptAsync(cancellation), new Told(), cancellation);
            Say($"restored {checkpoint.Checkpoint.Size} {checkpoint.Checkpoint.Root.ToBase64()}");
        }
        catch (Exception problem) when (problem is StartRefusedException or FencedException or HistoryDiffersException or NpgsqlException or IOException)
        {
            Say($"refused {problem.Message.ReplaceLineEndings(" ")}");
            throw new StartRefusedException(problem.Message, problem is StartRefusedException refused ? refused.ExitCode : StartRefusedException.BadSurroundings, problem);
        }
    }

    private static void Say(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Told : IProgress<RestoreProgress>
    {
        public void Report(RestoreProgress value) => Say($"stored {value.Size} {value.Total}");
    }
}
