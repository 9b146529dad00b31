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

    // How often each is measured, by turns.
    private const int Rounds = 5;

    /// <summary>
    /// Entries a second of signatures alone, of a whole audit from an empty state, and the second of the first. Both have the same entries, in
    /// the same process, and both run before they count, audits for longer, so that what is measured is compiled. Then they take turns, each for
    /// some seconds, and each figure is the median of its rounds; the ratio is that of the rounds' own ratios, whose two halves were measured one
    /// after the other. So whatever else the machine does for a while decides nothing.
    /// </summary>
    /// <param name="entries">In the log.</param>
    /// <param name="seconds">How long each turn lasts at least; an audit is not cut, and the next begins anew from an empty state.</param>
    public static async Task<(double Signatures, double Audit, double Ratio)> MeasureAsync(int entries, double seconds)
    {
        var folder = Directory.CreateTempSubdirectory("trace-bench-audit-").FullName;
        try
        {
            var (signed, policy) = Make(entries, Path.Combine(folder, "log"));
            Task VerifyAsync()
            {
                Signatures(signed);
                return Task.CompletedTask;
            }

            Task AuditOnceAsync() => AuditAsync(folder, policy, signed.Length);
            await RateAsync(signed.Length, Math.Max(10, seconds), AuditOnceAsync);
            await RateAsync(signed.Length, seconds, VerifyAsync);
            var (signatures, audits) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                signatures.Add(await RateAsync(signed.Length, seconds, VerifyAsync));
                audits.Add(await RateAsync(signed.Length, seconds, AuditOnceAsync));
                Console.Error.WriteLine($"  round {round + 1}: signatures {signatures[^1]:N0}, audit {audits[^1]:N0} a second, {audits[^1] / signatures[^1]:P0}");
            }

            return (Median(signatures), Median(audits), Median(audits.Zip(signatures, (audit, alone) => audit / alone)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(IEnumerable<double> numbers)
    {
        var ordered = numbers.Order().ToList();
        return ordered[ordered.Count / 2];
    }

    private static async Task<double> RateAsync(int entries, double seconds, Func<Task> once)
    {
        var (clock, times) = (Stopwatch.StartNew(), 0);
        for (; times == 0 || clock.Elapsed.TotalSeconds < seconds; times++)
        {
            await once();
        }

        return times * entries / clock.Elapsed.TotalSeconds;
    }

    // The log lies in files, as an auditor finds it; in memory stays only what the signatures are checked with.
    private static (Signed[] Signed, TrustPolicy Policy) Make(int entries, string folder)
    {
        var log = new InMemoryLog();
        Fill(log, entries);
        new LogFolder(log, folder).Write();
        var keys = log.Entries.SelectMany(entry => NamedKeys.In(entry.Statement)).DistinctBy(named => named.Id).ToDictionary(named => named.Id, named => EntrySignatures.Import(named.Key)!);
        return ([.. log.Entries.Select(entry => new Signed(keys[entry.Statement.Key], entry.Statement.Bytes.ToByteArray(), entry.Signatures[0].ToByteArray()))], log.Policy);
    }

    private static void Signatures(Signed[] entries) => Parallel.ForEach(entries, entry =>
    {
        if (!entry.Key.Verify(SignatureContexts.Statement(entry.Statement), entry.Signature))
        {
            throw new InvalidOperationException("an entry is not signed");
        }
    });

    private static async Task AuditAsync(string folder, TrustPolicy policy, int entries)
    {
        var state = Path.Combine(folder, "state");
        var report = await AuditRun.RunAsync(new DirectoryLogFiles(Path.Combine(folder, "log")), policy, new AuditOptions { StateFolder = state }, null, CancellationToken.None);
        Directory.Delete(state, recursive: true);
        if (!report.IsClean || report.To != entries)
        {
            throw new InvalidOperationException(string.Join('\n', report.Findings));
        }
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

    private sealed record Signed(Ed25519PublicKey Key, byte[] Statement, byte[] Signature);
}
