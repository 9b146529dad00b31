using System.Globalization;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;

namespace Trace.Api.Restoring;

/// <summary>
/// What the command line does with a store while no service runs on it. <c>Trace.Api restore</c>: a log from standard input into an empty
/// database; <c>precede</c>: that log becomes the one before another; <c>succeed</c>: and that other begins. Standard output says how far it is, a line
/// each: <c>stored SIZE TOTAL</c>, at the end <c>restored SIZE ROOT</c>, <c>handed SIZE ROOT</c>, <c>begun VKEY</c>, or <c>refused MESSAGE</c>.
/// </summary>
internal static class RestoreRun
{
    /// <summary>Builds a store.</summary>
    public static Task RestoreAsync(TraceSettings settings, string connectionString, CancellationToken cancellation) => RunAsync(connectionString, async (source, read) =>
    {
        var checkpoint = await read.ReadCheckpointAsync(cancellation);
        await new Restore(source).RunAsync(checkpoint, read.ReadEntriesAsync(cancellation), read.ReadKeptAsync(cancellation), new Told(), cancellation);
        Say($"restored {checkpoint.Checkpoint.Size} {checkpoint.Checkpoint.Root.ToBase64()}");
    });

    /// <summary>Makes the log of a store the one before another, which is restored next.</summary>
    public static Task PrecedeAsync(TraceSettings settings, string connectionString, CancellationToken cancellation) => RunAsync(connectionString, async (source, read) =>
    {
        var checkpoint = await read.ReadCheckpointAsync(cancellation);
        await new Handover(source).RunAsync(checkpoint, cancellation);
        Say($"handed {checkpoint.Checkpoint.Size} {checkpoint.Checkpoint.Root.ToBase64()}");
    });

    /// <summary>Begins a log behind that of a store.</summary>
    public static Task SucceedAsync(TraceSettings settings, string connectionString, CancellationToken cancellation) => RunAsync(connectionString, async (source, read) =>
    {
        var (policy, checkpoint) = await read.ReadPolicyAndCheckpointAsync(cancellation);
        using var recovery = await read.ReadRecoveryKeyAsync(cancellation);
        var log = await new SuccessorLog(settings, source).BeginAsync(policy, checkpoint, recovery, cancellation);
        Say($"begun {log}");
    });

    private static async Task RunAsync(string connectionString, Func<NpgsqlDataSource, RestoreInput, Task> run)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var input = Console.OpenStandardInput();
            await run(source, new RestoreInput(new BufferedStream(input, 256 * 1024)));
        }
        catch (Exception problem) when (problem is StartRefusedException or AnchorAheadException or FencedException or HistoryDiffersException or NpgsqlException or IOException)
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
