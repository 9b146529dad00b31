using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>The head of the log as the database holds it: one row, whose update is the first command of every batch and fences the writer.</summary>
/// <param name="Size">Entries in the log.</param>
/// <param name="Root">Of the tree at that size.</param>
/// <param name="Epoch">Of the server that leads.</param>
/// <param name="RecordedAt">Of the last entry, in microseconds; 0 before the first.</param>
/// <param name="Note">A checkpoint that was signed before, at this size or a smaller one: what a server that may sign nothing still serves.</param>
public sealed record LogHead(long Size, Hash256 Root, long Epoch, long RecordedAt, byte[]? Note = null);

/// <summary>Another server took the lead: the fence changed no row, and nothing of the batch was written.</summary>
public sealed class FencedException() : Exception("another server leads this log now; this one writes nothing more");

/// <summary>What is stored is damaged, behind what was signed, or another history: it is served where it can be, and never signed.</summary>
/// <param name="message">What differs, and what to do.</param>
/// <param name="inner">What showed it.</param>
public sealed class HistoryDiffersException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A head that was signed, with what proofs against it need.</summary>
/// <param name="Head">Size and root.</param>
/// <param name="Note">The signed checkpoint, as bytes.</param>
/// <param name="Edge">The partial tiles at this size.</param>
public sealed record SignedHead(LogHead Head, byte[] Note, EdgeSnapshot Edge);
