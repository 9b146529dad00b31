using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Import.Running;

/// <summary>The answer to one statement: its entry, or why it was not recorded.</summary>
/// <param name="Entry">Verified; null where it was refused.</param>
/// <param name="Refusal">Null where it was recorded.</param>
public sealed record Posted(RecordedEntry? Entry, Refusal? Refusal);
