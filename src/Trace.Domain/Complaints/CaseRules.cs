namespace Trace.Domain.Complaints;

/// <summary>What cases are folded by beside their entries.</summary>
/// <param name="Deadlines">How long everything may take.</param>
/// <param name="Days">Which days are working days.</param>
public sealed record CaseRules(Deadlines Deadlines, WorkingDays Days)
{
    /// <summary>The text of the files that they were read from, by which a change is told; empty for what is built in.</summary>
    public string Text { get; init; } = "";

    /// <summary>The built-in deadlines, and the days that the State Council's notices name.</summary>
    public static CaseRules Default { get; } = new(Deadlines.Default, WorkingDays.OfNotices);
}
