using System.Net;
using System.Net.Http.Headers;

namespace Trace.Client.Logs;

/// <summary>How <see cref="HttpLogFiles"/> asks.</summary>
public sealed record HttpLogFilesOptions
{
    /// <summary>How long one file may take, from the question to its last byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often, and after how long, a file is asked for again.</summary>
    public RetryPolicy Retry { get; init; } = new() { MaxAttempts = 6 };

    /// <summary>How many connections are held at once.</summary>
    public int MaxConnections { get; init; } = 16;

    /// <summary>The clock of waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Carries the requests, for special transports; null for the usual one.</summary>
    public HttpMessageHandler? Handler { get; init; }
}

/// <summary>
/// A log behind HTTP: the live service, or its files behind any web server. Compressed where the server compresses; never longer than such a
/// file can be, compressed or not. Redirects are not followed: whoever is asked is who was named.
/// </summary>
public sealed class HttpLogFiles : ILogFiles, IDisposable
{
    private readonly HttpLogFilesOptions _options;
    private readonly HttpClient _http;
    private readonly string _prefix;

    /// <summary>A log under a prefix. Nothing is asked yet.</summary>
    /// <param name="prefix"><c>http://</c> or <c>https://</c>, such as <c>https://trace.example/1a2b3c4d</c>; with or without a last slash, without a query.</param>
    /// <param name="options">How it asks; null for the defaults.</param>
    /// <exception cref="ArgumentException">Another scheme, a query, or no absolute address.</exception>
    public HttpLogFiles(Uri prefix, HttpLogFilesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (!prefix.IsAbsoluteUri || prefix.Scheme is not ("http" or "https") || prefix.Query.Length > 0 || prefix.Fragment.Length > 0)
        {
            throw new ArgumentException($"\"{prefix}\" is no log's prefix: an absolute address with http or https, and without a query", nameof(prefix));
        }

        _options = options ?? new HttpLogFilesOptions();
        _prefix = prefix.AbsoluteUri.TrimEnd('/');
        Place = _prefix;
#pragma warning disable CA2000 // The client owns it.
        var handler = _options.Handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxConnectionsPerServer = _options.MaxConnections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
        };
#pragma warning restore CA2000
        _http = new HttpClient(handler, disposeHandler: _options.Handler is null) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Trace.Client", "1"));
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string path, CancellationToken cancellation)
    {
        LogFileLimits.RequirePlain(path);
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked;
            LogUnreachableException failure;
            try
            {
                return await OnceAsync(path, cancellation).ConfigureAwait(false);
            }
            catch (AskedToWaitException answered)
            {
                (asked, failure) = (answered.After, new LogUnreachableException(Place, path, answered.Message, mayPass: true));
            }
            // The last two are what bodies throw that are no gzip or br, though they say so.
            catch (Exception broken) when (broken is HttpRequestException or (IOException and not LogUnreachableException) or InvalidDataException or InvalidOperationException)
            {
                (asked, failure) = (null, new LogUnreachableException(Place, path, broken.Message, mayPass: true, broken));
            }
            catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
            {
                (asked, failure) = (null, new LogUnreachableException(Place, path, $"it took longer than {_options.Timeout.TotalSeconds:0.#} s", mayPass: true, late));
            }

            if (attempt >= _options.Retry.MaxAttempts)
            {
                throw failure;
            }

            // A server that names a long time is not waited for longer than our own patience.
            var wait = _options.Retry.Delay(attempt, asked is { } least && least > _options.Retry.Longest ? _options.Retry.Longest : asked);
            await Task.Delay(wait, _options.Time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<byte[]?> OnceAsync(string path, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(_options.Timeout);
        using var response = await _http.GetAsync(new Uri($"{_prefix}/{path}"), HttpCompletionOption.ResponseHeadersRead, limited.Token).ConfigureAwait(false);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                var body = await response.Content.ReadAsStreamAsync(limited.Token).ConfigureAwait(false);
                await using (body.ConfigureAwait(false))
                {
                    return await LogFileLimits.ReadAsync(this, path, body, response.Content.Headers.ContentLength, limited.Token).ConfigureAwait(false);
                }

            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return null;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new AskedToWaitException($"the server answered {(int)response.StatusCode}", After(response));
            case >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest:
                throw new LogUnreachableException(Place, path, $"the server answered {(int)response.StatusCode} and points to \"{response.Headers.Location}\"; if you trust it, name that address", mayPass: false);
            default:
                throw new LogUnreachableException(Place, path, $"the server answered {(int)response.StatusCode}", mayPass: false);
        }
    }

    private TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _options.Time.GetUtcNow() => date - _options.Time.GetUtcNow(),
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private sealed class AskedToWaitException(string message, TimeSpan? after) : Exception(message)
    {
        public TimeSpan? After => after;
    }
}
