namespace Trace.Api.Ledger;

/// <summary>The heads that readers are answered at: the last one signed, and the last one published.</summary>
/// <remarks>
/// Each is replaced as a whole, the signed one by the sequencer alone, the published one by the publisher alone; readers take a reference and keep
/// to it. Where no witness is asked, what is signed is published.
/// </remarks>
/// <param name="atOnce">Whether what is signed is published at once: no witness is asked.</param>
public sealed class Checkpoints(bool atOnce)
{
    private SignedHead? _signed;
    private SignedHead? _published;
    private TaskCompletionSource _signedMoved = New();
    private TaskCompletionSource _publishedMoved = New();

    /// <summary>The last signed head; null until the log has begun.</summary>
    public SignedHead? Signed => Volatile.Read(ref _signed);

    /// <summary>The last published head, its note with the cosignatures; null until there is one.</summary>
    public SignedHead? Published => atOnce ? Signed : Volatile.Read(ref _published);

    /// <summary>Completes when a newer head is published than when it was asked for.</summary>
    public Task Moved => atOnce ? SignedMoved : Volatile.Read(ref _publishedMoved).Task;

    /// <summary>Completes when a newer head is signed than when it was asked for.</summary>
    public Task SignedMoved => Volatile.Read(ref _signedMoved).Task;

    /// <summary>The head to answer at.</summary>
    /// <param name="at">Published unless SIGNED is asked for.</param>
    /// <exception cref="LogNotReadyException">The log has not begun, or no quorum of witnesses has cosigned yet.</exception>
    public SignedHead At(V1.At at) => (at == V1.At.Signed ? Signed : Published)
        ?? throw new LogNotReadyException(Signed is null ? LogNotReadyException.Starting : "no checkpoint is published yet: too few witnesses have cosigned one; ask at SIGNED, or try again");

    internal void Move(SignedHead head)
    {
        Volatile.Write(ref _signed, head);
        Interlocked.Exchange(ref _signedMoved, New()).TrySetResult();
    }

    internal void Publish(SignedHead head)
    {
        Volatile.Write(ref _published, head);
        Interlocked.Exchange(ref _publishedMoved, New()).TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>There is no checkpoint to answer at yet.</summary>
/// <param name="message">Why, and that waiting helps.</param>
public sealed class LogNotReadyException(string message = LogNotReadyException.Starting) : Exception(message)
{
    /// <summary>The log has not begun, or its start is not over.</summary>
    public const string Starting = "the log is starting; try again";
}
