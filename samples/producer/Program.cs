// A producer lists a tea, ships one tin of it, and reads back what the ledger holds: dotnet run --project samples/producer -- <address> <policy> <key>
using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

if (args is not [var address, var policyFile, var keyFile, ..])
{
    Console.Error.WriteLine("usage: producer <http://host:port> <policy file> <key file> [<party> [<gtin>]]");
    return 2;
}

if (!File.Exists(keyFile))
{
    using var made = KeyFile.Create(keyFile, args.ElementAtOrDefault(3));
    Console.WriteLine($"Made {made}. Have it granted by the registrar of the ledger, then run this again.");
    return 0;
}

using var key = KeyFile.Load(keyFile);
var policy = TrustPolicy.Parse(await File.ReadAllBytesAsync(policyFile));
var options = new LedgerClientOptions { Store = new CheckpointStore("checkpoints") };
await using var ledger = await LedgerClient.ConnectAsync(address, policy, options);
var say = new StatementFactory(ledger.Ledger, key);

var tea = SubjectKey.ForProduct(Gtin.Parse(args.ElementAtOrDefault(4) ?? "06901234567892"));
var tin = SubjectKey.ForItem(tea, Convert.ToHexString(Guid.NewGuid().ToByteArray().AsSpan(0, 6)));
var secret = say.Seal(new Shipment.Types.Confidential { OrderReference = "PO-2026-17", To = "310106" });
var shipped = say.Make(tin, new Shipment
{
    Parcel = $"parcel/shunfeng/{DateTimeOffset.UtcNow.AddHours(8).Year}-{new string('a', 26)}",
    From = "350000",
    To = "310000",
}, secret: secret);

try
{
    var listed = await ledger.RecordAsync(say.Make(tea, new Listing { Name = new Text { Zh = "正山小种", En = "Lapsang Souchong" }, Category = Category.Tea, Origin = "350000" }));
    Console.WriteLine($"Listed {tea} in entry {listed.Entry.Index}.");

    var recorded = await ledger.RecordAsync(shipped);
    await ledger.DiscloseAsync(recorded.Entry.Statement.Identity, secret);
    Console.WriteLine($"Shipped {tin} in entry {recorded.Entry.Index}, promised by the checkpoint of {recorded.Checkpoint.Checkpoint.Size} entries.");

    var history = await ledger.ReadHistoryAsync(tin.Value, thorough: true);
    Console.WriteLine(JsonFormatter.ToDiagnosticString(history.Entries[^1].Entry.Statement.Message));
    Console.WriteLine($"{history.Entries.Count} entries, every signature, link and proof checked; {ledger.Awaiting.Count} checkpoints wait to be confirmed.");
    return 0;
}
catch (RefusedException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 1;
}
