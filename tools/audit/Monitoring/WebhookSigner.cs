using Trace.Client;
using Trace.Domain.Webhooks;

namespace Trace.Audit.Monitoring;

/// <summary>Signs webhooks with a key that lies in a file (<see cref="StandardWebhook"/>).</summary>
public static class WebhookSigner
{
    /// <summary>The public key as receivers write it down: <c>whpk_</c> and base64 of its 32 bytes.</summary>
    public static string PublicKeyText(KeyFile key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return StandardWebhook.PublicKeyText(key.Signer);
    }

    /// <summary>The header <c>webhook-signature</c>.</summary>
    /// <param name="key">The webhooks' own key.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="seconds">The header <c>webhook-timestamp</c>: seconds since 1970 UTC.</param>
    /// <param name="body">The body as it is sent.</param>
    public static string Sign(KeyFile key, string id, long seconds, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(key);
        return StandardWebhook.Sign(key.Signer, id, seconds, body);
    }
}
