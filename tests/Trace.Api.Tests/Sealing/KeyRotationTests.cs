using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trace.Api.Disclosures;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Api.Sealing;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Sealing;

/// <summary>The service's content key is changed, and at no moment is anything lost or left under the old one.</summary>
public sealed class KeyRotationTests(PostgresFixture postgres)
{
    // Of five records' keys, two at once: made, in force, three batches, cleared, finished.
    private const int Steps = 7;

    /// <summary>After which step it is interrupted.</summary>
    public static TheoryData<int> Interruptions => [.. Enumerable.Range(1, Steps)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotation_goes_step_by_step_and_ends_with_one_key_that_is_another()
    {
        await using var stage = await Stage.CreateAsync(postgres);
        var former = stage.Keys().Current.Name;
        var told = new List<RotationProgress>();

        var rotated = await stage.RotateAsync(told.Add);

        Assert.Equal(
            [
                new(RotationStep.Made, 0, 0), new(RotationStep.InForce, 0, 5), new(RotationStep.Rewrapped, 2, 5), new(RotationStep.Rewrapped, 4, 5), new(RotationStep.Rewrapped, 5, 5),
                new(RotationStep.Cleared, 5, 5), new(RotationStep.Finished, 5, 5),
            ],
            told);
        Assert.Equal((former, stage.Keys().Current.Name), rotated);
        Assert.NotEqual(former, rotated.Current);
        await stage.RequireWholeAsync();
        stage.RequireOneKey();
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task Interrupted_after_any_step_all_is_read_and_written_and_erased_meanwhile_and_the_same_call_goes_on(int step)
    {
        await using var stage = await Stage.CreateAsync(postgres);
        await Assert.ThrowsAsync<InterruptedException>(() => stage.RotateAsync(InterruptedException.After(step)));

        // As a service that starts now.
        await stage.StartAsync();
        await stage.RequireWholeAsync();
        await stage.KeepAsync();
        await stage.EraseAsync(stage.Kept.Keys.First());
        await stage.RequireWholeAsync();
        await stage.RotateAsync(_ => { });

        await stage.StartAsync();
        await stage.RequireWholeAsync();
        stage.RequireOneKey();
    }

    [Fact]
    public async Task Interrupted_after_each_batch_again_it_ends_all_the_same()
    {
        await using var stage = await Stage.CreateAsync(postgres);
        foreach (var left in new[] { 3L, 1L, 0L, 0L })
        {
            await Assert.ThrowsAsync<InterruptedException>(() => stage.RotateAsync(InterruptedException.After(3)));
            using var keys = stage.Keys();
            Assert.Equal(left, await stage.ScalarAsync("SELECT count(*) FROM ledger.record_key WHERE substr(wrapped, 1, 8) = $1", keys.Former!.Id));
            await stage.RequireWholeAsync();
        }

        await stage.RotateAsync(_ => { });
        await stage.RequireWholeAsync();
        stage.RequireOneKey();
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task The_old_key_opens_nothing_any_more_and_is_refused_by_name_once_something_is_under_the_new_one(int step)
    {
        await using var stage = await Stage.CreateAsync(postgres);
        using var old = stage.CopyKeys();
        if (step < Steps)
        {
            await Assert.ThrowsAsync<InterruptedException>(() => stage.RotateAsync(InterruptedException.After(step)));
        }
        else
        {
            await stage.RotateAsync(_ => { });
        }

        using var keys = ContentKeys.Read(old.Path);
        var opened = await stage.OpenedAsync(keys);
        Assert.Equal(step switch { <= 2 => 5, 3 => 3, 4 => 1, _ => 0 }, opened);
        if (step > 2)
        {
            var refused = await Assert.ThrowsAsync<StartRefusedException>(() => stage.StartAsync(keys));
            Assert.Contains(stage.Keys().Current.Name, refused.Message, StringComparison.Ordinal);
            Assert.Contains(keys.Current.Name, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_service_that_knows_the_old_key_alone_wraps_nothing_more_under_it_from_the_moment_that_it_is_out_of_force()
    {
        await using var stage = await Stage.CreateAsync(postgres);
        using var elsewhere = stage.CopyKeys();
        using var old = ContentKeys.Read(elsewhere.Path);
        await stage.KeepAsync(old);
        await Assert.ThrowsAsync<InterruptedException>(() => stage.RotateAsync(InterruptedException.After(2)));

        var refused = await Assert.ThrowsAsync<OtherContentKeyException>(() => stage.KeepAsync(old));

        Assert.Contains(old.Current.Name, refused.Message, StringComparison.Ordinal);
        Assert.Equal(6, stage.Kept.Count);
        Assert.Equal(6L, await stage.ScalarAsync("SELECT count(*) FROM ledger.record_key"));
        await stage.RotateAsync(_ => { });
        await stage.RequireWholeAsync();
        await Assert.ThrowsAsync<OtherContentKeyException>(() => stage.ReadAsync(old));
    }

    [Fact]
    public async Task One_row_under_a_third_key_is_found_wherever_it_lies_and_named_and_no_new_key_is_made()
    {
        await using var stage = await Stage.CreateAsync(postgres);
        // Behind all others, and then before them.
        foreach (var name in new byte[][] { [.. Enumerable.Repeat((byte)0xff, 32)], new byte[32] })
        {
            await stage.ScalarAsync("DELETE FROM ledger.record_key WHERE position('\\xabababababababab'::bytea IN wrapped) = 1");
            await stage.ScalarAsync("INSERT INTO ledger.record_key (name, wrapped) VALUES ($1, '\\xabababababababab0011'::bytea)", name);

            foreach (var refused in new[] { await Assert.ThrowsAsync<StartRefusedException>(() => stage.StartAsync()), await Assert.ThrowsAsync<StartRefusedException>(() => stage.RotateAsync(_ => { })) })
            {
                Assert.Contains("abababababababab (1)", refused.Message, StringComparison.Ordinal);
                Assert.Contains(stage.Keys().Current.Name, refused.Message, StringComparison.Ordinal);
            }

            Assert.False(stage.IsUnderWay);
            Assert.Equal(stage.Keys().Current.Id, await stage.ScalarAsync("SELECT id FROM ledger.content_key"));
        }
    }

    [Fact]
    public async Task A_damaged_row_is_named_and_both_keys_stay_until_it_is_gone()
    {
        await using var stage = await Stage.CreateAsync(postgres);
        var damaged = stage.Kept.Keys.First().ToArray();
        await stage.ScalarAsync("UPDATE ledger.record_key SET wrapped = set_byte(wrapped, 30, get_byte(wrapped, 30) # 1) WHERE name = $1", damaged);

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => stage.RotateAsync(_ => { }));

        Assert.Contains(Convert.ToHexStringLower(damaged), refused.Message, StringComparison.Ordinal);
        Assert.True(stage.IsUnderWay);
        await stage.EraseAsync(Hash256.From(damaged));
        await stage.RotateAsync(_ => { });
        await stage.RequireWholeAsync();
        stage.RequireOneKey();
    }

    [Fact]
    public async Task A_half_written_next_key_is_none_and_a_next_key_without_the_first_is_refused()
    {
        await using var stage = await Stage.CreateAsync(postgres);
        await File.WriteAllTextAsync(Path.Combine(stage.Folder, "content.key.next.new"), "half", Cancellation);
        await stage.RotateAsync(_ => { });
        await stage.RequireWholeAsync();
        await Assert.ThrowsAsync<InterruptedException>(() => stage.RotateAsync(InterruptedException.After(1)));
        var current = Path.Combine(stage.Folder, "content.key");
        File.Move(current, current + ".lost");

        Assert.Contains(current, Assert.Throws<StartRefusedException>(() => stage.Keys()).Message, StringComparison.Ordinal);
        Assert.Contains(current, (await Assert.ThrowsAsync<StartRefusedException>(() => stage.RotateAsync(_ => { }))).Message, StringComparison.Ordinal);
        File.Move(current + ".lost", current);
        await stage.RotateAsync(_ => { });
        await stage.RequireWholeAsync();
    }

    [Fact]
    public async Task An_old_back_up_of_the_keys_opens_with_the_old_key_alone_and_comes_under_the_new_one_by_the_same_call()
    {
        await using var stage = await Stage.CreateAsync(postgres);
        using var old = stage.CopyKeys();
        var backup = await stage.DumpAsync();
        await stage.RotateAsync(_ => { });
        var current = await File.ReadAllTextAsync(Path.Combine(stage.Folder, "content.key"), Cancellation);

        await stage.LoadAsync(backup);
        Assert.Contains("other keys", (await Assert.ThrowsAsync<StartRefusedException>(() => stage.StartAsync())).Message, StringComparison.Ordinal);
        File.Copy(Path.Combine(old.Path, "content.key"), Path.Combine(stage.Folder, "content.key"), overwrite: true);
        var next = Path.Combine(stage.Folder, "content.key.next");
        await File.WriteAllTextAsync(next, current, Cancellation);
        File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("0600", Assert.Throws<StartRefusedException>(() => stage.Keys()).Message, StringComparison.Ordinal);
        File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await stage.StartAsync();
        await stage.RequireWholeAsync();
        await stage.RotateAsync(_ => { });

        Assert.Equal(current, await File.ReadAllTextAsync(Path.Combine(stage.Folder, "content.key"), Cancellation));
        await stage.RequireWholeAsync();
        stage.RequireOneKey();
    }

    private sealed class InterruptedException : Exception
    {
        public static Action<RotationProgress> After(int step)
        {
            var reports = 0;
            return _ =>
            {
                if (++reports == step)
                {
                    throw new InterruptedException();
                }
            };
        }
    }

    private sealed class Told(Action<RotationProgress> hear) : IProgress<RotationProgress>
    {
        public void Report(RotationProgress value) => hear(value);
    }

    /// <summary>A database with five contents that are kept and two that were erased, and a folder with its content key.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        private readonly TemporaryFolder _data = new();
        private readonly NpgsqlDataSource _source;
        private readonly LedgerKeys _keys;

        private Stage(string database)
        {
            _source = NpgsqlDataSource.Create(database);
            _keys = LedgerKeys.Load(new TraceSettings { Data = _data.Path, Anchor = _data.Path, Postgres = database });
        }

        public string Folder => _keys.Folder;

        public bool IsUnderWay => File.Exists(Path.Combine(Folder, "content.key.next"));

        /// <summary>What is to be read, by digest.</summary>
        public Dictionary<Hash256, Disclosure> Kept { get; } = [];

        public HashSet<Hash256> Erased { get; } = [];

        public static async Task<Stage> CreateAsync(PostgresFixture postgres)
        {
            var stage = new Stage(await postgres.CreateDatabaseAsync());
            await using (var marten = LedgerSchema.CreateStore(stage._source))
            {
                await LedgerSchema.ApplyAsync(marten, stage._source, Cancellation);
            }

            await stage.StartAsync();
            for (var i = 0; i < 7; i++)
            {
                await stage.KeepAsync();
            }

            await stage.EraseAsync(stage.Kept.Keys.First());
            await stage.EraseAsync(stage.Kept.Keys.Last());
            return stage;
        }

        /// <summary>As a service loads them now.</summary>
        public ContentKeys Keys() => ContentKeys.Load(_keys);

        public Task<(string Former, string Current)> RotateAsync(Action<RotationProgress> hear) => new KeyRotation(_source, Folder, atOnce: 2).RunAsync(new Told(hear), Cancellation);

        public Task StartAsync() => StartAsync(Keys());

        public Task StartAsync(ContentKeys keys) => new OpenContents(_source, keys, new RecordKeys(keys), NullLogger<OpenContents>.Instance).StartAsync(Cancellation);

        public async Task KeepAsync(ContentKeys? keys = null)
        {
            var digest = Hash256.From(RandomNumberGenerator.GetBytes(32));
            var disclosure = new Disclosure { Key = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)), Content = ByteString.CopyFromUtf8($"content {Kept.Count}") };
            Assert.True(await Store(keys).KeepAsync(digest.ToArray(), "text/plain", disclosure, null, Cancellation));
            Kept.Add(digest, disclosure);
        }

        public async Task EraseAsync(Hash256 digest)
        {
            await Store().EraseAsync(digest.ToArray(), Cancellation);
            Kept.Remove(digest);
            Erased.Add(digest);
        }

        public Task<Dictionary<Hash256, StoredContent>> ReadAsync(ContentKeys? keys = null) => Store(keys).FindAsync([.. Kept.Keys.Concat(Erased).Select(digest => digest.ToArray())], Cancellation);

        /// <summary>How many of what is kept a set of keys opens.</summary>
        public async Task<int> OpenedAsync(ContentKeys keys)
        {
            var opened = 0;
            foreach (var digest in Kept.Keys)
            {
                try
                {
                    await Store(keys).FindAsync([digest.ToArray()], Cancellation);
                    opened++;
                }
                catch (OtherContentKeyException)
                {
                }
            }

            return opened;
        }

        /// <summary>What is kept reads as it was written, and what was erased is erased.</summary>
        public async Task RequireWholeAsync()
        {
            var read = await ReadAsync();
            Assert.Equal(Kept.Count + Erased.Count, read.Count);
            Assert.All(Kept, kept => Assert.Equal(kept.Value, read[kept.Key].Disclosure));
            Assert.All(Erased, digest => Assert.Equal(ContentState.Erased, read[digest].State));
            Assert.Equal((long)Kept.Count, await ScalarAsync("SELECT count(*) FROM ledger.record_key"));
        }

        /// <summary>There is one key, under which all is wrapped.</summary>
        public void RequireOneKey()
        {
            using var keys = Keys();
            Assert.Null(keys.Former);
            Assert.Equal(["content.key", "intake.key", "log.key", "platform.key", "registrar.key"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "content.key")));
        }

        public TemporaryFolder CopyKeys()
        {
            var copy = new TemporaryFolder();
            File.Copy(Path.Combine(Folder, "content.key"), Path.Combine(copy.Path, "content.key"));
            return copy;
        }

        /// <summary>The table of keys, as a back-up holds it.</summary>
        public async Task<List<(byte[] Name, byte[] Wrapped)>> DumpAsync()
        {
            var rows = new List<(byte[], byte[])>();
            await using var select = _source.CreateCommand("SELECT name, wrapped FROM ledger.record_key");
            await using var reader = await select.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
            {
                rows.Add((reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1)));
            }

            return rows;
        }

        public async Task LoadAsync(List<(byte[] Name, byte[] Wrapped)> rows)
        {
            await ScalarAsync("TRUNCATE ledger.record_key");
            foreach (var (name, wrapped) in rows)
            {
                await ScalarAsync("INSERT INTO ledger.record_key (name, wrapped) VALUES ($1, $2)", name, wrapped);
            }
        }

        public async Task<object?> ScalarAsync(string sql, params byte[][] values)
        {
            await using var command = _source.CreateCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.AddWithValue(value);
            }

            return await command.ExecuteScalarAsync(Cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            _keys.Dispose();
            await _source.DisposeAsync();
            _data.Dispose();
        }

        private DisclosureStore Store(ContentKeys? keys = null) => new(_source, new RecordKeys(keys ?? Keys()));
    }
}
