// A courier's program for a handheld: what its scanner types, or a file of scans, becomes signed statements on this device's disk, and goes out
// whenever there is a network. docs/couriers.md says what is scanned.
//
//   dotnet run --project samples/courier -- --server https://trace.example:8081 --policy trace.policy --key courier.key --courier shunfeng --place 350000
//
// Reads standard input, which is what a keyboard wedge types, or the file that comes last: a scan a line, in a file with its time and a tab in front.
using Courier;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Domain.Ledger;

if (Settings.Read(args) is not { } settings)
{
    Console.Error.WriteLine(Settings.Usage);
    return 2;
}

using var key = KeyFile.Load(settings.Key);
var policy = TrustPolicy.Parse(await File.ReadAllBytesAsync(settings.Policy));
if (policy.Ledger is not { } ledger || key.Party is not { } party)
{
    Console.Error.WriteLine("the policy must name its ledger (a line \"# ledger …\"), and the key its party");
    return 2;
}

// Neither needs the ledger to be there: a round begins in a cellar too.
Directory.CreateDirectory(settings.Folder);
await using var client = new LedgerClient(settings.Server, ledger, policy, new LedgerClientOptions { Store = new CheckpointStore(Path.Combine(settings.Folder, "checkpoints")), Retry = new RetryPolicy { MaxAttempts = 2 }, CallTimeout = TimeSpan.FromSeconds(10) });
using var outbox = Outbox.Open(Path.Combine(settings.Folder, "outbox.db"), ledger);
using var ending = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    ending.Cancel();
};
var sending = outbox.RunAsync(client, ending.Token);

var keys = new WaybillKeys(settings.Folder, client, key);
var desk = new Desk(outbox, new StatementFactory(ledger, key), keys, settings);
var round = new Round(settings.Courier);
using var scans = settings.Scans is { } file ? File.OpenText(file) : Console.In;
var (refused, lost) = (0, 0);
var isToldOfSending = false;
try
{
    while (await scans.ReadLineAsync(ending.Token) is { } line)
    {
        // None of these ends by waiting, such as a log that forked: the scans are kept, and somebody has to know.
        if (sending.IsFaulted && !isToldOfSending)
        {
            isToldOfSending = true;
            Console.WriteLine($"\a! nothing is sent any more: {sending.Exception!.InnerException!.Message}");
        }

        switch (round.Hear(line))
        {
            case Round.Problem problem:
                // A scanner's user looks at the road: what is wrong is heard.
                Console.WriteLine($"\a! {problem.Why}");
                refused++;
                break;
            case Round.Changed changed:
                Console.WriteLine($"  {changed.What}");
                break;
            case Round.Parcel parcel:
                try
                {
                    Console.WriteLine($"+ {await desk.SayAsync(parcel, ending.Token)}");
                }
                catch (Exception problem) when (problem is not OperationCanceledException)
                {
                    // A full disk, a picture that is gone, a key that is not granted: this parcel is scanned again, and the next one goes on.
                    Console.WriteLine($"\a! {Desk.Short(parcel)} is not kept, scan {(parcel.Picture is null ? "it" : "its photo and it")} again: {problem.Message}");
                    lost++;
                }

                break;
        }
    }
}
catch (OperationCanceledException) when (ending.IsCancellationRequested)
{
}

// What is on the disk goes out at the next start too.
var limit = Task.Delay(settings.Wait);
while (outbox.Counts().Waiting > 0 && !limit.IsCompleted && !sending.IsCompleted)
{
    await Task.Delay(100);
}

await ending.CancelAsync();
await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
if (sending.IsFaulted)
{
    Console.WriteLine($"\a! nothing is sent any more: {sending.Exception.InnerException!.Message}");
}

var counts = outbox.Counts();
Console.WriteLine($"{counts.Recorded} recorded, {counts.Waiting} wait, {counts.Refused} refused; {refused} scans were not understood, {lost} not kept");
foreach (var entry in outbox.Entries(OutboxState.Refused))
{
    Console.WriteLine($"! {entry.Sequence} {entry.Kind} {entry.Subject}: {entry.Refusal!.Reason} {entry.Refusal.Message}");
}

return counts.Refused + refused + lost > 0 || sending.IsFaulted ? 1 : 0;
