namespace Trace.Api.Deadlines;

/// <summary>How often deadlines are looked after. Tests, which move clocks, look more often.</summary>
/// <param name="Idle">How long the scheduler waits at most before it looks at its jobs again; a second at least.</param>
/// <param name="Follow">How long the follower waits at most before it looks for entries.</param>
/// <param name="Send">How long the sender waits at most before it looks for notices.</param>
internal sealed record DeadlinePace(TimeSpan Idle, TimeSpan Follow, TimeSpan Send)
{
    /// <summary>For deadlines of hours.</summary>
    public static readonly DeadlinePace Default = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
}
