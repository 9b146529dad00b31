using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Api.Restoring;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Api.Tests.Restoring;

/// <summary>A store from a log's entries: through the rules, not past them, and whole at every moment.</summary>
public class RestoreTests(PostgresFixture postgres)
{
    private const string Lot = "01/09521111100010/10/";

    /// <summary>What a dishonest log holds, as the next entry, and how the refusal names it. The tree and the checkpoint are right.</summary>
    public static TheoryData<string, Action<InMemoryLog, LogSpeaker>> Dishonest => new()
    {
        { "previous", (log, by) => log.Append(Listed(log, by, "A"), links => links with { Previous = null, Version = 1 }) },
        { "key_head", (log, by) => log.Append(Listed(log, by, "B"), links => links with { KeyHead = log.Entries[0].LeafHash }) },
        { "recorded_at", (log, by) => log.Append(Listed(log, by, "B"), recordedAt: log.Entries[^1].RecordedAt - 1) },
        { "between 2000 and 2100", (log, by) => log.Append(Listed(log, by, "B"), recordedAt: long.MaxValue) },
        { "already", (log, by) => log.Append(new SignedStatement { Statement = log.Entries[^1].Statement.Bytes, Signatures = { log.Entries[^1].Signatures } }) },
        { "not signed by its key", (log, by) => log.Append(Forged(Listed(log, by, "B"))) },
        { "no entry before it brought in its key", (log, by) => log.Append(log.Say(by with { Key = InMemoryLog.KeyOf("nobody") }, Lot + "B", new Listing { Name = new Text { En = "lot" } })) },
        { "NotYours", (log, by) => log.Append(log.Say(by, "01/06901234000009", new Listing { Name = new Text { En = "not its own" } })) },
        { "OtherLedger", (log, by) => log.Append(log.Say(by, Lot + "B", new Listing { Name = new Text { En = "lot" } }, statement => statement.Ledger = "another")) },
        { "GenesisNotFirst", (log, by) => log.Append(log.Say(log.Registrar, "log/genesis", log.Entries[0].Statement.Message.Genesis.Clone())) },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(2700)]
    public async Task The_store_is_the_one_that_a_service_would_have_written(int size)
    {
        var log = LogOf(size);
        var database = await postgres.CreateDatabaseAsync();

        await RestoreAsync(database, log);

        var stored = await CheckLog.PassesAsync(database, log.VerifierKey, log.Ledger);
        Assert.Equal(log.Entries.Select(entry => entry.Bytes), stored.Events.Select(entry => ByteString.CopyFrom(entry.Bytes)));
        Assert.Equal(log.Note().ToBytes(), stored.Head.Note);
    }

