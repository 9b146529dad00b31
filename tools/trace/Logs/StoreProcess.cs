using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Tool.Logs;

/// <summary>A store could not be built, or handed on; what the service said is the message.</summary>
internal sealed class RestoreFailedException(int code, string message) : Exception(message)
{
    /// <summary>Of <see cref="ExitCodes"/>.</summary>
    public int Code => code;
}

/// <summary>
/// The service's own program, which alone writes stores: what it is given goes to its standard input, as src/Trace.Api/Restoring/RestoreInput.cs
/// describes it, and its standard output says how far it is.
/// </summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    private const string Settings = "TRACE_SERVICE";

    private readonly Process _process;

    private StoreProcess(Process process) => _process = process;

    /// <summary>Builds a store from a log's files.</summary>
    /// <param name="connectionString">Where to; null for what the environment says.</param>
    /// <param name="policy">Under which the log was read.</param>
    /// <param name="files">The log.</param>
    /// <param name="log">Its checkpoint.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RestoreFailedException">It could not be.</exception>
    public static async Task RestoreAsync(string? connectionString, string policy, ILogFiles files, LogSnapshot log, IProgress<ExportProgress> progress, CancellationToken cancellation)
    {
        await using var process = Start("restore", connectionString);
        await process.RunAsync(policy, log.Verified, to => SendAsync(to, files, log, cancellation), progress, cancellation);
    }

    /// <summary>Makes the log of a store the one before another.</summary>
    /// <exception cref="RestoreFailedException">It could not be.</exception>
    public static async Task PrecedeAsync(string? connectionString, string policy, VerifiedCheckpoint log, CancellationToken cancellation)
    {
        await using var process = Start("precede", connectionString);
        await process.RunAsync(policy, log, _ => Task.CompletedTask, null, cancellation);
    }

    /// <summary>Begins a log behind that of a store.</summary>
    /// <param name="connectionString">Where the store is; null for what the environment says.</param>
    /// <param name="policy">Under which the log before is believed.</param>
    /// <param name="log">Its last checkpoint.</param>
    /// <param name="recovery">The recovery key's text.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The new log's vkey.</returns>
    /// <exception cref="RestoreFailedException">It could not be.</exception>
    public static async Task<string> SucceedAsync(string? connectionString, string policy, VerifiedCheckpoint log, byte[] recovery, CancellationToken cancellation)
    {
        await using var process = Start("succeed", connectionString);
        return await process.RunAsync(policy, log, to => FrameAsync(to, 'R', recovery, cancellation), null, cancellation);
    }

    /// <summary>Changes the key that wraps the records' keys, or goes on with it.</summary>
    /// <param name="progress">Hears of each batch of them.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The names of the key that is gone, and of the one in its place.</returns>
    /// <exception cref="RestoreFailedException">It could not be.</exception>
    public static async Task<(string Former, string Current)> RotateAsync(IProgress<ExportProgress> progress, CancellationToken cancellation)
    {
        await using var process = Start("rotate", null);
        var names = (await process.EndAsync(process.ListenAsync(progress), cancellation)).Split(' ');
        return (names[0], names[1]);
    }

    private static StoreProcess Start(string verb, string? connectionString)
    {
        var start = new ProcessStartInfo("dotnet", [Program(), verb]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        if (connectionString is not null)
        {
            start.Environment["TRACE_POSTGRES"] = connectionString;
            start.Environment.Remove("TRACE_POSTGRES_FILE");
        }

        return new StoreProcess(Process.Start(start)!);
    }

    // What it said at its end.
    private async Task<string> RunAsync(string policy, VerifiedCheckpoint log, Func<Stream, Task> send, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        var listening = ListenAsync(progress);
        try
        {
            var to = _process.StandardInput.BaseStream;
            await to.WriteAsync("trace restore v1\n"u8.ToArray(), cancellation);
            await FrameAsync(to, 'P', Encoding.UTF8.GetBytes(policy), cancellation);
            await FrameAsync(to, 'C', log.Note.ToBytes(), cancellation);
            await send(to);
            await FrameAsync(to, 'Z', [], cancellation);
            await to.FlushAsync(cancellation);
            _process.StandardInput.Close();
        }
        catch (IOException) when (!cancellation.IsCancellationRequested && listening.IsCompleted | _process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            // It hung up, and has said why.
        }

        return await EndAsync(listening, cancellation);
    }

    private async Task<string> EndAsync(Task<(string? Done, string? Said)> listening, CancellationToken cancellation)
    {
        var (done, said) = await listening;
        await _process.WaitForExitAsync(cancellation);
        if (done is not null && _process.ExitCode == 0)
        {
            return done;
        }

        throw new RestoreFailedException(_process.ExitCode is 2 ? ExitCodes.Usage : ExitCodes.Refused, said ?? $"the service's program ended with exit code {_process.ExitCode}; it says why above");
    }

    private static async Task SendAsync(Stream to, ILogFiles files, LogSnapshot log, CancellationToken cancellation)
    {
        await foreach (var stretch in log.ReadAsync(0, log.Checkpoint.Size, cancellation))
        {
            await FrameAsync(to, 'E', EntryBundle.Encode(stretch.Entries), cancellation);
        }

        await FrameAsync(to, 'F', [], cancellation);
        foreach (var size in await CheckpointList.ListAsync(files, -1, log.Checkpoint.Size, cancellation))
        {
            var path = CheckpointList.PathOf(size);
            var note = await files.ReadAsync(path, cancellation)
                ?? throw new LogFileException(files.Place, new LogFlaw(path, LogFileProblem.Missing, "the list of kept checkpoints names it, and it is not there"));
            await FrameAsync(to, 'K', note, cancellation);
        }
    }

    private static async Task FrameAsync(Stream to, char kind, byte[] bytes, CancellationToken cancellation)
    {
        var head = new byte[5];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), bytes.Length);
        await to.WriteAsync(head, cancellation);
        await to.WriteAsync(bytes, cancellation);
    }

    private async Task<(string? Done, string? Said)> ListenAsync(IProgress<ExportProgress>? progress)
    {
        var (ended, said, began, first) = ((string?)null, (string?)null, TimeProvider.System.GetTimestamp(), -1L);
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            switch (line.Split(' ', 3))
            {
                case ["stored", var size, var total]:
                    var (done, all) = (long.Parse(size, CultureInfo.InvariantCulture), long.Parse(total, CultureInfo.InvariantCulture));
                    first = first < 0 ? done : first;
                    progress?.Report(ExportProgress.At(done - first, all - first, TimeProvider.System.GetElapsedTime(began)));
                    break;
                case ["restored" or "handed" or "begun" or "rotated", ..]:
                    ended = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
                    break;
                case ["refused", ..]:
                    said = line["refused ".Length..];
                    break;
            }
        }

        return (ended, said);
    }

    // Where its own build puts it, of the same configuration as this; or where a package put it.
    private static string Program()
    {
        if (Environment.GetEnvironmentVariable(Settings) is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new UsageException($"{Settings} \"{named}\": there is no such file; it names Trace.Api.dll");
        }

        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        for (var above = here; above is not null; above = above.Parent)
        {
            var program = Path.Combine(above.FullName, "src", "Trace.Api", "bin", here.Parent!.Name, here.Name, "Trace.Api.dll");
            if (File.Exists(program))
            {
                return program;
            }
        }

        throw new UsageException($"the service's program is not built beside this one: run ./trace, or name Trace.Api.dll by {Settings}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Without its input it ends in order: its database too, where that is its own.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
