using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Faults.Tests.Week;

/// <summary>A courier: a van with an outbox, and a line to the ledger half of the time.</summary>
internal sealed class Courier : IAsyncDisposable
{
    // Stages of eight hours each, counted from the sale.
    private const int LateBy = 11;

    private readonly CutLine _line = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly LedgerClient _client;
    private readonly Task _sending;
    private readonly SharedClock _clock;

    public Courier(string folder, int number, StatementFactory says, TrustPolicy policy, SharedClock clock)
    {
        (Number, Says, _clock) = (number, says, clock);
        // A minute of patience stays one of these seconds.
        Box = Outbox.Open(Path.Combine(folder, $"van{number}.db"), says.Ledger, new OutboxOptions { Time = clock, AnswerWithin = TimeSpan.FromHours(1) });
        _client = new LedgerClient(_line.Address, says.Ledger, policy, new LedgerClientOptions { Retry = RetryPolicy.None, FinalEvery = null, Time = clock, CallTimeout = TimeSpan.FromSeconds(10), Window = 16 });
        _sending = SendAsync();
    }

    public int Number { get; }

    public StatementFactory Says { get; }

    public Outbox Box { get; }

    /// <summary>Whether it has a network at a stage: two of four.</summary>
    public bool IsOnline(int stage) => (stage + Number) % 4 < 2;

    /// <summary>Drives on: its line leads to the server, or nowhere.</summary>
    public void Drive(int? port) => _line.LeadTo(port);

    /// <summary>Puts down what happens to a parcel at a stage after its sale.</summary>
    public void Handle(Order order, int stage)
    {
        var what = (stage, order.Arrival) switch
        {
            (1, _) => new Transit { Activity = TransitActivity.PickedUp },
            (2, _) => new Transit { Activity = TransitActivity.Arrived },
            (3, not Arrival.Lost) => new Transit { Activity = TransitActivity.OutForDelivery },
            (4, Arrival.Received) => new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes },
            (4, Arrival.Collected or Arrival.CollectedLate) => new Transit { Activity = TransitActivity.Placed },
            (5, Arrival.Collected) or (4 + LateBy, Arrival.CollectedLate) => new Receipt { Manner = ReceiptManner.Collected, Agreed = Agreed.Yes },
            _ => (Google.Protobuf.IMessage?)null,
        };
        if (what is not null)
        {
            Box.Put(new OutboxItem(Says.Make(order.Parcel, what, at: _clock.GetUtcNow())) { Once = $"{order.Number}/{stage}" });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _sending;
        await _client.DisposeAsync();
        await _line.DisposeAsync();
        Box.Dispose();
        _ending.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            await Box.RunAsync(_client, _ending.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
