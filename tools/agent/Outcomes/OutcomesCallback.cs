using System.Globalization;
using System.Net;
using System.Text.Json;
using Trace.Audit.Monitoring;
using Trace.Client;
using Trace.Client.Outboxes;

namespace Trace.Agent.Outcomes;

/// <summary>Posts outcomes as JSON, signed as Standard Webhooks has it (v1a). They have arrived when the receiver answers 2xx within 30 s.</summary>
public sealed class OutcomesCallback : IDisposable
{
    private readonly Uri _address;
    private readonly KeyFile _key;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>A receiver.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="key">The webhooks' own key; it stays the caller's.</param>
    /// <param name="time">The clock that deliveries are stamped by.</param>
    public OutcomesCallback(Uri address, KeyFile key, TimeProvider time)
    {
        (_address, _key, _time) = (address, key, time);
#pragma warning disable CA2000 // The client owns it.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = TimeSpan.FromSeconds(30) };
#pragma warning restore CA2000
    }

    /// <summary>Posts outcomes. Their id is that of the last of them, so that a repeat is known as one.</summary>
    /// <exception cref="NotDeliveredException">They have not arrived, or nobody knows.</exception>
    public async Task PostAsync(IReadOnlyList<OutboxOutcome> outcomes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var next = outcomes[^1].Number;
        var body = JsonSerializer.SerializeToUtf8Bytes(new { outcomes = outcomes.Select(OutcomeForm.Of), next }, OutcomeForm.Json);
        var (id, seconds) = (string.Create(CultureInfo.InvariantCulture, $"outcomes-{outcomes[0].Number}-{next}"), _time.GetUtcNow().ToUnixTimeSeconds());
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSigner.Sign(_key, id, seconds, body));
        try
        {
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
