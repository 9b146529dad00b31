using System.Diagnostics;

namespace Trace.Audit.Monitoring;

/// <summary>Runs a command for each notice, with the JSON on its standard input. It has arrived when the command ends with 0 within the time limit.</summary>
/// <param name="command">For <c>/bin/sh -c</c>. Nothing of a notice ever becomes part of it.</param>
/// <param name="limit">How long it may run.</param>
public sealed class CommandSink(string command, TimeSpan limit) : INoticeSink
{
    /// <inheritdoc/>
    public string Name => "command";

    /// <inheritdoc/>
    public async Task DeliverAsync(Notice notice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(notice);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardInput = true, UseShellExecute = false })
            ?? throw new NotDeliveredException("it could not be started");
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(limit);
        try
        {
            try
            {
                await process.StandardInput.WriteAsync(notice.Json.AsMemory(), limited.Token);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // A command that reads nothing is one, too: its exit code says whether it was content.
            }

            await process.WaitForExitAsync(limited.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new NotDeliveredException($"it ran longer than {limit.TotalSeconds:0} s and was ended", late);
        }

        if (process.ExitCode != 0)
        {
            throw new NotDeliveredException($"it ended with {process.ExitCode}");
        }
    }
}
