using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Domain.Barcodes;

namespace Trace.Agent.Lines;

/// <summary>A year's waybill key is not here: the ledger was not reached for it, or does not give it to this key yet. Waiting helps.</summary>
public sealed class YearKeyMissingException(int year, string because, Exception inner)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"the waybill key of {year} is not here yet, and {because}: {inner?.Message}"), inner);

/// <summary>
/// The ledger's waybill keys, a file of mode 0600 a year: asked for once, by a signed challenge, and then used offline. Safe for many threads.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="client">The ledger.</param>
/// <param name="key">The courier's key.</param>
/// <param name="time">The clock.</param>
public sealed class YearKeys(string folder, LedgerClient client, KeyFile key, TimeProvider time) : IDisposable
{
    private const int NoSpace = 28;
    private const int NoQuota = 122;
    private const int WindowsFull = unchecked((int)0x80070070);
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A wrong clock may have made a year look past: after this it is asked for anew.
    private static readonly TimeSpan PastFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<int, byte[]> _known = new();

    // Written under _asking alone.
    private readonly Dictionary<int, (string Problem, DateTimeOffset Until)> _past = [];
    private readonly SemaphoreSlim _asking = new(1);
    private DateOnly _askedAheadOn;

    /// <summary>The keys that are here.</summary>
    public IReadOnlyDictionary<int, byte[]> Known => _known;

    /// <summary>Sees to it that keys are here.</summary>
    /// <exception cref="YearKeyMissingException">The ledger was not reached, or does not give it yet.</exception>
    /// <exception cref="RefusedException">The ledger gives nobody that year's.</exception>
    public async Task NeedAsync(IEnumerable<int> years, CancellationToken cancellation)
    {
        if ((await WhyNotAsync(years, cancellation)).Values.FirstOrDefault() is { } problem)
        {
            throw new RefusedException(V1.Refusal.Because(V1.Reason.OutOfRange, "time", problem));
        }
    }

    /// <summary>Sees to it that years' keys are here, each asked for once.</summary>
    /// <returns>Of those whose key the ledger gives nobody, why: a fault of what lies in that year.</returns>
    /// <exception cref="YearKeyMissingException">The ledger was not reached, or does not give it yet.</exception>
    public async Task<IReadOnlyDictionary<int, string>> WhyNotAsync(IEnumerable<int> years, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(years);
        var problems = new Dictionary<int, string>();
        foreach (var year in years.Distinct().Where(year => !_known.ContainsKey(year)))
        {
            await _asking.WaitAsync(cancellation);
            try
            {
                if (await AskAsync(year, cancellation) is { } problem)
                {
                    problems[year] = problem;
                }
            }
            finally
            {
                _asking.Release();
            }
        }

        await AskAheadAsync(cancellation);
        return problems;
    }

    // In December, once a day until it is here: the year to come begins without a network too.
    private async Task AskAheadAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        if (now.Month != 12 || _known.ContainsKey(now.Year + 1) || !await _asking.WaitAsync(TimeSpan.Zero, cancellation))
        {
            return;
        }

        try
        {
            var today = DateOnly.FromDateTime(now.DateTime);
            if (_askedAheadOn != today)
            {
                _askedAheadOn = today;
                await AskAsync(now.Year + 1, cancellation);
            }
        }
        catch (YearKeyMissingException)
        {
            // Tomorrow, or when the year is there.
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<string?> AskAsync(int year, CancellationToken cancellation)
    {
        if (_known.ContainsKey(year) || Load(year))
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (_past.TryGetValue(year, out var past) && now < past.Until)
        {
            return past.Problem;
        }

        try
        {
            var fresh = await client.GetWaybillKeyAsync(year, key.Signer, key.Party!, cancellation);
            Save(year, fresh);
            _known[year] = fresh;
            return null;
        }
        catch (RefusedException refused) when (refused.Reason is V1.Reason.OutOfRange or V1.Reason.NotFound)
        {
            var problem = $"of a year whose waybill key the ledger gives: {refused.Refusal.Message}";

            // A year to come is given once it is there.
            if (year < LineSigner.YearsOf(now)[0])
            {
                _past[year] = (problem, now + PastFor);
            }

            return problem;
        }
        catch (RefusedException refused)
        {
            // Such as a party that is not registered, or a key that is not granted yet.
            throw new YearKeyMissingException(year, "the ledger does not give it to this key", refused);
        }
        catch (VerificationException problem)
        {
            // Such as a server that takes itself for another, behind a proxy.
            throw new YearKeyMissingException(year, "what was answered does not hold; of a server behind a proxy --audience says what it takes itself for", problem);
        }
        catch (RpcException away)
        {
            throw new YearKeyMissingException(year, "the ledger was not reached for it", away);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _asking.Dispose();

    private string PathOf(int year) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"waybill-{year}.key"));

    private bool Load(int year)
    {
        if (!File.Exists(PathOf(year)))
        {
            return false;
        }

        var read = new byte[WaybillKey.KeyBytes];
        if (!Convert.TryFromBase64String(File.ReadAllText(PathOf(year)).Trim(), read, out var length) || length != WaybillKey.KeyBytes)
        {
            throw new FormatException($"\"{PathOf(year)}\" holds no waybill key: {WaybillKey.KeyBytes} bytes in base64; delete it, and it is asked for again");
        }

        _known[year] = read;
        return true;
    }

    private void Save(int year, byte[] fresh)
    {
        var beside = PathOf(year) + ".new";
        File.Delete(beside);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = OwnerAlone;
        }

        try
        {
            using var file = new FileStream(beside, how);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(fresh) + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (Exception problem) when (problem is ArgumentOutOfRangeException or IOException { HResult: NoSpace or NoQuota or WindowsFull })
        {
            // Of EFBIG .NET says that an argument is out of range.
            throw new OutboxException(OutboxProblem.Full, $"the disk that holds \"{beside}\" is full: the year's key was not kept, and nothing was put down. Make room, and put it in again", problem);
        }

        File.Move(beside, PathOf(year), overwrite: true);
    }
}
