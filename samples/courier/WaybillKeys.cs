using System.Globalization;
using Grpc.Core;
using Trace.Client;
using Trace.Domain.Barcodes;

namespace Courier;

/// <summary>The ledger's waybill keys of this year and, from January to March, the last: asked for once, kept in a file of mode 0600, used offline.</summary>
internal sealed class WaybillKeys(string folder, LedgerClient client, KeyFile key)
{
    private const int LastMonthOfBoth = 3;
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, byte[]> _known = [];

    /// <summary>The parcel's subject, and that of the year before where histories join; else empty.</summary>
    public async Task<(SubjectKey Parcel, string Before)> SubjectsAsync(string carrier, string number, DateTimeOffset at, CancellationToken cancellation)
    {
        var there = at.ToOffset(China);
        var parcel = WaybillKey.Subject(await OfAsync(there.Year, cancellation), carrier, number, there.Year);
        return (parcel, there.Month <= LastMonthOfBoth ? WaybillKey.Subject(await OfAsync(there.Year - 1, cancellation), carrier, number, there.Year - 1).Value : "");
    }

    // The first scan of a year needs a network, and waits for one.
    private async Task<byte[]> OfAsync(int year, CancellationToken cancellation)
    {
        if (_known.TryGetValue(year, out var known))
        {
            return known;
        }

        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"waybill-{year}.key"));
        if (File.Exists(path) && Read(await File.ReadAllTextAsync(path, cancellation)) is { } kept)
        {
            return _known[year] = kept;
        }

        while (true)
        {
            try
            {
                var fresh = await client.GetWaybillKeyAsync(year, key.Signer, key.Party!, cancellation);
                Write(path, fresh);
                return _known[year] = fresh;
            }
            catch (RpcException)
            {
                Console.WriteLine($"\a! the waybill key of {year} is not here yet; waiting for a network");
                await Task.Delay(TryAgain, cancellation);
            }
        }
    }

    // Half a key, as a power loss or a copy leaves it, would name parcels that nobody finds: it is asked for again.
    private static byte[]? Read(string text)
    {
        var read = new byte[WaybillKey.KeyBytes];
        return Convert.TryFromBase64String(text.Trim(), read, out var length) && length == WaybillKey.KeyBytes ? read : null;
    }

    // Whole on the disk before it has its name.
    private static void Write(string path, byte[] fresh)
    {
        var beside = path + ".new";
        File.Delete(beside);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(beside, how))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(fresh) + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
