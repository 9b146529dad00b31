using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>The cosignatures of one checkpoint, as they come in. Safe for many threads.</summary>
/// <param name="head">The checkpoint, signed by the log.</param>
/// <param name="policy">How many it takes.</param>
public sealed class Gathering(SignedHead head, TrustPolicy policy)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _met = Begin(policy);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by _lock.
    private readonly Dictionary<VerifierKey, NoteSignature> _cosignatures = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _expected;

    /// <summary>The checkpoint, signed by the log.</summary>
    public SignedHead Head => head;

    /// <summary>Its note, signed by the log alone.</summary>
    public SignedNote Note { get; } = SignedNote.Parse((head ?? throw new ArgumentNullException(nameof(head))).Note);

    /// <summary>Completes when enough have cosigned.</summary>
    public Task Met => _met.Task;

    /// <summary>Completes when nobody is waited for who was asked.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Completes when there is a cosignature that was not there when this was asked for.</summary>
    public Task More
    {
        get
        {
            lock (_lock)
            {
                return _more.Task;
            }
        }
    }

    /// <summary>Whether enough have cosigned.</summary>
    public bool IsMet
    {
        get
        {
            lock (_lock)
            {
                return policy.IsSatisfiedBy(_cosignatures.Keys.ToHashSet());
            }
        }
    }

    /// <summary>Who has not cosigned and could still bring the quorum about.</summary>
    public IReadOnlyList<PolicyWitness> Missing()
    {
        lock (_lock)
        {
            return policy.Missing(_cosignatures.Keys.ToHashSet());
        }
    }

    /// <summary>The note with all cosignatures gathered so far, in the policy's order.</summary>
    public SignedNote Cosigned()
    {
        lock (_lock)
        {
            return policy.Witnesses.Aggregate(Note, (note, witness) => _cosignatures.TryGetValue(witness.Key, out var cosignature) ? note.With(cosignature) : note);
        }
    }

    // A quorum of none is met before anybody is asked.
    private static TaskCompletionSource Begin(TrustPolicy policy)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (policy.IsSatisfiedBy(new HashSet<VerifierKey>()))
        {
            met.SetResult();
        }

        return met;
    }

    /// <summary>Somebody is asked: <see cref="Settled"/> waits for <see cref="Done"/>.</summary>
    internal void Expect()
    {
        lock (_lock)
        {
            _expected++;
        }
    }

    /// <summary>Somebody who was asked has answered, or will not.</summary>
    internal void Done()
    {
        lock (_lock)
        {
            if (--_expected > 0)
            {
                return;
            }
        }

        _settled.TrySetResult();
    }

    /// <summary>Verified cosignatures came.</summary>
    internal void Add(IReadOnlyList<(VerifierKey Key, NoteSignature Signature)> cosignatures)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            foreach (var (key, cosignature) in cosignatures)
            {
                _cosignatures[key] = cosignature;
            }

            (more, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        if (IsMet)
        {
            _met.TrySetResult();
        }

        more.TrySetResult();
    }
}
