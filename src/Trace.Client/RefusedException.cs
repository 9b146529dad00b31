using Trace.V1;

namespace Trace.Client;

/// <summary>The ledger did not take a statement or a request. Nothing was recorded.</summary>
public sealed class RefusedException : Exception
{
    /// <summary>A refusal as it came.</summary>
    /// <param name="refusal">The reason, the field at fault, the rule, and whether waiting helps.</param>
    /// <param name="inner">What carried it; null where it was refused before it was sent.</param>
    public RefusedException(Refusal refusal, Exception? inner = null)
        : base(Describe(refusal), inner)
    {
        Refusal = refusal;
    }

    /// <summary>The reason, the field at fault, the rule, and whether waiting helps.</summary>
    public Refusal Refusal { get; }

    /// <summary>What a machine reads.</summary>
    public Reason Reason => Refusal.Reason;

    private static string Describe(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Field.Length == 0 ? $"{refusal.Reason}: {refusal.Message}" : $"{refusal.Reason} ({refusal.Field}): {refusal.Message}";
    }
}
