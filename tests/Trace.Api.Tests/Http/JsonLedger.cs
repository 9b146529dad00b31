using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Http;

/// <summary>The ledger over HTTP, by a client that knows what its description says and no more.</summary>
internal sealed class JsonLedger(RunningService service) : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public HttpClient Http { get; } = new() { BaseAddress = service.Http, Timeout = Timeout.InfiniteTimeSpan };

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public static StringContent Json(IMessage message) => Json(JsonFormatter.Default.Format(message));

    public Task<HttpResponseMessage> PostAsync(string address, IMessage message) => Http.PostAsync(address, Json(message), Cancellation);

    /// <summary>Posts a message, and reads the answer of a call that is not refused.</summary>
    public async Task<T> PostAsync<T>(string address, IMessage message)
        where T : IMessage, new()
    {
        using var answer = await PostAsync(address, message);
        return await ReadAsync<T>(answer);
    }

    /// <summary>Gets a message. The address goes out as it is written here.</summary>
    public async Task<T> GetAsync<T>(string address)
        where T : IMessage, new()
    {
        using var answer = await GetAsync(address);
        return await ReadAsync<T>(answer);
    }

    public Task<HttpResponseMessage> GetAsync(string address)
    {
        var raw = new Uri($"{Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{address}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        return Http.GetAsync(raw, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    /// <summary>The lines of an answer as they come; empty ones are left out.</summary>
    public static async IAsyncEnumerable<string> LinesAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
        where T : IMessage, new()
    {
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {body}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        return JsonParser.Default.Parse<T>(body);
    }

    /// <summary>The problem that an answer is, with its status checked against the answer's own.</summary>
    public static async Task<JsonObject> ProblemAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {body}");
        Assert.Equal(new MediaTypeHeaderValue("application/problem+json"), answer.Content.Headers.ContentType);
        var problem = JsonNode.Parse(body)!.AsObject();
        Assert.Equal((int)status, (int)problem["status"]!);
        Assert.NotEmpty((string)problem["title"]!);
        Assert.NotEmpty((string)problem["type"]!);
        Assert.NotEmpty((string)problem["detail"]!);
        return problem;
    }

    /// <summary>Checks an answer as the client does: form, inclusion, checkpoint.</summary>
    public RecordedEntry Verify(Recorded recorded)
    {
        var entry = RecordedEntry.Parse(recorded.Entry);
        Assert.True(Policy.TryVerify(Assert.Single(recorded.Checkpoints).Span, out var checkpoint, out var refusal), refusal?.Problem);
        Assert.Equal(entry.Index, recorded.Proof.Index);
        Assert.Equal((ulong)checkpoint.Checkpoint.Size, recorded.Proof.Size);
        Assert.True(Domain.Ledger.InclusionProof.Verify(entry.LeafHash, (long)entry.Index, checkpoint.Checkpoint.Size, Hashes(recorded.Proof.Hashes), checkpoint.Checkpoint.Root));
        return entry;
    }

    /// <summary>Checks a whole history as the client does: every signature, key, link, rule and proof.</summary>
    public VerifiedHistory Verify(History history, bool thorough = false)
    {
        var ledger = service.Services.GetRequiredService<LogOptions>().Ledger;
        Assert.True(HistoryVerifier.TryVerify(history.Bundle, Policy, ledger, thorough, out var verified, out var failures), string.Join('\n', failures));
        return verified;
    }

    public TrustPolicy Policy => TrustPolicy.Parse(Encoding.UTF8.GetBytes($"log {service.Services.GetRequiredService<LogOptions>().Signer.VerifierKey}\nquorum none\n"));

    public static Hash256[] Hashes(IEnumerable<ByteString> hashes) => [.. hashes.Select(hash => Hash256.From(hash.Span))];

    public void Dispose() => Http.Dispose();
}
