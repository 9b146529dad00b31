// A courier scans a parcel through its day, offline at first, and sends the scans as one stream: dotnet run --project samples/courier -- <address> <policy> <key> <carrier> <waybill number>
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

if (args is not [var address, var policyFile, var keyFile, var carrier, var number])
{
    Console.Error.WriteLine("usage: courier <http://host:port> <policy file> <key file> <carrier> <waybill number>");
    return 2;
}

using var key = KeyFile.Load(keyFile);
var policy = TrustPolicy.Parse(await File.ReadAllBytesAsync(policyFile));
var options = new LedgerClientOptions { Store = new CheckpointStore("checkpoints") };
await using var ledger = await LedgerClient.ConnectAsync(address, policy, options);
var say = new StatementFactory(ledger.Ledger, key);

// The number never enters the log; what does can't be turned back into it.
var (parcelKey, lastYears) = await ledger.ResolveWaybillAsync(carrier, number);
var parcel = SubjectKey.Parse(parcelKey);
var morning = DateTimeOffset.Now.AddHours(-6);

async IAsyncEnumerable<SignedStatement> Scans()
{
    TransitActivity[] day = [TransitActivity.PickedUp, TransitActivity.Departed, TransitActivity.Arrived, TransitActivity.OutForDelivery];
    for (var i = 0; i < day.Length; i++)
    {
        var transit = new Transit { Activity = day[i], PreviousYearParcel = lastYears ?? "" };
        yield return say.Make(parcel, transit, morning.AddHours(i), new Place { Region = "310000" });
        await Task.Yield();
    }

    var receipt = new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes, PreviousYearParcel = lastYears ?? "" };
    yield return say.Make(parcel, receipt, morning.AddHours(5), new Place { Region = "310000" });
}

await foreach (var outcome in ledger.RecordManyAsync(Scans()))
{
    Console.WriteLine(outcome.Recorded is { } recorded
        ? $"entry {recorded.Entry.Index}: {recorded.Entry.Statement.Kind}, version {recorded.Entry.Version} of {parcel}"
        : $"refused: {outcome.Refusal!.Reason}: {outcome.Refusal.Message}");
}

var history = await ledger.ReadHistoryAsync(parcel.Value);
foreach (var entry in history.Entries)
{
    Console.WriteLine($"{DateTimeOffset.UnixEpoch.AddMicroseconds(entry.Entry.RecordedAt):u} {entry.Entry.Statement.Kind}{(entry.IsLate ? " (late)" : "")}{(entry.IsDisputed ? " (disputed)" : "")}");
}

return 0;
