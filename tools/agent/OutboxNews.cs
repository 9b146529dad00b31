using Trace.Client.Outboxes;
using Trace.V1;

namespace Trace.Agent;

/// <summary>Tells an operator what becomes of an outbox: that nothing goes out, and why; and what the ledger does not take. Safe for many threads.</summary>
public sealed class OutboxNews
{
    // A reason that refuses each of many is told of now and then.
    private static readonly TimeSpan s_again = TimeSpan.FromHours(1);

    private readonly Outbox _outbox;
    private readonly TimeProvider _time;
    private readonly Action<string> _told;
    private readonly Dictionary<Reason, DateTimeOffset> _refused = [];
    private readonly Lock _one = new();
    private string? _trouble;
    private long _since;

    private OutboxNews(Outbox outbox, TimeProvider time, Action<string> told) =>
        (_outbox, _time, _told, _since) = (outbox, time, told, outbox.LastOutcome);

    /// <summary>Tells from now on.</summary>
    /// <param name="outbox">Of which.</param>
    /// <param name="time">The clock.</param>
    /// <param name="told">Told a line each.</param>
    public static void Follow(Outbox outbox, TimeProvider time, Action<string> told)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        var news = new OutboxNews(outbox, time, told);
        outbox.Changed += (_, _) => news.Look();
    }

    private void Look()
    {
        lock (_one)
        {
            if (_outbox.Trouble is var trouble && trouble != _trouble)
            {
                _trouble = trouble;
                _told(trouble is null ? "statements go out" : $"nothing goes out: {trouble}");
            }

            try
            {
                LookAtOutcomes();
            }
            catch (OutboxException)
            {
                // Whoever changed it is told; the outcomes are there at the next change.
            }
        }
    }

    private void LookAtOutcomes()
    {
        while (_outbox.Outcomes(_since) is { Count: > 0 } outcomes)
        {
            _since = outcomes[^1].Number;
            foreach (var outcome in outcomes.Where(outcome => outcome.Refusal is not null))
            {
                var (refusal, now) = (outcome.Refusal!, _time.GetUtcNow());
                if (_refused.TryGetValue(refusal.Reason, out var last) && now - last < s_again)
                {
                    continue;
                }

                _refused[refusal.Reason] = now;
                var what = outcome.State == OutboxState.Recorded ? "the content of a statement is refused" : "a statement is refused";
                _told($"{what}: {refusal.Reason}: {refusal.Message}; ./trace outbox list --outbox \"{_outbox.Path}\" lists it, and those that follow");
            }
        }
    }
}
