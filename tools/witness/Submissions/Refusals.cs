using Trace.Witness.State;

namespace Trace.Witness.Submissions;

/// <summary>
/// Which checkpoints that are not consistent get a line in the witness's own log, and which are only counted. Anybody can send what a log signed
/// with a proof that does not hold, as often as the rate allows, and each line takes room on a disk.
/// </summary>
internal sealed class Refusals
{
    /// <summary>Lines of one log's forks in a minute; as many again of its trees whose proof did not hold.</summary>
    public const int MostLines = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Origin, bool IsFork), HashSet<Head>> _told = [];
    private readonly Dictionary<string, long> _untold = [];

    /// <summary>Whether this one gets a line; else it is counted. One tree gets one a minute.</summary>
    /// <param name="origin">A log that the witness knows: nobody else's submissions come this far.</param>
    /// <param name="tree">What the log signed.</param>
    /// <param name="isFork">Whether its signature shows it alone. These have lines of their own, which nobody but the log can use up.</param>
    public bool IsTold(string origin, Head tree, bool isFork)
    {
        lock (_gate)
        {
            if (!_told.TryGetValue((origin, isFork), out var told))
            {
                _told.Add((origin, isFork), told = []);
            }

            if (told.Count < MostLines && told.Add(tree))
            {
                return true;
            }

            _untold[origin] = _untold.GetValueOrDefault(origin) + 1;
            return false;
        }
    }

    /// <summary>How many of each log got no line since the last call; a minute begins anew.</summary>
    public IReadOnlyDictionary<string, long> EndMinute()
    {
        lock (_gate)
        {
            var untold = new Dictionary<string, long>(_untold);
            _told.Clear();
            _untold.Clear();
            return untold;
        }
    }
}
