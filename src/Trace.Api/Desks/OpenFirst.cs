using Trace.Domain.Ledger;

namespace Trace.Api.Desks;

/// <summary>Subjects as a desk has them: first those of which something is not finished, the oldest first, then the others, the newest first.</summary>
internal sealed class OpenFirst
{
    // Of one subject several may be open at once, of different buyers: it is finished when each of them is.
    private readonly Dictionary<string, Dictionary<Hash256, long>> _open = [];
    private readonly Dictionary<string, long> _finished = [];

    /// <summary>In order.</summary>
    public IEnumerable<string> Subjects =>
        _open.OrderBy(one => one.Value.Values.Min()).Select(one => one.Key).Concat(_finished.OrderByDescending(one => one.Value).Select(one => one.Key));

    /// <summary>Whether anything was ever open there.</summary>
    public bool Knows(string subject) => _open.ContainsKey(subject) || _finished.ContainsKey(subject);

    /// <summary>Something waits; what waits already goes on waiting since then.</summary>
    /// <param name="subject">Of these goods.</param>
    /// <param name="identity">What began it.</param>
    /// <param name="at">The number of the entry that says so.</param>
    public void Open(string subject, Hash256 identity, long at)
    {
        _finished.Remove(subject);
        (_open.TryGetValue(subject, out var known) ? known : _open[subject] = []).TryAdd(identity, at);
    }

    /// <summary>Something is finished; what was not open stays as it is.</summary>
    /// <param name="subject">Of these goods.</param>
    /// <param name="identity">What began it.</param>
    /// <param name="at">The number of the entry that says so.</param>
    public bool Finish(string subject, Hash256 identity, long at)
    {
        if (!_open.TryGetValue(subject, out var known) || !known.Remove(identity))
        {
            return false;
        }

        if (known.Count == 0)
        {
            _open.Remove(subject);
            _finished[subject] = at;
        }

        return true;
    }

    /// <summary>All that is open there is finished.</summary>
    /// <param name="subject">Of these goods.</param>
    /// <param name="at">The number of the entry that says so.</param>
    public void FinishAll(string subject, long at)
    {
        if (_open.Remove(subject))
        {
            _finished[subject] = at;
        }
    }
}
