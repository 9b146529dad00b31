using Trace.Audit.Monitoring;
using Trace.Tool.Output;

namespace Trace.Tool.Monitoring;

/// <summary>Standard output: a line a notice, for people or in JSON.</summary>
internal sealed class TerminalSink(bool json) : INoticeSink
{
    public string Name => "standard output";

    public Task DeliverAsync(Notice notice, CancellationToken cancellation)
    {
        if (json)
        {
            Console.Out.WriteLine(notice.Json);
        }
        else if (notice.Urgent)
        {
            Printed.Line($"[yellow]{notice.Line}[/]");
        }
        else
        {
            Printed.Line($"{notice.Line}");
        }

        Console.Out.Flush();
        return Task.CompletedTask;
    }
}
