namespace Trace.Api.Ledger;

/// <summary>How often checkpoints are published.</summary>
public sealed record PublishingPace
{
    /// <summary>Between the beginnings of two rounds while entries come: with a quorum that answers within a third of a second, what is published is less than a second old.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a met quorum waits for those who were asked and are late.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two rounds while no entry comes: how old the newest cosignature of an idle log may be.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two rounds while the quorum is missing.</summary>
    public TimeSpan Missing { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a witness may take to answer.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the quorum may be missing before it is an alarm.</summary>
    public TimeSpan Alarm { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a start waits for the word of witnesses, one of which may know more of this log than the database does.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two checkpoints that are kept for ever.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromMinutes(1);
}
