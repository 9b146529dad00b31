using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Trace.Client;
using Trace.Domain.Barcodes;

namespace Trace.Agent.Lines;

/// <summary>A year's waybill key is not here, and the ledger was not reached for it.</summary>
public sealed class YearKeyMissingException(int year, Exception inner)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"the waybill key of {year} is not here yet, and the ledger was not reached for it: {inner?.Message}"), inner);

/// <summary>
/// The ledger's waybill keys, a file of mode 0600 a year: asked for once, by a signed challenge, and then used offline. Safe for many threads.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="client">The ledger.</param>
/// <param name="key">The courier's key.</param>
public sealed class YearKeys(string folder, LedgerClient client, KeyFile key) : IDisposable
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ConcurrentDictionary<int, byte[]> _known = new();
    private readonly ConcurrentDictionary<int, string> _never = new();
    private readonly SemaphoreSlim _asking = new(1);

    /// <summary>The keys that are here.</summary>
    public IReadOnlyDictionary<int, byte[]> Known => _known;

    /// <summary>Sees to it that keys are here.</summary>
    /// <exception cref="YearKeyMissingException">The ledger was not reached.</exception>
    /// <exception cref="RefusedException">The ledger does not give it.</exception>
    public async Task NeedAsync(IEnumerable<int> years, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(years);
        foreach (var year in years)
        {
            if (await WhyNotAsync(year, cancellation) is { } problem)
            {
                throw new RefusedException(V1.Refusal.Because(V1.Reason.OutOfRange, "time", problem));
            }
        }
    }

    /// <summary>Sees to it that a year's key is here; else why the ledger does not give it.</summary>
    /// <exception cref="YearKeyMissingException">The ledger was not reached.</exception>
    public async Task<string?> WhyNotAsync(int year, CancellationToken cancellation)
    {
        if (_known.ContainsKey(year))
        {
            return null;
        }

        await _asking.WaitAsync(cancellation);
        try
        {
            if (_known.ContainsKey(year) || Load(year))
            {
                return null;
            }

            if (_never.TryGetValue(year, out var refused))
            {
                return refused;
            }

            var fresh = await client.GetWaybillKeyAsync(year, key.Signer, key.Party!, cancellation);
            Save(year, fresh);
            _known[year] = fresh;
            return null;
        }
        catch (RefusedException refused)
        {
            var problem = $"of a year whose waybill key the ledger gives: {refused.Refusal.Message}";

            // A year out of reach stays so; a party that is not registered yet may be so tomorrow.
            if (refused.Reason == V1.Reason.OutOfRange)
            {
                _never[year] = problem;
            }

            return problem;
        }
        catch (RpcException away)
        {
            throw new YearKeyMissingException(year, away);
        }
        finally
        {
            _asking.Release();
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

        using (var file = new FileStream(beside, how))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(fresh) + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, PathOf(year), overwrite: true);
    }
}
