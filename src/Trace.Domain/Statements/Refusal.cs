#pragma warning disable IDE0130 // The other half of a generated message lives in its namespace.
namespace Trace.V1;

/// <summary>A statement or request that is not taken, and why: a value, never an exception.</summary>
public sealed partial class Refusal
{
    /// <summary>A refusal that the same bytes will meet again.</summary>
    /// <param name="reason">What a machine reads.</param>
    /// <param name="field">Path of the field at fault in <see cref="Statement"/>, such as <c>sale.lines[2].subject</c>; empty where it is the whole.</param>
    /// <param name="message">The rule and what came, for people.</param>
    public static Refusal Because(Reason reason, string field, string message) =>
        new() { Reason = reason, Field = field, Message = message };

    /// <summary>A refusal that waiting may mend: what the statement rests on may still arrive.</summary>
    /// <param name="reason">What a machine reads.</param>
    /// <param name="field">Path of the field at fault in <see cref="Statement"/>.</param>
    /// <param name="message">The rule and what came, for people.</param>
    /// <param name="after">How long to wait before the same bytes are sent again.</param>
    public static Refusal Later(Reason reason, string field, string message, TimeSpan after) =>
        new() { Reason = reason, Field = field, Message = message, Retryable = true, RetryAfterMs = (long)after.TotalMilliseconds };
}
