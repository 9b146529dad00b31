using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Barcodes.Carriers;
using Trace.Domain.Ledger;
using Trace.Import.Dispatch;
using Trace.Import.Running;
using Trace.Tool.Output;

namespace Trace.Tool;

/// <summary><c>trace import dispatch FILE</c>: a day's export of shipping software, as the dispatch page takes it, signed here.</summary>
internal static class DispatchCommand
{
    private static readonly string[] Fields = ["order", "line", "courier", "waybill", "product", "quantity", "lot", "time"];

    private static readonly Argument<string> File = new("file") { Description = "CSV, TSV (UTF-8, GBK) or XLSX, as shipping software exports it; samples in samples/dispatch." };

    private static readonly Option<string> Key = new("--key") { Description = "The shop's key, by the name of its file; its party must be a seller.", HelpName = "name", Required = true };

    private static readonly Option<string[]> Map = new("--map")
    {
        Description = $"A column with another header than the usual ones: FIELD=HEADER, where FIELD is one of {string.Join(", ", Fields)}. Can be given again.",
        HelpName = "field=header",
    };

    private static readonly Option<string?> Courier = new("--courier") { Description = "The courier of rows that name none and whose waybill does not say it: 快递100's code, or a usual name.", HelpName = "name" };

    private static readonly Option<string?> From = new("--from") { Description = "The province that the parcels leave from, GB/T 2260, such as 350000.", HelpName = "region" };

    private static readonly Option<string?> Claims = new("--claims")
    {
        Description = "A new file for the claim codes that belong into the parcels: courier, waybill and code, a line a parcel. Secret. Without it, the codes are forgotten, and nobody can open a claim on these parcels.",
        HelpName = "file",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what was understood and what would be recorded; sign and send nothing. Needs no service." };

    public static Command Create(Surroundings surroundings)
    {
        Map.Validators.Add(result =>
        {
            foreach (var map in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (map.IndexOf('=', StringComparison.Ordinal) < 1 || !Fields.Contains(map.Split('=')[0]))
                {
                    result.AddError($"--map \"{map}\": must be FIELD=HEADER, where FIELD is one of {string.Join(", ", Fields)}");
                }
            }
        });
        var command = new Command(
            "dispatch",
            "Sign and record a Sale and a Shipment of each parcel of a day's export. An order line is recorded once, whichever file holds it; can be stopped and run again. Ends with 1 where a row was not understood or a statement was refused.")
        {
            File, Key, Map, Courier, From, Claims, DryRun,
        };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, () => ImportAsync(surroundings, parsed, cancellation)));
        return command;
    }

    private static async Task<int> ImportAsync(Surroundings surroundings, ParseResult parsed, CancellationToken cancellation)
    {
        using var key = surroundings.Key(parsed, parsed.GetValue(Key)!);
        var party = key.Party ?? throw new UsageException($"key \"{parsed.GetValue(Key)}\": names no party");
        using var script = new DispatchScript();
        var reading = script.Read(Files.Read(parsed.GetValue(File)!, DispatchScript.MaxBytes), Options(parsed));
        if (reading.Missing.Count > 0)
        {
            throw new UsageException($"no column was found for {string.Join(", ", reading.Missing)}; name it by --map {reading.Missing[0]}=HEADER. The file's columns: {string.Join(", ", reading.Columns.Where(column => column.Length > 0))}");
        }

        if (parsed.GetValue(DryRun))
        {
            DispatchAnswer.Tell(surroundings, parsed, reading, script.Plan(reading, party, new Dictionary<string, string>()), null);
            return reading.Problems.Count == 0 ? ExitCodes.Done : ExitCodes.Refused;
        }

        await using var client = await surroundings.ConnectAsync(parsed, cancellation, new RetryPolicy());
        using var book = DispatchBook.Open(BookPath(client.Ledger, party));
        var plan = script.Plan(reading, party, book.Lines);
        await SignAsync(parsed, client, key, book, plan, cancellation);
        var meter = new Meter<ImportProgress>("statements", at => MeterReading.OfStatements(at.Done, at.Total, at.PerSecond, at.Left));
        var report = await meter.ShowAsync(shown => new DispatchRun(client, book).RunAsync(shown, cancellation));
        DispatchAnswer.Tell(surroundings, parsed, reading, plan, report);
        return report.Refusals.Count + reading.Problems.Count + plan.Problems.Count == 0 ? ExitCodes.Done : ExitCodes.Refused;
    }

    // The codes are kept before the statements are: a parcel whose code is lost has no claim.
    private static async Task SignAsync(ParseResult parsed, LedgerClient client, KeyFile key, DispatchBook book, DispatchPlan plan, CancellationToken cancellation)
    {
        if (plan.Sales.Count == 0)
        {
            return;
        }

        var now = DateTimeOffset.Now;
        var keys = new Dictionary<int, byte[]>();
        foreach (var year in plan.Sales.Where(sale => sale.Parcel.Subject is null).Select(sale => WaybillKey.YearOf(UnixMicroseconds.Of(DispatchSigner.TimeOf(sale, now)))).Distinct())
        {
            keys[year] = await client.GetWaybillKeyAsync(year, key.Signer, key.Party!, cancellation);
        }

        var signer = new DispatchSigner(new StatementFactory(client.Ledger, key), keys, now, parsed.GetValue(From) ?? "");
        // A claim key costs 65,536 rounds; cores share them.
        var sales = plan.Sales.AsParallel().AsOrdered().WithCancellation(cancellation).Select(sale => (Planned: sale, Made: signer.Sale(sale))).ToList();
        if (parsed.GetValue(Claims) is { } claims)
        {
            Files.WriteNew(claims, Encoding.UTF8.GetBytes(string.Concat(sales.Select(sale => $"{sale.Planned.Parcel.Carrier},{sale.Planned.Parcel.Waybill ?? sale.Planned.Parcel.Subject},{sale.Made.Claim.Code.Text}\r\n"))), secret: true);
        }

        book.Sign(sales.Zip(plan.Shipments, (sale, planned) =>
        {
            var (signed, content) = signer.Shipment(planned);
            return new[]
            {
                DispatchBook.EntryOf(sale.Planned, sale.Made.Signed, sale.Made.Content, holdsLines: true),
                DispatchBook.EntryOf(planned, signed, content, holdsLines: false),
            };
        }));
    }

    private static DispatchOptions Options(ParseResult parsed)
    {
        var mapping = (parsed.GetValue(Map) ?? []).Select(map => map.Split('=', 2)).ToDictionary(map => map[0], map => map[1]);
        var courier = parsed.GetValue(Courier);
        return new DispatchOptions(mapping, courier is null ? null : CarrierTable.Find(courier)?.Code ?? courier);
    }

    private static string BookPath(string ledger, string party)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ledger}\n{party}")))[..16];
        return Path.Combine(Files.SecretFolder(Path.Combine(Surroundings.StateFolder, "dispatch")), $"{name}.jsonl");
    }
}
