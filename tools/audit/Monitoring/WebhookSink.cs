using System.Globalization;
using System.Net;
using System.Text;
using Trace.Client;

namespace Trace.Audit.Monitoring;

/// <summary>Posts each notice as JSON. It has arrived when the receiver answers 2xx within the time limit.</summary>
public sealed class WebhookSink : INoticeSink, IDisposable
{
    private readonly Uri _address;
    private readonly KeyFile _key;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>A receiver.</summary>
    /// <param name="address"><c>https://</c>, or <c>http://</c> for one that stands near.</param>
    /// <param name="key">The webhooks' own key; it stays the caller's.</param>
    /// <param name="time">The clock that deliveries are stamped by.</param>
    public WebhookSink(Uri address, KeyFile key, TimeProvider time)
    {
        (_address, _key, _time) = (address, key, time);
#pragma warning disable CA2000 // The client owns it.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = TimeSpan.FromSeconds(30) };
#pragma warning restore CA2000
    }

    /// <inheritdoc/>
    public string Name => $"webhook {_address.GetLeftPart(UriPartial.Authority)}";

    /// <inheritdoc/>
    public async Task DeliverAsync(Notice notice, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var (body, seconds) = (Encoding.UTF8.GetBytes(notice.Json), _time.GetUtcNow().ToUnixTimeSeconds());
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        request.Headers.Add("webhook-id", notice.Id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSigner.Sign(_key, notice.Id, seconds, body));
        try
        {
            // What the receiver says beside its status is not read.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode is < HttpStatusCode.OK or >= HttpStatusCode.Ambiguous)
            {
                throw new NotDeliveredException($"it answered {(int)response.StatusCode}");
            }
        }
        catch (HttpRequestException failed)
        {
            throw new NotDeliveredException(failed.Message, failed);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new NotDeliveredException("it did not answer in 30 s", late);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
