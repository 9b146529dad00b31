using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Client.Outboxes;

/// <summary>What is put into an outbox.</summary>
/// <param name="Statement">Signed; see <see cref="StatementFactory"/>.</param>
public sealed record OutboxItem(SignedStatement Statement)
{
    /// <summary>What it says, for whoever must not say it twice: a second item of the same text is not stored; null where that is not asked.</summary>
    public string? Once { get; init; }

    /// <summary>The caller's own word for it, given back with its outcomes; stays on this machine.</summary>
    public string? Note { get; init; }

    /// <summary>What its commitments are to: uploaded once it is recorded, and forgotten then; what the ledger refuses stays until it is sent again or the statement is forgotten.</summary>
    public IReadOnlyList<SealedContent> Contents { get; init; } = [];
}

/// <summary>That an item is on disk.</summary>
/// <param name="Sequence">Its place in the outbox, from 1.</param>
/// <param name="Identity">Of the statement that is there: where the item was there before, of that one.</param>
/// <param name="IsNew">Whether it was not there before.</param>
public sealed record OutboxPut(long Sequence, Hash256 Identity, bool IsNew);
