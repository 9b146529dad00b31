using System.Globalization;
using System.Text;
using Trace.Domain.Ledger;

namespace Trace.Domain.Webhooks;

/// <summary>
/// Signatures of webhooks as Standard Webhooks (standardwebhooks.com) has them for asymmetric keys: <c>v1a,</c> and base64 of an Ed25519 signature
/// over id, time and body, a dot between them. The key signs nothing else.
/// </summary>
public static class StandardWebhook
{
    private const string Scheme = "v1a,";

    /// <summary>The public key as receivers write it down: <c>whpk_</c> and base64 of its 32 bytes.</summary>
    /// <param name="key">The webhooks' own key.</param>
    public static string PublicKeyText(Ed25519Signer key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return "whpk_" + Convert.ToBase64String(key.PublicKey.Span);
    }

    /// <summary>The three headers of a delivery: <c>webhook-id</c>, <c>webhook-timestamp</c> in seconds since 1970 UTC, <c>webhook-signature</c>.</summary>
    /// <param name="key">The webhooks' own key.</param>
    /// <param name="id">The same where the same is sent again.</param>
    /// <param name="time">When it is sent.</param>
    /// <param name="body">The body as it is sent.</param>
    public static IEnumerable<(string Name, string Value)> Headers(Ed25519Signer key, string id, DateTimeOffset time, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(key);
        var seconds = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] message = [.. Encoding.UTF8.GetBytes($"{id}.{seconds}."), .. body];
        return [("webhook-id", id), ("webhook-timestamp", seconds), ("webhook-signature", Scheme + Convert.ToBase64String(key.Sign(message)))];
    }
}
