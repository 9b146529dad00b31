using System.Security.Cryptography;
using Trace.Agent.Lines;
using Trace.Api.Tests;
using Trace.Api.Tests.Deadlines;
using Trace.Client;
using Trace.Client.Outboxes;
using Trace.Domain.Ledger;
using static Trace.Tool.Tests.Parties;

namespace Trace.Tool.Tests;

/// <summary>A folder whose files are taken: none of them keeps the others waiting for ever, and none stays for ever. The year's key is here, and nobody asks a ledger.</summary>
public sealed class InboxTests : IAsyncDisposable
{
    private const string Log = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(90);

    private readonly TemporaryFolder _temporary = new();
    private readonly MovedClock _clock = new();
    private readonly List<string> _told = [];
    private readonly string _folder;
    private readonly LedgerClient _client;
    private readonly KeyFile _key;
    private readonly YearKeys _years;
    private readonly Outbox _outbox;
    private readonly Inbox _inbox;

    public InboxTests()
    {
        _folder = Directory.CreateDirectory(Path.Combine(_temporary.Path, "inbox")).FullName;
        _client = new LedgerClient("http://localhost:1", "trace.example", TrustPolicy.Of(VerifierKey.Parse(Log), "trace.example"));
        _key = KeyFile.Create(Path.Combine(_temporary.Path, "courier.key"), Courier);
        foreach (var year in LineSigner.YearsOf(_clock.GetUtcNow()))
        {
            File.WriteAllText(Path.Combine(_temporary.Path, $"waybill-{year}.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        _years = new YearKeys(_temporary.Path, _client, _key, _clock);
        _outbox = Outbox.Open(Path.Combine(_temporary.Path, "outbox.db"), _client.Ledger, new OutboxOptions { Time = _clock });
        _inbox = new Inbox(_folder, new LineIntake(_outbox, new StatementFactory(_client.Ledger, _key, _clock), _years, _clock), s_kept, _clock, _told.Add);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_is_too_large_is_moved_away_and_one_that_cannot_be_read_waits_alone()
    {
        using (var large = File.Create(Path.Combine(_folder, "a.jsonl")))
        {
            large.SetLength(Inbox.MaxBytes + 1);
        }

        // Nobody can read what is not there, not even root.
        File.CreateSymbolicLink(Path.Combine(_folder, "b.jsonl"), Path.Combine(_temporary.Path, "later"));
        Put("c.jsonl", Line(1));
        await _inbox.LookAsync(Cancellation);
        await _inbox.LookAsync(Cancellation);

        Assert.Equal(["bad/a.jsonl", "b.jsonl", "done/c.jsonl"], Files());
        Assert.Equal(1, _outbox.Counts().Waiting);
        Assert.Equal(2, _told.Count);
        await File.WriteAllTextAsync(Path.Combine(_temporary.Path, "later"), Line(2), Cancellation);
        await _inbox.LookAsync(Cancellation);
        Assert.Equal(2, _outbox.Counts().Waiting);
    }

    [Fact]
    public async Task A_folder_that_is_gone_for_a_while_is_told_of_once_and_looked_into_again()
    {
        Directory.Delete(_folder);
        await _inbox.LookAsync(Cancellation);
        await _inbox.LookAsync(Cancellation);
        Assert.Single(_told);
        Assert.False(Directory.Exists(_folder));

        Directory.CreateDirectory(_folder);
        Put("a.jsonl", Line(1));
        await _inbox.LookAsync(Cancellation);
        Assert.Equal(["done/a.jsonl"], Files());
    }

    [Fact]
    public async Task What_was_taken_is_deleted_after_as_long_as_the_outbox_keeps_it()
    {
        Put("a.jsonl", Line(1) + "\n{}\n");
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "a.jsonl"), DateTime.UnixEpoch.AddYears(40));
        await _inbox.LookAsync(Cancellation);
        Assert.Equal(["done/a.jsonl", "done/a.jsonl.errors"], Files());

        _clock.Pass(s_kept - TimeSpan.FromHours(2));
        await _inbox.LookAsync(Cancellation);
        Assert.Equal(2, Files().Count);
        _clock.Pass(TimeSpan.FromHours(4));
        await _inbox.LookAsync(Cancellation);
        Assert.Empty(Files());
    }

    public async ValueTask DisposeAsync()
    {
        _outbox.Dispose();
        _years.Dispose();
        _key.Dispose();
        await _client.DisposeAsync();
        _temporary.Dispose();
    }

    private string Line(int number) => $$"""{"waybill":"SF8800{{number}}","courier":"shunfeng","event":"arrived","at":"{{_clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd HH:mm:ss}}+08:00"}""";

    private void Put(string name, string lines) => File.WriteAllText(Path.Combine(_folder, name), lines);

    private List<string> Files() => [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder, file)).OrderBy(Path.GetFileName, StringComparer.Ordinal)];
}
