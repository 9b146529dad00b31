namespace Trace.Api.Ledger;

/// <summary>Whether this server writes, holds, or only reads, and why: for callers, health and operators.</summary>
public sealed class LogStanding
{
    private string? _readOnly;
    private string? _holding;

    /// <summary>Why nothing is written, until an operator acts; null where this server leads.</summary>
    public string? ReadOnlyBecause => Volatile.Read(ref _readOnly);

    /// <summary>Why the backlog holds for now; null where it flows.</summary>
    public string? HoldingBecause => Volatile.Read(ref _holding);

    internal void TurnReadOnly(string reason) => Volatile.Write(ref _readOnly, reason);

    internal void HoldBecause(string? reason) => Volatile.Write(ref _holding, reason);
}
