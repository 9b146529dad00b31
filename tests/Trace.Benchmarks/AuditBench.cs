using System.Diagnostics;
using System.Security.Cryptography;
using Trace.Audit;
using Trace.Client.Logs;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Benchmarks;

/// <summary>Audits of a log in files, beside what all processors can verify of its signatures when they do nothing else.</summary>
internal static class AuditBench
{
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    /// <summary>Entries a second of signatures alone, and of a whole audit from an empty state.</summary>
    public static async Task<(double Signatures, double Audit)> MeasureAsync(int entries)
    {
        var folder = Directory.CreateTempSubdirectory("trace-bench-audit-").FullName;
        try
        {
            var log = new InMemoryLog();
            Fill(log, entries);
            new LogFolder(log, Path.Combine(folder, "log")).Write();

            // Both before they count, so that what is measured runs compiled; then by turns, the best of each, because machines are noisy.
            await AuditAsync(log, folder, "warm");
            Signatures(log);
            var (signatures, audit) = (0.0, 0.0);
            for (var round = 0; round < 3; round++)
            {
                signatures = Math.Max(signatures, Signatures(log));
                audit = Math.Max(audit, await AuditAsync(log, folder, $"state {round}"));
            }

            return (signatures, audit);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Signatures(InMemoryLog log)
    {
        var keys = log.Entries.SelectMany(entry => NamedKeys.In(entry.Statement)).DistinctBy(named => named.Id).ToDictionary(named => named.Id, named => EntrySignatures.Import(named.Key)!);
        var clock = Stopwatch.StartNew();
        Parallel.ForEach(log.Entries, entry =>
        {
            if (!keys[entry.Statement.Key].Verify(SignatureContexts.Statement(entry.Statement.Bytes.Span), entry.Signatures[0].Span))
            {
                throw new InvalidOperationException($"entry {entry.Index} is not signed");
            }
        });
        return log.Entries.Count / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> AuditAsync(InMemoryLog log, string folder, string state)
    {
        var clock = Stopwatch.StartNew();
        var report = await AuditRun.RunAsync(
            new DirectoryLogFiles(Path.Combine(folder, "log")), log.Policy, new AuditOptions { StateFolder = Path.Combine(folder, state) }, null, CancellationToken.None);
        return report.IsClean && report.To == log.Entries.Count ? report.To / clock.Elapsed.TotalSeconds : throw new InvalidOperationException(string.Join('\n', report.Findings));
    }

    // The traffic of the other rows: six statements an item.
    private static void Fill(InMemoryLog log, int entries)
    {
        var seller = log.Register(1, Role.Seller);
        var courier = log.Register(2, Role.Courier);
        for (var i = 0; log.Entries.Count < entries; i++)
        {
            using var claim = new Ed25519Signer(SHA256.HashData(BitConverter.GetBytes(i)));
            var item = SubjectKey.ForItem(Product, CrockfordBase32.NewSerial()).Value;
            var parcel = SubjectKey.ForLogisticUnit(Traffic.NewSscc()).Value;
            log.Record(seller, item, new Sale { ClaimKey = Domain.Statements.StatementSigner.PublicKeyOf(claim) });
            var shipment = log.Record(seller, item, new Shipment { Parcel = parcel, Courier = courier.Party, From = "350000", To = "310000" });
            var identity = Google.Protobuf.ByteString.CopyFrom(shipment.Statement.Identity.AsSpan());
            foreach (var activity in (TransitActivity[])[TransitActivity.PickedUp, TransitActivity.Departed, TransitActivity.Arrived])
            {
                log.Record(courier, parcel, new Transit { Activity = activity, Shipment = identity });
            }

            log.Record(courier, parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes, Shipment = identity });
        }
    }
}
