using System.Diagnostics.CodeAnalysis;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>The checkpoint of another log that a Genesis names as the one to go on from (wire format, section 4).</summary>
public static class Succession
{
    /// <summary>Whether a predecessor's checkpoint is believed: signed by that log's own key, which the policy names beside this log's, and by as many witnesses as it demands.</summary>
    /// <param name="named">What Genesis names.</param>
    /// <param name="policy">Which logs and witnesses are believed.</param>
    /// <param name="checkpoint">The checkpoint, where it is.</param>
    /// <param name="problem">Otherwise the rule and what came.</param>
    public static bool TryBelieve(
        Predecessor named, TrustPolicy policy, [NotNullWhen(true)] out VerifiedCheckpoint? checkpoint, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(named);
        ArgumentNullException.ThrowIfNull(policy);
        if (!policy.TryVerify(named.Checkpoint.Span, out checkpoint, out var refusal))
        {
            problem = $"this log follows \"{named.Origin}\", whose checkpoint is not believed; the policy names that log too, in a log line of its own: {refusal.Reason}: {refusal.Problem}";
            return false;
        }

        problem = checkpoint.Checkpoint.Origin == named.Origin
            ? checkpoint.Checkpoint.Size > 0 ? null : "a log without entries is followed by none"
            : $"this log follows \"{named.Origin}\"; the checkpoint that it names is of \"{checkpoint.Checkpoint.Origin}\"";
        checkpoint = problem is null ? checkpoint : null;
        return problem is null;
    }
}
