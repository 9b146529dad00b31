using System.Text;
using Trace.Client;

namespace Trace.Audit.Monitoring;

/// <summary>Posts each notice as JSON.</summary>
/// <param name="address"><c>https://</c>, or <c>http://</c> for one that stands near.</param>
/// <param name="key">The webhooks' own key; it stays the caller's.</param>
/// <param name="time">The clock that deliveries are stamped by.</param>
public sealed class WebhookSink(Uri address, KeyFile key, TimeProvider time) : INoticeSink, IDisposable
{
    private readonly WebhookReceiver _receiver = new(address, key, time);

    /// <inheritdoc/>
    public string Name => $"webhook {_receiver.Address.GetLeftPart(UriPartial.Authority)}";

    /// <inheritdoc/>
    public Task DeliverAsync(Notice notice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return _receiver.PostAsync(notice.Id, Encoding.UTF8.GetBytes(notice.Json), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _receiver.Dispose();
}
