using System.Globalization;
using System.Text;

namespace Trace.Domain.Complaints;

/// <summary>
/// Working days in China: Monday to Friday, less the State Council's holidays, and the weekend days on which work is made up for (调休). A file of
/// lines <c>YYYY-MM-DD off</c> and <c>YYYY-MM-DD work</c>, and <c>*-MM-DD off</c> for holidays of fixed date; blank lines and lines that begin with #
/// say nothing.
/// </summary>
/// <remarks>
/// The State Council says late in a year what the next one's holidays are. Of a year that no line names only weekends and holidays of fixed date are
/// known, so that what falls into it is provisional: <see cref="IsProvisional"/>.
/// </remarks>
public sealed class WorkingDays
{
    private const string EveryYear = "*-";

    private readonly Dictionary<DateOnly, bool> _isWork = [];
    private readonly HashSet<(int Month, int Day)> _fixed = [];

    private WorkingDays()
    {
    }

    /// <summary>The days that the State Council's notices of 2025 and 2026 name.</summary>
    public static WorkingDays OfNotices { get; } = Embedded();

    /// <summary>The years of which the file names a day.</summary>
    public IReadOnlySet<int> Years => _isWork.Keys.Select(day => day.Year).ToHashSet();

    /// <summary>The last day of which it is known whether it is one: the end of the last year that the file names; the first of all days where it names none.</summary>
    public DateOnly KnownUntil => _isWork.Count == 0 ? DateOnly.MinValue : new DateOnly(_isWork.Keys.Max(day => day.Year), 12, 31);

    /// <summary>Reads a calendar file.</summary>
    /// <param name="text">Its text.</param>
    /// <exception cref="FormatException">A line is none; the message names it.</exception>
    public static WorkingDays Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var days = new WorkingDays();
        foreach (var (number, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var words = line.Split(' ');
            if (words is [_, "off"] && line.StartsWith(EveryYear, StringComparison.Ordinal) && DateOnly.TryParseExact($"2000-{words[0][EveryYear.Length..]}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var every) && days._fixed.Add((every.Month, every.Day)))
            {
                continue;
            }

            if (words is not [_, "off" or "work"] || !DateOnly.TryParseExact(words[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || !days._isWork.TryAdd(day, words[1] == "work"))
            {
                throw new FormatException($"calendar, line {number + 1}: \"{line}\" is not a day of its own, then \"off\" or \"work\"");
            }
        }

        return days;
    }

    /// <summary>Whether it is a working day.</summary>
    /// <param name="day">A day.</param>
    public bool IsWorkingDay(DateOnly day) =>
        _isWork.TryGetValue(day, out var isWork) ? isWork : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_fixed.Contains((day.Month, day.Day));

    /// <summary>Whether a day lies beyond what the State Council has announced, as far as the file knows.</summary>
    /// <param name="day">A day.</param>
    public bool IsProvisional(DateOnly day) => day > KnownUntil;

    /// <summary>The working day that is so many working days after a day; the day itself does not count.</summary>
    /// <param name="day">Any day.</param>
    /// <param name="count">1 to 250.</param>
    public DateOnly After(DateOnly day, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 250);
        while (count > 0)
        {
            day = day.AddDays(1);
            count -= IsWorkingDay(day) ? 1 : 0;
        }

        return day;
    }

    private static WorkingDays Embedded()
    {
        using var stream = typeof(WorkingDays).Assembly.GetManifestResourceStream("holidays.txt") ?? throw new InvalidOperationException("resource holidays.txt is not in this assembly");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(Encoding.UTF8.GetString(bytes));
    }
}
