using System.Globalization;
using Spectre.Console;

namespace Trace.Tool.Output;

/// <summary>How far something long is, on standard error: a bar on a terminal, elsewhere a line every few seconds or nothing.</summary>
/// <typeparam name="TProgress">What is reported.</typeparam>
/// <param name="what">What is counted.</param>
/// <param name="read">How much is done, of how much, and that in words.</param>
internal sealed class Meter<TProgress>(string what, Func<TProgress, MeterReading> read)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Runs it, with a bar or with lines.</summary>
    public Task<T> ShowAsync<T>(Func<IProgress<TProgress>, Task<T>> run) => Console.IsErrorRedirected ? run(new Lines(read)) : BarAsync(run);

    /// <summary>Runs it, with a bar or with nothing.</summary>
    public Task<T> ShowOnTerminalAsync<T>(Func<IProgress<TProgress>?, Task<T>> run) => Console.IsErrorRedirected ? run(null) : BarAsync(run);

    private async Task<T> BarAsync<T>(Func<IProgress<TProgress>, Task<T>> run)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var columns = new ProgressColumn[] { new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn() };
        return await terminal.Progress().AutoClear(true).Columns(columns).StartAsync(async bar => await run(new Bar(bar.AddTask(what), read)));
    }

    private sealed class Bar(ProgressTask task, Func<TProgress, MeterReading> read) : IProgress<TProgress>
    {
        public void Report(TProgress value)
        {
            var reading = read(value);
            task.MaxValue = Math.Max(1, reading.Total);
            task.Value = reading.Done;
            task.Description = reading.Text;
        }
    }

    private sealed class Lines(Func<TProgress, MeterReading> read) : IProgress<TProgress>
    {
        private long _shown = TimeProvider.System.GetTimestamp();

        public void Report(TProgress value)
        {
            var reading = read(value);
            if (reading.Done < reading.Total && TimeProvider.System.GetElapsedTime(_shown) < BetweenLines)
            {
                return;
            }

            _shown = TimeProvider.System.GetTimestamp();
            Console.Error.WriteLine(reading.Text);
        }
    }
}

/// <summary>What a meter shows.</summary>
/// <param name="Done">How much is done.</param>
/// <param name="Total">Of how much.</param>
/// <param name="Text">Both, with rate and time left, in words.</param>
internal sealed record MeterReading(long Done, long Total, string Text)
{
    /// <summary>Of a log's entries.</summary>
    public static MeterReading OfEntries(long done, long total, double perSecond, TimeSpan? left) => Of(done, total, " entries", perSecond, left, @"hh\:mm\:ss");

    /// <summary>Of keys.</summary>
    public static MeterReading OfKeys(long done, long total, double perSecond, TimeSpan? left) => Of(done, total, " keys", perSecond, left, @"hh\:mm\:ss");

    /// <summary>Of statements.</summary>
    public static MeterReading OfStatements(long done, long total, double perSecond, TimeSpan? left) => Of(done, total, "", perSecond, left, @"mm\:ss");

    private static MeterReading Of(long done, long total, string what, double perSecond, TimeSpan? left, string form) => new(done, total, string.Create(
        CultureInfo.InvariantCulture, $"{done:N0} of {total:N0}{what}, {perSecond:N0} a second, {left?.ToString(form, CultureInfo.InvariantCulture) ?? "?"} left"));
}
