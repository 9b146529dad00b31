using Trace.Domain.Ledger;

namespace Trace.Client;

/// <summary>What the ledger answered does not hold: nothing of it may be believed.</summary>
public sealed class VerificationException : Exception
{
    /// <summary>What does not hold.</summary>
    /// <param name="failures">At least one.</param>
    public VerificationException(IReadOnlyList<VerificationFailure> failures)
        : base(Describe(failures))
    {
        Failures = failures;
    }

    /// <summary>Each thing that does not hold, with its entry and rule.</summary>
    public IReadOnlyList<VerificationFailure> Failures { get; }

    internal static VerificationException Because(VerificationRule rule, string message, string subject = "", ulong? index = null) =>
        new([new VerificationFailure(rule, subject, index, null, message)]);

    private static string Describe(IReadOnlyList<VerificationFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);
        return string.Join(Environment.NewLine, failures);
    }
}
