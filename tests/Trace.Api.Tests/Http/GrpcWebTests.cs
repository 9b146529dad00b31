using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Trace.V1;

namespace Trace.Api.Tests.Http;

/// <summary>gRPC-Web as a browser speaks it: a frame of five bytes and the message, over HTTP/1.1.</summary>
public sealed class GrpcWebTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_page_of_this_origin_is_given_a_challenge_that_names_this_origin()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        var here = service.Http.GetLeftPart(UriPartial.Authority);

        using var answer = await CallAsync(service, "GetChallenge", new GetChallengeRequest(), here);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1));
        Assert.Equal(here, Challenge.Parser.ParseFrom(body, 5, length).Audience);
    }

    [Theory]
    [InlineData("https://elsewhere.example", null)]
    [InlineData(null, "cross-site")]
    [InlineData(null, "same-site")]
    public async Task A_page_of_another_origin_is_answered_nothing(string? origin, string? site)
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());

        using var answer = await CallAsync(service, "GetChallenge", new GetChallengeRequest(), origin, site);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task<HttpResponseMessage> CallAsync(RunningService service, string method, IMessage message, string? origin, string? site = null)
    {
        using var client = new HttpClient { BaseAddress = service.Http };
        var bytes = message.ToByteArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/trace.v1.Ledger/{method}")
        {
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)bytes.Length, .. bytes]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc-web+proto") } },
        };
        if (origin is not null) request.Headers.Add("Origin", origin);
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
