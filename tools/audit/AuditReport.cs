using Trace.Domain.Ledger;

namespace Trace.Audit;

/// <summary>Entries whose times nobody attests: no cosigned checkpoint was kept within five minutes behind them.</summary>
/// <param name="First">Index of the first.</param>
/// <param name="Last">Index of the last.</param>
public sealed record Unattested(long First, long Last);

/// <summary>What an audit came to.</summary>
public sealed record AuditReport
{
    /// <summary>The checkpoint that the log was audited against.</summary>
    public required VerifiedCheckpoint Checkpoint { get; init; }

    /// <summary>The log before, which was audited first; null where this one follows none. Its findings are among these.</summary>
    public State.AuditedBefore? Predecessor { get; init; }

    /// <summary>The ledger's name.</summary>
    public required string Ledger { get; init; }

    /// <summary>Entries that earlier audits had done.</summary>
    public required long From { get; init; }

    /// <summary>Entries that are done now: the checkpoint's size, unless some could not be read.</summary>
    public required long To { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>What does not hold, by place: of each rule the first hundred.</summary>
    public required IReadOnlyList<VerificationFailure> Findings { get; init; }

    /// <summary>How much does not hold, by rule: all of it.</summary>
    public required IReadOnlyDictionary<VerificationRule, long> Counts { get; init; }

    /// <summary>Stretches whose times nobody attests: the first hundred.</summary>
    public required IReadOnlyList<Unattested> NotAttested { get; init; }

    /// <summary>How many entries' times nobody attests.</summary>
    public required long NotAttestedEntries { get; init; }

    /// <summary>Entries of a newer version, whose signatures and order were checked: the first hundred.</summary>
    public required IReadOnlyList<long> NotUnderstood { get; init; }

    /// <summary>How many entries are of a newer version.</summary>
    public required long NotUnderstoodEntries { get; init; }

    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => Counts.Count == 0;
}

/// <summary>How far an audit is.</summary>
/// <param name="Done">Entries that are done, of all.</param>
/// <param name="Total">Entries of the checkpoint.</param>
/// <param name="PerSecond">Entries a second, in this run.</param>
/// <param name="Left">How long the rest will take at that rate; null where it is not known yet.</param>
public sealed record AuditProgress(long Done, long Total, double PerSecond, TimeSpan? Left);
