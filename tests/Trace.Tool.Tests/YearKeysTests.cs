using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Agent.Lines;
using Trace.Api.Tests;
using Trace.Api.Tests.Deadlines;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Relay.Providers;
using Trace.Relay.Taking;
using Trace.V1;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary>What a line's year waits for, and what is its own fault: a real service whose clock is moved, and intakes of agent and relay beside it.</summary>
public sealed class YearKeysTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    private readonly TemporaryFolder _folder = new();
    private readonly MovedClock _clock = new();
    private readonly List<IDisposable> _open = [];
    private RunningService _service = null!;
    private LedgerClient _client = null!;
    private KeyFile _key = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync(), replace: services => services.AddSingleton<TimeProvider>(_clock));
        _client = _service.Connect();
        _key = KeyFile.Create(Path.Combine(_folder.Path, "courier.key"), Courier);
    }

    [Fact]
    public async Task Of_a_key_that_is_not_granted_yet_nothing_is_taken_and_nothing_is_refused()
    {
        var (intake, outbox) = Intake();
        var (desk, store) = Desk(outbox);
        var lines = Lines(_clock.GetUtcNow(), _clock.GetUtcNow().AddYears(-9));

        // Neither party nor key are known; then the party alone.
        var unknown = await Assert.ThrowsAsync<YearKeyMissingException>(() => intake.TakeAsync(lines, Cancellation));
        await Assert.ThrowsAsync<YearKeyMissingException>(() => desk.TakeAsync(Pushed(_clock.GetUtcNow()), new byte[1], Cancellation));
        Assert.Contains("UnknownKey", unknown.Message, StringComparison.Ordinal);
        Assert.Empty(store.Kinds());

        await _service.RegisterAsync(_client, Courier, "", _key.Signer, Role.Courier);
        var answers = await intake.TakeAsync(lines, Cancellation);
        await desk.TakeAsync(Pushed(_clock.GetUtcNow()), new byte[1], Cancellation);

        Assert.Equal([true, false], answers.Select(answer => answer.Taken));
        Assert.Equal("at", answers[1].Field);
        Assert.Equal(2, outbox.Counts().Waiting);
        Assert.Empty(store.Kinds());
    }

    [Fact]
    public async Task A_line_of_a_year_to_come_is_refused_until_that_year_is_there()
    {
        await _service.RegisterAsync(_client, Courier, "", _key.Signer, Role.Courier);
        var (intake, outbox) = Intake();
        var (desk, store) = Desk(outbox);
        var next = new DateTimeOffset(_clock.GetUtcNow().ToOffset(s_china).Year + 1, 7, 1, 12, 0, 0, s_china);
        Assert.False(Assert.Single(await intake.TakeAsync(Lines(next), Cancellation)).Taken);
        await desk.TakeAsync(Pushed(next), new byte[1], Cancellation);
        Assert.Equal("refused, time", Assert.Single(store.Kinds()).Code);

        _clock.Pass(next.AddHours(1) - _clock.GetUtcNow());
        await desk.TryUnknownAsync(Cancellation);

        Assert.True(Assert.Single(await intake.TakeAsync(Lines(next), Cancellation)).Taken);
        Assert.Empty(store.Kinds());
        Assert.Equal(2, outbox.Counts().Waiting);
    }

    public async ValueTask DisposeAsync()
    {
        _open.ForEach(one => one.Dispose());
        _key.Dispose();
        await _client.DisposeAsync();
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    private static LineText[] Lines(params DateTimeOffset[] times) =>
        [.. times.Select((at, i) => new LineText(i + 1, Encoding.UTF8.GetBytes($$"""{"waybill":"SF77","courier":"shunfeng","event":"arrived","at":"{{at.ToOffset(s_china).ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture)}}"}""")))];

    private static PushedState[] Pushed(DateTimeOffset at) => [new(Provider.Kuaidi100, "shunfeng", "SF78", at.ToOffset(s_china), ["301"], "", "words")];

    private (LineIntake Intake, Outbox Outbox) Intake()
    {
        var outbox = Outbox.Open(Path.Combine(_folder.Path, "outbox.db"), _client.Ledger, new OutboxOptions { Time = _clock });
        _open.Add(outbox);
        return (new LineIntake(outbox, new StatementFactory(_client.Ledger, _key, _clock), Keys("agent"), _clock), outbox);
    }

    private (RelayDesk Desk, TakenStore Store) Desk(Outbox outbox)
    {
        var store = TakenStore.Open(Path.Combine(_folder.Path, "taken.db"));
        _open.Add(store);
        return (new RelayDesk(outbox, new StatementFactory(_client.Ledger, _key, _clock), Keys("relay"), store, _clock), store);
    }

    private YearKeys Keys(string name)
    {
        var keys = new YearKeys(Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName, _client, _key, _clock);
        _open.Add(keys);
        return keys;
    }
}
