using System.Net;
using Microsoft.AspNetCore.Http;
using Trace.Witness.Serving;

namespace Trace.Witness.Tests;

/// <summary>How much a witness does for one address, and that it is no other address's fault.</summary>
public sealed class LimitsTests
{
    // What may come at once at this rate: so much that a machine that stands still for a second does not matter.
    private const int Rate = 1_000;
    private const int Burst = 5 * Rate;

    [Theory]
    [InlineData("203.0.113.1", "203.0.113.1", "203.0.113.2")]
    [InlineData("203.0.113.1", "::ffff:203.0.113.1", "::ffff:203.0.113.2")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:3::1")]
    public void An_address_has_used_up_its_share_and_that_of_its_network_and_no_others(string one, string same, string other)
    {
        using var limiter = Limits.Of(Rate);

        Assert.InRange(Taken(one), Burst, int.MaxValue);
        Assert.InRange(Taken(same), 0, Burst - 1);
        Assert.InRange(Taken(other), Burst, int.MaxValue);

        int Taken(string address)
        {
            var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address), RemotePort = address.Length } };
            for (var taken = 0; ; taken++)
            {
                using var lease = limiter.AttemptAcquire(context);
                if (!lease.IsAcquired)
                {
                    return taken;
                }
            }
        }
    }

    [Fact]
    public async Task One_caller_behind_the_proxy_is_told_to_wait_and_the_next_is_served()
    {
        using var folder = new TemporaryFolder();
        await using var witness = new WitnessProcess(folder) { Rate = 1 };
        await witness.StartAsync([new TestLog().Key]);

        var greedy = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => AskAsync("203.0.113.1")));
        Assert.Contains(HttpStatusCode.TooManyRequests, greedy);
        Assert.Contains(HttpStatusCode.OK, greedy);
        Assert.Equal(HttpStatusCode.OK, await AskAsync("203.0.113.2"));

        async Task<HttpStatusCode> AskAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { { "X-Forwarded-For", address } } };
            using var response = await witness.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }
}
