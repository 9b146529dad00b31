using System.Net;
using System.Text;
using Trace.Api.Ledger;
using Trace.Domain.Webhooks;

namespace Trace.Api.Notices;

/// <summary>
/// Sends one notice as a webhook, signed as <c>trace monitor</c> signs (Standard Webhooks, v1a) by a key of its own, <c>keys/webhook.key</c>. It has
/// arrived when the receiver answers 2xx within 30 s; sent twice, it has the same id.
/// </summary>
internal sealed class NoticePost : IDisposable
{
    private readonly HeldKey _key;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public NoticePost(LedgerKeys keys, TimeProvider time)
    {
        (_key, _time) = (LedgerKeys.LoadOrCreate(keys.Folder, "webhook", null), time);
#pragma warning disable CA2000 // The client owns it.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = TimeSpan.FromSeconds(30) };
#pragma warning restore CA2000
    }

    /// <summary>The public key as receivers write it down.</summary>
    public string PublicKeyText => StandardWebhook.PublicKeyText(_key.Signer);

    /// <summary>Sends it.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="address">Where to.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task SendAsync(Waiting notice, string address, CancellationToken cancellation)
    {
        var body = Encoding.UTF8.GetBytes(notice.Body);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        foreach (var (name, value) in StandardWebhook.Headers(_key.Signer, $"trace-{notice.Id}-{notice.DutyDigest}", _time.GetUtcNow(), body))
        {
            request.Headers.Add(name, value);
        }

        // What the receiver says beside its status is not read.
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode is < HttpStatusCode.OK or >= HttpStatusCode.Ambiguous)
        {
            throw new HttpRequestException($"it answered {(int)response.StatusCode}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _key.Signer.Dispose();
    }
}
