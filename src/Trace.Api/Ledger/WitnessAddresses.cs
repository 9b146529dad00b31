using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>Where a policy's witnesses are reached: the URL of a witness line is its submission prefix (C2SP tlog-witness).</summary>
public static class WitnessAddresses
{
    /// <summary>The rule that a policy breaks as a service's own; null where it can be worked by.</summary>
    /// <param name="policy">A policy, as its file was read.</param>
    public static string? Problem(TrustPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        foreach (var witness in policy.Witnesses)
        {
            if (witness.Url is { } url && !TryParse(url, out _))
            {
                return $"witness {witness.Name}: its URL \"{url}\" must be an http or https address without query, fragment and password";
            }

            if (witness.Url is not null && !witness.Key.CanVerify)
            {
                return $"witness {witness.Name}: signatures of type 0x{witness.Key.Type:x2} can't be verified by this version";
            }
        }

        var reached = policy.Witnesses.Where(witness => witness.Url is not null).Select(witness => witness.Key).ToHashSet();
        var missing = policy.Missing(reached);
        return missing.Count == 0
            ? null
            : $"quorum {policy.Quorum.Name} can't be met: there is no URL of {string.Join(", ", missing.Select(witness => witness.Name))}, and so nobody is asked";
    }

    /// <summary>The witnesses by where they are reached: one that signs with several keys is asked once for all of them.</summary>
    /// <param name="policy">A policy without a <see cref="Problem"/>.</param>
    public static IReadOnlyList<(Uri Prefix, IReadOnlyList<PolicyWitness> Witnesses)> Of(TrustPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [.. policy.Witnesses
            .Where(witness => witness.Url is not null)
            .GroupBy(witness => TryParse(witness.Url!, out var prefix) ? prefix! : throw new ArgumentException($"witness {witness.Name} has no usable URL", nameof(policy)))
            .Select(group => (group.Key, (IReadOnlyList<PolicyWitness>)[.. group]))];
    }

    // The prefix ends in a slash, so that an address under it is made by adding to it.
    private static bool TryParse(string url, out Uri? prefix) =>
        Uri.TryCreate(url.EndsWith('/') ? url : url + "/", UriKind.Absolute, out prefix)
            && prefix is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "", Host.Length: > 0 };
}
