using System.ComponentModel;
using System.Diagnostics;
using Trace.Tool;

namespace Trace.LabelPrinter.Printers;

/// <summary>A queue of CUPS, by its own program <c>lp</c>.</summary>
/// <param name="queue">Its name.</param>
/// <param name="raw">Whether it takes printer's commands as they are; a PDF it turns into such itself.</param>
internal sealed class CupsPrinter(string queue, bool raw) : IPrinter
{
    public int LabelsOfJob => 50;

    public async Task SendAsync(ReadOnlyMemory<byte> job, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("lp") { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-d", queue, "-t", "Trace labels", .. raw ? (string[])["-o", "raw"] : [], "-"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Start(start);
        var told = process.StandardError.ReadToEndAsync(cancellation);
        var answered = process.StandardOutput.ReadToEndAsync(cancellation);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(job, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read: its exit code and words say why.
        }

        await process.WaitForExitAsync(cancellation);
        await answered;
        if (process.ExitCode != 0)
        {
            throw new IOException($"CUPS did not take the labels for \"{queue}\": {(await told).Trim()}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception problem)
        {
            throw new UsageException($"lp, the program that prints by CUPS, is missing: {problem.Message}. Install cups-client, or send to tcp:HOST:9100.");
        }
    }
}
