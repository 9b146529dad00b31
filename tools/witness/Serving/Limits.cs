using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Trace.Witness.Serving;

/// <summary>How much a witness does for whom. There is no authentication but the log's own signature, so that addresses are counted.</summary>
internal static class Limits
{
    // Five seconds' worth may come at once.
    private const int BurstSeconds = 5;

    // At work or waiting for their turn: a step takes milliseconds, so that these are done within a second.
    private const int MostAtOnce = 256;
    private const int NetworkBytes = 8;

    /// <summary>From the first byte to the answer.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>The limits of rate and number.</summary>
    public static PartitionedRateLimiter<HttpContext> Of(int requestsPerSecond) => PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(Caller(context.Connection.RemoteIpAddress), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = requestsPerSecond * BurstSeconds,
            TokensPerPeriod = requestsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        })),
        PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter("all", _ => new ConcurrencyLimiterOptions { PermitLimit = MostAtOnce, QueueLimit = 0 })));

    // An address without its port, since one caller has many; of IPv6 the network, since one caller has many addresses.
    private static string Caller(IPAddress? address)
    {
        if (address is null || address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address?.MapToIPv4().ToString() ?? "unknown";
        }

        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes));
    }
}
