using Trace.Client.Outboxes;
using Trace.Domain.Barcodes;
using Trace.Testing;
using Trace.V1;

namespace Trace.Client.Tests.Outboxes;

/// <summary>A courier with a key, a ledger that may fail, and parcels.</summary>
internal sealed class OutboxWorld : IAsyncDisposable
{
    private static readonly RetryPolicy Fast = new() { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(2) };

    public OutboxWorld()
    {
        Ledger = new FakeLedger(Log);
        Ledger.Refuse = Log.Judge;
        Client = new LedgerClient(Ledger, "http://localhost:5000", Log.Ledger, Log.Policy, new LedgerClientOptions { Retry = RetryPolicy.None, FinalEvery = null });
        var courier = Log.Register(2, Role.Courier);
        Say = new StatementFactory(Log.Ledger, courier.Party, courier.Key);
    }

    public InMemoryLog Log { get; } = new();

    public FakeLedger Ledger { get; }

    public LedgerClient Client { get; }

    public StatementFactory Say { get; }

    public static OutboxOptions Options => new() { Pace = Fast, Patience = Fast };

    public Outbox Open(string path, OutboxOptions? options = null) => Outbox.Open(path, Log.Ledger, options ?? Options);

    public static SubjectKey Parcel(int number) => SubjectKey.Parse($"parcel/shunfeng/2026-{new string((char)('b' + number), 25)}a");

    /// <summary>A fact of a parcel, told apart by its time alone; signed anew each time.</summary>
    public OutboxItem Fact(int parcel, int number, Action<Transit>? change = null)
    {
        var transit = new Transit { Activity = TransitActivity.Arrived };
        change?.Invoke(transit);
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(Log.Now - 86_400_000_000 + (number * 1000)).ToOffset(TimeSpan.FromHours(8));
        return new OutboxItem(Say.Make(Parcel(parcel), transit, at)) { Once = $"{parcel}/{number}" };
    }

    /// <summary>Such a fact whose finer place is sealed, and has to be uploaded.</summary>
    public OutboxItem Sealed(int parcel, int number)
    {
        var secret = Say.Seal(new Transit.Types.Confidential { Region = "350100" });
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(Log.Now - 86_400_000_000 + (number * 1000)).ToOffset(TimeSpan.FromHours(8));
        return new OutboxItem(Say.Make(Parcel(parcel), new Transit { Activity = TransitActivity.Arrived }, at, new Place { Region = "350000" }, secret)) { Once = $"{parcel}/{number}", Contents = [secret] };
    }

    /// <summary>The times that the log has of a parcel, in its order.</summary>
    public List<long> Recorded(int parcel) => [.. Log.Entries.Where(entry => entry.Statement.Subject == Parcel(parcel)).Select(entry => entry.Statement.Message.Time)];

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
