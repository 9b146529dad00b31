namespace Trace.Client.Outboxes;

/// <summary>
/// Decides what is sent next. Each subject has a lane, in which statements go one behind the other, each when the one before is settled; among the
/// lanes, what was put first goes first. Touches neither disk nor network nor clock. Of one thread at a time.
/// </summary>
internal sealed class Lanes
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Lane> _laneOf = [];
    private readonly SortedSet<(long Sequence, string Subject)> _ready = [];
    private readonly SortedSet<(DateTimeOffset Until, long Sequence, string Subject)> _held = [];

    /// <summary>How many statements are not settled, taken ones included.</summary>
    public int Waiting => _laneOf.Count;

    /// <summary>How many are taken: under way, without an answer yet.</summary>
    public int Taken { get; private set; }

    /// <summary>When the first of those that are held may be taken; null where none is.</summary>
    public DateTimeOffset? NextAt => _held.Count == 0 ? null : _held.Min.Until;

    /// <summary>Whether a statement is under way.</summary>
    public bool IsTaken(long sequence) => _laneOf.TryGetValue(sequence, out var lane) && lane.Taken == sequence;

    /// <summary>Whether anything may be taken now.</summary>
    public bool CanTake(DateTimeOffset now) => _ready.Count > 0 || NextAt <= now;

    /// <summary>A statement joins its subject's lane.</summary>
    public void Add(long sequence, string subject)
    {
        if (!_lanes.TryGetValue(subject, out var lane))
        {
            _lanes.Add(subject, lane = new Lane(subject));
        }

        if (_laneOf.TryAdd(sequence, lane))
        {
            lane.Waiting.Add(sequence);
            Queue(lane);
        }
    }

    /// <summary>Takes the first that may go: the head of its lane, not held beyond now.</summary>
    public bool TryTake(DateTimeOffset now, out long sequence)
    {
        while (NextAt <= now)
        {
            var lane = _lanes[_held.Min.Subject];
            lane.HeldUntil = null;
            Queue(lane);
        }

        sequence = 0;
        if (_ready.Count == 0)
        {
            return false;
        }

        (sequence, var subject) = _ready.Min;
        _lanes[subject].Taken = sequence;
        Taken++;
        Queue(_lanes[subject]);
        return true;
    }

    /// <summary>A statement is recorded, refused or dropped: the next of its lane may go.</summary>
    public void Settle(long sequence)
    {
        if (!_laneOf.Remove(sequence, out var lane))
        {
            return;
        }

        Release(lane, sequence);
        lane.HeldUntil = lane.Waiting.Min == sequence ? null : lane.HeldUntil;
        lane.Waiting.Remove(sequence);
        Queue(lane);
        if (lane.Waiting.Count == 0)
        {
            _lanes.Remove(lane.Subject);
        }
    }

    /// <summary>One that was taken may be taken again, not before a time; its lane waits with it.</summary>
    public void Hold(long sequence, DateTimeOffset until)
    {
        if (_laneOf.TryGetValue(sequence, out var lane))
        {
            Release(lane, sequence);
            lane.HeldUntil = until;
            Queue(lane);
        }
    }

    /// <summary>What was taken and has no answer may be taken again: the stream broke.</summary>
    public void ReturnAll()
    {
        foreach (var lane in _lanes.Values.Where(lane => lane.Taken is not null))
        {
            lane.Taken = null;
            Queue(lane);
        }

        Taken = 0;
    }

    private void Release(Lane lane, long sequence)
    {
        if (lane.Taken == sequence)
        {
            lane.Taken = null;
            Taken--;
        }
    }

    // A lane is in one queue by its head, or in none while one of it is under way.
    private void Queue(Lane lane)
    {
        if (lane.Queued is { } queued)
        {
            _ready.Remove((queued.Sequence, lane.Subject));
            _held.Remove((queued.Until ?? default, queued.Sequence, lane.Subject));
        }

        lane.Queued = lane.Taken is not null || lane.Waiting.Count == 0 ? null : (lane.Waiting.Min, lane.HeldUntil);
        if (lane.Queued is not { } head)
        {
            return;
        }

        if (head.Until is { } until)
        {
            _held.Add((until, head.Sequence, lane.Subject));
        }
        else
        {
            _ready.Add((head.Sequence, lane.Subject));
        }
    }

    private sealed class Lane(string subject)
    {
        public string Subject => subject;

        public SortedSet<long> Waiting { get; } = [];

        public long? Taken { get; set; }

        public DateTimeOffset? HeldUntil { get; set; }

        public (long Sequence, DateTimeOffset? Until)? Queued { get; set; }
    }
}
