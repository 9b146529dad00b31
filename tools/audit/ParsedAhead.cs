using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Trace.Client.Logs;

namespace Trace.Audit;

/// <summary>Stretches of a log in its order, read ahead of whoever takes them and parsed on all processors.</summary>
internal static class ParsedAhead
{
    /// <summary>Reads entries.</summary>
    /// <param name="snapshot">The log.</param>
    /// <param name="from">Index of the first.</param>
    /// <param name="to">One more than the last.</param>
    /// <param name="ledger">Whose they should be.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogFileException">What is read is not shown whole.</exception>
    /// <exception cref="LogUnreachableException">It could not be read.</exception>
    public static async IAsyncEnumerable<ParsedStretch> ReadAsync(LogSnapshot snapshot, long from, long to, string ledger, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var parsing = Channel.CreateBounded<Task<ParsedStretch>>(2 + (2 * Environment.ProcessorCount));
        var reading = ReadAsync(snapshot, from, to, ledger, parsing.Writer, ending.Token);
        try
        {
            await foreach (var parsed in parsing.Reader.ReadAllAsync(cancellation))
            {
                yield return await parsed;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReadAsync(LogSnapshot snapshot, long from, long to, string ledger, ChannelWriter<Task<ParsedStretch>> parsing, CancellationToken cancellation)
    {
        try
        {
            await foreach (var stretch in snapshot.ReadWithFlawsAsync(from, to, cancellation))
            {
                await parsing.WriteAsync(Task.Run(() => ParsedStretch.Of(stretch, ledger), cancellation), cancellation);
            }

            parsing.Complete();
        }
        catch (Exception failed)
        {
            parsing.Complete(failed);
        }
    }
}
