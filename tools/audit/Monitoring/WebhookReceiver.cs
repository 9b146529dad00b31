using System.Net;
using Trace.Client;
using Trace.Domain.Webhooks;

namespace Trace.Audit.Monitoring;

/// <summary>Posts JSON to one address, signed as Standard Webhooks has it (v1a). It has arrived when the receiver answers 2xx within 30 s.</summary>
public sealed class WebhookReceiver : IDisposable
{
    private readonly KeyFile _key;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>A receiver.</summary>
    /// <param name="address"><c>https://</c>, or <c>http://</c> for one that stands near.</param>
    /// <param name="key">The webhooks' own key; it stays the caller's.</param>
    /// <param name="time">The clock that deliveries are stamped by.</param>
    public WebhookReceiver(Uri address, KeyFile key, TimeProvider time)
    {
        (Address, _key, _time) = (address, key, time);
#pragma warning disable CA2000 // The client owns it.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = TimeSpan.FromSeconds(30) };
#pragma warning restore CA2000
    }

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>Posts one body.</summary>
    /// <param name="id">The header <c>webhook-id</c>: the same where the same is sent again.</param>
    /// <param name="body">JSON.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NotDeliveredException">It has not arrived, or nobody knows.</exception>
    public async Task PostAsync(string id, byte[] body, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = content };
        foreach (var (name, value) in StandardWebhook.Headers(_key.Signer, id, _time.GetUtcNow(), body))
        {
            request.Headers.Add(name, value);
        }

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