    [Theory]
    [MemberData(nameof(Dishonest))]
    public async Task What_no_honest_service_records_is_refused_and_the_entries_before_it_alone_are_stored(string named, Action<InMemoryLog, LogSpeaker> append)
    {
        var log = LogOf(1030);
        var by = Producer();
        log.Record(Listed(log, by, "A"));
        append(log, by);
        var database = await postgres.CreateDatabaseAsync();

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => RestoreAsync(database, log));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"Entry {log.Entries.Count - 1} ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1024, await StoredLog.ReadSizeAsync(database));
    }

    [Fact]
    public async Task Entries_that_are_not_the_checkpoints_are_refused()
    {
        var (log, other) = (LogOf(1500), LogOf(1500, "M"));
        var database = await postgres.CreateDatabaseAsync();

        Assert.Contains("not this log", (await Assert.ThrowsAsync<StartRefusedException>(() => RestoreAsync(database, log, other.Entries))).Message, StringComparison.Ordinal);
        Assert.Contains("1499 entries came", (await Assert.ThrowsAsync<StartRefusedException>(() => RestoreAsync(database, other, [.. other.Entries.Take(1499)]))).Message, StringComparison.Ordinal);
        Assert.Contains("More entries came", (await Assert.ThrowsAsync<StartRefusedException>(() => RestoreAsync(database, other, [.. other.Entries, other.Entries[^1]]))).Message, StringComparison.Ordinal);
        // What is there is the other's beginning, and stays it.
        Assert.Contains("Restore into an empty database", (await Assert.ThrowsAsync<StartRefusedException>(() => RestoreAsync(database, log))).Message, StringComparison.Ordinal);
        await RestoreAsync(database, other);
        await CheckLog.PassesAsync(database, other.VerifierKey, other.Ledger);
    }

    [Fact]
    public async Task An_interrupted_restore_goes_on_and_until_it_is_over_no_service_signs_on_it()
    {
        var log = LogOf(2700);
        var database = await postgres.CreateDatabaseAsync();
        await Assert.ThrowsAsync<IOException>(() => RestoreAsync(database, log, log.Entries, failAt: 2100));
        Assert.InRange(await StoredLog.ReadSizeAsync(database), 1024, 2048);
        await using (var service = await RunningService.StartAsync(database, settings => settings with { AnchorConfirmed = true }))
        {
            Assert.Contains("being restored", service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause, StringComparison.Ordinal);
        }

        await RestoreAsync(database, log);

        await CheckLog.PassesAsync(database, log.VerifierKey, log.Ledger);
    }

    [Fact]
    public async Task A_restored_log_whose_key_is_lost_is_read_and_never_signed_by_another()
    {
        var log = LogOf(300);
        var database = await postgres.CreateDatabaseAsync();
        await RestoreAsync(database, log);

        // A new data folder, so new keys; and an operator who confirms whatever is asked.
        await using var service = await RunningService.StartAsync(database, settings => settings with { AnchorConfirmed = true });

        Assert.Contains("log.key", service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_longer_log_is_restored_onto_its_beginning()
    {
        var log = LogOf(1500);
        var database = await postgres.CreateDatabaseAsync();
        await RestoreAsync(database, log, [.. log.Entries.Take(700)], size: 700);
        await CheckLog.PassesAsync(database, log.VerifierKey, log.Ledger);

        await RestoreAsync(database, log);

        await CheckLog.PassesAsync(database, log.VerifierKey, log.Ledger);
        Assert.Contains("more than the 700", (await Assert.ThrowsAsync<StartRefusedException>(() => RestoreAsync(database, log, [.. log.Entries.Take(700)], size: 700))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_checkpoints_are_stored_and_one_over_another_tree_is_not()
    {
        var (log, other) = (LogOf(700), LogOf(700, "M"));
        var database = await postgres.CreateDatabaseAsync();
        Assert.Contains("two histories", (await Assert.ThrowsAsync<StartRefusedException>(() => RestoreAsync(database, log, kept: [log.Note(5).ToBytes(), other.Note(300).ToBytes()]))).Message, StringComparison.Ordinal);
        Assert.Null((await StoredLog.ReadAsync(database)).Head.Note);

        await RestoreAsync(database, log, kept: [log.Note(5).ToBytes(), log.Note(300).ToBytes()]);

        await using var source = NpgsqlDataSource.Create(database);
        var store = new PublishedStore(source);
        Assert.Equal([5, 300], await store.KeptSizesAsync(0, 10, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(log.Note(300).ToBytes(), (await store.KeptAsync(300, Cancellation))!.Note);
        Assert.Equal(log.Note().ToBytes(), (await store.LastAsync(Cancellation))!.Note);
    }

    private static LogSpeaker Producer() => new(InMemoryLog.Glns(1), InMemoryLog.KeyOf("key of 1"));

    private static InMemoryLog LogOf(int size, string lots = "L")
    {
        var log = new InMemoryLog();
        if (size > 3)
        {
            var by = log.Register(1, Role.Producer, "95211111");
            while (log.Entries.Count < size)
            {
                log.Append(Listed(log, by, $"{lots}{log.Entries.Count}"));
            }
        }

        return log;
    }

    private static SignedStatement Listed(InMemoryLog log, LogSpeaker by, string lot) => log.Say(by, Lot + lot, new Listing { Name = new Text { Zh = "白牡丹" } });

    private static SignedStatement Forged(SignedStatement signed)
    {
        var signature = signed.Signatures[0].ToByteArray();
        signature[0] ^= 1;
        signed.Signatures[0] = ByteString.CopyFrom(signature);
        return signed;
    }

    private static async Task RestoreAsync(string database, InMemoryLog log, IReadOnlyList<RecordedEntry>? entries = null, int failAt = int.MaxValue, long? size = null, params byte[][] kept)
    {
        Assert.True(log.Policy.TryVerify(log.Note(size), out var checkpoint, out _));
        await using var source = NpgsqlDataSource.Create(database);
        await new Restore(source).RunAsync(checkpoint, Stretches(entries ?? log.Entries, failAt), kept.ToAsyncEnumerable(), null, Cancellation);
    }

    private static async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> Stretches(IReadOnlyList<RecordedEntry> entries, int failAt)
    {
        for (var first = 0; first < entries.Count; first += 256)
        {
            await Task.Yield();
            if (first + 256 > failAt)
            {
                throw new IOException("the test broke it");
            }

            yield return [.. entries.Skip(first).Take(256).Select(entry => entry.Bytes.Memory)];
        }
    }
}
