using System.Globalization;
using Spectre.Console;
using Trace.Audit;

namespace Trace.Tool.Audits;

/// <summary>How far an audit is: a bar on standard error, if that is a terminal; nothing elsewhere.</summary>
internal static class AuditMeter
{
    public static async Task<AuditReport> ShowAsync(Func<IProgress<AuditProgress>?, Task<AuditReport>> run)
    {
        if (Console.IsErrorRedirected)
        {
            return await run(null);
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var columns = new ProgressColumn[] { new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn() };
        return await terminal.Progress().AutoClear(true).Columns(columns).StartAsync(async bar => await run(new Bar(bar.AddTask("entries"))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
            task.Description = string.Create(
                CultureInfo.InvariantCulture, $"{value.Done:N0} of {value.Total:N0} entries, {value.PerSecond:N0} a second, {value.Left?.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture) ?? "?"} left");
        }
    }
}
