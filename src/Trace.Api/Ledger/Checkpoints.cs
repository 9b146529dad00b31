
namespace Trace.Api.Ledger;

/// <summary>The heads that readers are answered at: the last one signed, and the last one published.</summary>
/// <remarks>Replaced as a whole by the sequencer alone; readers take a reference and keep to it. Without a witness policy what is signed is published.</remarks>
public sealed class Checkpoints
{
    private SignedHead? _signed;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The last signed head; null until the log has begun.</summary>
    public SignedHead? Signed => Volatile.Read(ref _signed);

    /// <summary>The last published head; null until the log has begun.</summary>
    public SignedHead? Published => Signed;

    /// <summary>Completes when a newer head is there than when it was asked for.</summary>
    public Task Moved => Volatile.Read(ref _moved).Task;

    /// <summary>The head to answer at.</summary>
    /// <param name="at">Published unless SIGNED is asked for.</param>
    /// <exception cref="LogNotReadyException">The log has not begun.</exception>
    public SignedHead At(V1.At at) => (at == V1.At.Signed ? Signed : Published) ?? throw new LogNotReadyException();

    internal void Move(SignedHead head)
    {
        Volatile.Write(ref _signed, head);
        Interlocked.Exchange(ref _moved, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}

/// <summary>The log has not begun, or its start is not over.</summary>
public sealed class LogNotReadyException() : Exception("the log is starting; try again");
