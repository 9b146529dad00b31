using System.Globalization;
using Spectre.Console;
using Trace.Client.Logs;

namespace Trace.Tool.Logs;

/// <summary>How far the copying of a log is, on standard error: a bar on a terminal, elsewhere a line every few seconds.</summary>
internal static class LogMeter
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    public static async Task<T> ShowAsync<T>(Func<IProgress<ExportProgress>, Task<T>> run)
    {
        if (Console.IsErrorRedirected)
        {
            return await run(new Lines());
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var columns = new ProgressColumn[] { new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn() };
        return await terminal.Progress().AutoClear(true).Columns(columns).StartAsync(async bar => await run(new Bar(bar.AddTask("entries"))));
    }

    private static string Describe(ExportProgress value) => string.Create(
        CultureInfo.InvariantCulture, $"{value.Done:N0} of {value.Total:N0} entries, {value.PerSecond:N0} a second, {value.Left?.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture) ?? "?"} left");

    private sealed class Bar(ProgressTask task) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
            task.Description = Describe(value);
        }
    }

    private sealed class Lines : IProgress<ExportProgress>
    {
        private long _shown = TimeProvider.System.GetTimestamp();

        public void Report(ExportProgress value)
        {
            if (value.Done < value.Total && TimeProvider.System.GetElapsedTime(_shown) < BetweenLines)
            {
                return;
            }

            _shown = TimeProvider.System.GetTimestamp();
            Console.Error.WriteLine(Describe(value));
        }
    }
}
