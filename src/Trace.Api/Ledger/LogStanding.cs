namespace Trace.Api.Ledger;

/// <summary>Whether this server writes, holds, or only reads, and why: for callers, health and operators.</summary>
public sealed class LogStanding
{
    private string? _readOnly;
    private string? _holding;
    private string? _unpublished;

    /// <summary>Why nothing is written, until an operator acts; null where this server leads.</summary>
    public string? ReadOnlyBecause => Volatile.Read(ref _readOnly);

    /// <summary>Why the backlog holds for now; null where it flows.</summary>
    public string? HoldingBecause => Volatile.Read(ref _holding);

    /// <summary>Why the last published checkpoint stays behind what is signed; null where the quorum of witnesses answers.</summary>
    public string? UnpublishedBecause => Volatile.Read(ref _unpublished);

    internal void TurnReadOnly(string reason) => Volatile.Write(ref _readOnly, reason);

    internal void HoldBecause(string? reason) => Volatile.Write(ref _holding, reason);

    internal void UnpublishBecause(string? reason) => Volatile.Write(ref _unpublished, reason);
}
