using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Http;

namespace Trace.Api.Tests.Http;

/// <summary>What is wrong with a request is said in one form, whoever finds it: routing, limits, readers or the ledger.</summary>
public class ProblemsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_way_to_ask_wrongly_has_its_own_status()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var json = new JsonLedger(service);

        await IsAsync(HttpStatusCode.NotFound, null, Get("/v1/nothing"));
        await IsAsync(HttpStatusCode.NotFound, "NOT_FOUND", Get("/v1/entries/999"));
        await IsAsync(HttpStatusCode.NotFound, "NOT_FOUND", Get($"/v1/statements/{new string('0', 64)}"));
        await IsAsync(HttpStatusCode.NotFound, "NOT_FOUND", Get("/v1/histories/01/09521111100010"));
        await IsAsync(HttpStatusCode.MethodNotAllowed, null, new HttpRequestMessage(HttpMethod.Delete, "/v1/statements"));
        await IsAsync(HttpStatusCode.UnsupportedMediaType, null, Post("/v1/statements", "a=b", "application/x-www-form-urlencoded"));
        await IsAsync(HttpStatusCode.UnsupportedMediaType, null, Post("/v1/statements", "{}", "application/json; charset=utf-16"));
        await IsAsync(HttpStatusCode.UnsupportedMediaType, null, Post("/v1/statements/stream", "{}", "application/json"));
        await IsAsync(HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE", Post("/v1/statements", new string(' ', 33 * 1024), "application/json"));
        await IsAsync(HttpStatusCode.BadRequest, "MALFORMED", Post("/v1/statements", "", "application/json"));
        await IsAsync(HttpStatusCode.BadRequest, "MALFORMED", Post("/v1/statements", "{\"statement\":", "application/json"));
        await IsAsync(HttpStatusCode.BadRequest, "MALFORMED", Post("/v1/statements", "{\"statement\":\"AAAA\",\"colour\":1}", "application/json"));
        await IsAsync(HttpStatusCode.BadRequest, "MALFORMED", Post("/v1/statements", "\u0001", "application/x-protobuf"));
        await IsAsync(HttpStatusCode.BadRequest, "FIELD_NOT_ALLOWED", Post("/v1/waybills/resolve?number=SF1", "{}", "application/json"));
        await IsAsync(HttpStatusCode.BadRequest, "FIELD_NOT_ALLOWED", Get("/v1/checkpoint?colour=red"));
        await IsAsync(HttpStatusCode.BadRequest, "FIELD_NOT_ALLOWED", Get("/v1/checkpoint?at=AT_SIGNED&at=AT_PUBLISHED"));
        await IsAsync(HttpStatusCode.BadRequest, "FIELD_FORM", Get("/v1/checkpoint?at=yesterday"));
        await IsAsync(HttpStatusCode.BadRequest, "FIELD_FORM", Get("/v1/entries/-1"));
        await IsAsync(HttpStatusCode.BadRequest, "FIELD_FORM", Get("/v1/statements/ABC"));
        await IsAsync(HttpStatusCode.BadRequest, "FIELD_OUT_OF_BOUNDS", Get("/v1/statements/abcd"));
        await IsAsync(HttpStatusCode.BadRequest, "OUT_OF_RANGE", Get("/v1/proofs/inclusion?index=999"));
        await IsAsync(HttpStatusCode.BadRequest, "OUT_OF_RANGE", Get("/v1/proofs/consistency?first=1&second=999"));
        await IsAsync(HttpStatusCode.BadRequest, "SUBJECT_INVALID", Get("/v1/watch/histories/nonsense"));

        async Task IsAsync(HttpStatusCode status, string? reason, HttpRequestMessage request)
        {
            using var answer = await json.Http.SendAsync(request, Cancellation);
            var problem = await JsonLedger.ProblemAsync(status, answer);
            Assert.Equal(reason, (string?)problem["reason"]);
            request.Dispose();
        }
    }

    [Fact]
    public async Task A_caller_that_takes_nothing_that_is_offered_is_told_what_is()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var json = new JsonLedger(service);
        using var request = Get("/v1/checkpoint");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        using var answer = await json.Http.SendAsync(request, Cancellation);

        Assert.Contains("application/json", (string)(await JsonLedger.ProblemAsync(HttpStatusCode.NotAcceptable, answer))["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_asks_too_often_is_told_when_to_come_back_and_writers_are_counted_apart()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync(), settings => settings with { HttpReads = 1 });
        using var json = new JsonLedger(service);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => json.GetAsync("/v1/checkpoint")));

        var limited = answers.First(answer => answer.StatusCode != HttpStatusCode.OK);
        var problem = await JsonLedger.ProblemAsync(HttpStatusCode.TooManyRequests, limited);
        Assert.Equal("RATE_LIMITED", (string?)problem["reason"]);
        Assert.True((bool)problem["retryable"]!);
        Assert.NotNull(limited.Headers.RetryAfter?.Delta);
        using var challenge = await json.Http.PostAsync("/v1/challenges", null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, challenge.StatusCode);
    }

    [Theory]
    [InlineData("https://trace.example", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.TooManyRequests)]
    public async Task A_proxys_callers_are_counted_apart_where_a_proxy_is_configured_and_nowhere_else(string? publicUrl, HttpStatusCode other)
    {
        // One token in all this time: what the second caller is answered depends on nothing but whose token it is.
        await using var service = await RunningService.StartAsync(
            await postgres.CreateDatabaseAsync(),
            settings => settings with { PublicUrl = publicUrl is null ? null : new Uri(publicUrl) },
            services => services.PostConfigure<RateLimiterOptions>(limiter => limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetFixedWindowLimiter(ClientAddress.Of(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromHours(1) }))));
        using var json = new JsonLedger(service);

        Assert.Equal(HttpStatusCode.OK, await AsAsync("192.0.2.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AsAsync("192.0.2.1"));
        Assert.Equal(other, await AsAsync("192.0.2.2"));

        async Task<HttpStatusCode> AsAsync(string caller)
        {
            using var request = Get("/v1/checkpoint");
            request.Headers.Add("X-Forwarded-For", caller);
            using var answer = await json.Http.SendAsync(request, Cancellation);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Without_its_database_the_service_says_unavailable_and_when_to_try_again()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var service = await RunningService.StartAsync(database);
        using var json = new JsonLedger(service);
        await postgres.DropDatabaseAsync(database);

        using var answer = await json.GetAsync("/v1/entries/0");

        var problem = await JsonLedger.ProblemAsync(HttpStatusCode.ServiceUnavailable, answer);
        Assert.True((bool)problem["retryable"]!);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    private static HttpRequestMessage Get(string address) => new(HttpMethod.Get, address);

    private static HttpRequestMessage Post(string address, string body, string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
    }
}
