using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Google.Protobuf;
using Trace.Api.Challenges;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Waybills;

/// <summary>
/// The yearly keys under which waybill numbers become parcel keys. A number never enters the log; deleting a year's key makes that year's numbers
/// unrecoverable, so a key is made in its own year alone, in the December before it, or in the first quarter after it.
/// </summary>
public sealed class WaybillDesk(LedgerKeys keys, ChallengeDesk challenges, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<int, byte[]> _years = new();
    private readonly Lock _making = new();
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions { TokenLimit = 30, TokensPerPeriod = 30, ReplenishmentPeriod = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    /// <summary>A year's key, for a registered party that signs a challenge; this year's, last year's, and in December next year's, so that January begins without a network too.</summary>
    /// <param name="request">The year, and the signed challenge, whose subject is <c>waybill/</c> and the year.</param>
    /// <param name="method">The method's full name.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<WaybillKeyResponse> KeyAsync(GetWaybillKeyRequest request, string method, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (caller, refusal) = await challenges.VerifyAsync(request.Proof, method, $"waybill/{request.Year}", cancellation);
        refusal ??= caller!.State.Party(caller.Party).Registration is null
            ? Refusal.Because(Reason.NotPermitted, "proof", "a year's waybill key is for registered parties")
            : null;
        return refusal is null
            ? new WaybillKeyResponse { Year = request.Year, Key = ByteString.CopyFrom(KeyOf((int)request.Year)) }
            : throw RefusalStatus.ToException(refusal);
    }

    /// <summary>The parcel keys of a waybill number, for those who hold no key; 30 a minute a caller.</summary>
    /// <param name="request">Courier's code, number and year.</param>
    /// <param name="caller">Who asks, by address.</param>
    public ResolveWaybillResponse Resolve(ResolveWaybillRequest request, string caller)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var lease = _limiter.AttemptAcquire(caller);
        if (!lease.IsAcquired)
        {
            throw RefusalStatus.ToException(Refusal.Later(Reason.RateLimited, "", "30 waybills a minute; couriers and shops ask for the year's key instead", TimeSpan.FromMinutes(1)));
        }

        var now = time.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        var year = request.Year == 0 ? now.Year : (int)request.Year;
        var response = new ResolveWaybillResponse { Parcel = Subject(KeyOf(year), request, year) };
        if (year == now.Year && now.Month <= 3)
        {
            response.PreviousYearParcel = Subject(KeyOf(year - 1), request, year - 1);
        }

        return response;
    }

    private static string Subject(byte[] key, ResolveWaybillRequest request, int year) =>
        WaybillKey.TryGetSubject(key, request.Carrier, request.Number, year, out var subject, out var problem)
            ? subject.Value
            : throw RefusalStatus.ToException(Refusal.Because(Reason.FieldForm, "number", problem));

    private byte[] KeyOf(int year)
    {
        var now = time.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        var last = now.Month == 12 ? now.Year + 1 : now.Year;
        if (year < now.Year - 1 || year > last)
        {
            throw RefusalStatus.ToException(Refusal.Because(Reason.OutOfRange, "year", $"keys of {now.Year - 1} to {last} are given; {year} was asked for"));
        }

        return _years.TryGetValue(year, out var known) ? known : Load(year, mayMake: year >= now.Year || now.Month <= 3);
    }

    private byte[] Load(int year, bool mayMake)
    {
        lock (_making)
        {
            var path = Path.Combine(keys.Folder, $"waybill-{year}.key");
            if (!File.Exists(path))
            {
                if (!mayMake)
                {
                    throw RefusalStatus.ToException(Refusal.Because(Reason.NotFound, "year", $"the key of {year} was deleted or never made"));
                }

                LedgerKeys.WriteSecret(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(WaybillKey.KeyBytes)));
            }

            return _years[year] = Convert.FromBase64String(File.ReadAllText(path).Trim());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
