using System.CommandLine;
using Trace.Domain.Barcodes;
using Trace.Tool;
using Trace.Tool.Output;

namespace Trace.LabelPrinter.Claims;

/// <summary><c>label-printer claims</c>: pairs of codes for a printing house, which prints one openly and covers the other.</summary>
internal static class ClaimsCommand
{
    private const int MostPairs = 1_000_000;

    public static Command Create(Surroundings surroundings)
    {
        var count = new Option<int>("--count") { Description = "How many pairs.", HelpName = "n", Required = true };
        var to = new Option<string>("--to") { Description = "The new file for the printing house, as CSV: visible code, covered code, link with the code after #, claim public key. A secret: its owner alone may read it.", HelpName = "file", Required = true };
        var keys = new Option<string?>("--keys-to") { Description = "A second new file without the secrets, for stations: visible code and claim public key.", HelpName = "file" };
        var gtin = new Option<string?>("--gtin") { Description = "The product that the links lead to; without it, the service's first page.", HelpName = "gtin" };
        var ledger = new Option<string?>("--ledger") { Description = "The ledger's name, which claim keys are bound to; the service's without it.", HelpName = "name" };
        var command = new Command("claims", "Make claim codes in pairs for a printing house: a visible code, and the covered one whose key a Sale names. Nothing of them is kept or shown.") { count, to, keys, gtin, ledger };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var wanted = parsed.GetValue(count);
            if (wanted is < 1 or > MostPairs)
            {
                throw new UsageException(FormattableString.Invariant($"--count {wanted}: must be 1 to {MostPairs:N0}"));
            }

            var address = PublicAddress.FromEnvironment();
            var subject = parsed.GetValue(gtin) is { } product
                ? SubjectKey.ForProduct(Gtin.TryParse(product, out var read, out string? problem) ? read : throw new UsageException($"--gtin: {problem}")).Value
                : "";
            await using var access = new LedgerAccess(surroundings, parsed, cancellation);
            var name = parsed.GetValue(ledger) ?? await access.NameAsync();
            await WriteAsync(parsed.GetValue(to)!, parsed.GetValue(keys), wanted, name, subject, address, cancellation);
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { count = wanted, ledger = name, file = parsed.GetValue(to), keys = parsed.GetValue(keys), sample = address.Sample.Length > 0 });
            }
            else
            {
                Printed.Line($"{wanted} pairs for {name} in {parsed.GetValue(to)!}, which its owner alone may read: hand it to the printing house, and delete it.");
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    // Under another name until all is written: half a file is none. What is left of one that broke off is removed.
    private static async Task WriteAsync(string to, string? keys, int count, string ledger, string subject, PublicAddress address, CancellationToken cancellation)
    {
        foreach (var file in new[] { to, keys }.OfType<string>().Where(File.Exists))
        {
            throw new UsageException($"\"{file}\": there is such a file, and none is overwritten");
        }

        var (secretPart, openPart) = (to + ".part", keys + ".part");
        try
        {
            await using (var secret = Create(secretPart, ownerAlone: true))
            await using (var open = keys is null ? null : Create(openPart, ownerAlone: false))
            {
                var (clock, began) = (TimeProvider.System, TimeProvider.System.GetTimestamp());
                MeterReading Reading(int done)
                {
                    var seconds = Math.Max(0.001, clock.GetElapsedTime(began).TotalSeconds);
                    return MeterReading.OfStatements(done, count, done / seconds, done == 0 ? null : TimeSpan.FromSeconds((count - done) * seconds / done));
                }

                await new Meter<int>("claim codes", Reading).ShowAsync(progress => Task.Run(() =>
                {
                    ClaimPairs.Write(secret, open, count, ledger, subject, address, progress, cancellation);
                    return true;
                }, cancellation));
                secret.Flush(flushToDisk: true);
            }

            File.Move(secretPart, to);
            if (keys is not null)
            {
                File.Move(openPart, keys);
            }
        }
        finally
        {
            File.Delete(secretPart);
            if (keys is not null)
            {
                File.Delete(openPart);
            }
        }
    }

    private static FileStream Create(string path, bool ownerAlone)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (ownerAlone && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
