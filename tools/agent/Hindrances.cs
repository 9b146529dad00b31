using System.Collections.Concurrent;

namespace Trace.Agent;

/// <summary>Tells an operator what hinders, each once until it changes or is over. Safe for many threads.</summary>
/// <param name="told">Told a line each.</param>
public sealed class Hindrances(Action<string> told)
{
    private readonly ConcurrentDictionary<string, string> _last = new(StringComparer.Ordinal);

    /// <summary>Something is hindered.</summary>
    /// <param name="what">What; one thing has one hindrance at a time.</param>
    /// <param name="problem">By what.</param>
    public void Met(string what, Exception problem)
    {
        ArgumentNullException.ThrowIfNull(problem);

        // What nobody foresaw is known by its type alone.
        var because = problem is IOException or UnauthorizedAccessException or FormatException or Lines.YearKeyMissingException ? problem.Message : $"{problem.GetType().Name}: {problem.Message}";
        if (!_last.TryGetValue(what, out var before) || before != because)
        {
            _last[what] = because;
            told($"{what}: {because}");
        }
    }

    /// <summary>It goes on.</summary>
    public void Over(string what) => _last.TryRemove(what, out _);
}
