using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Faults.Tests;

/// <summary>Somebody changes what is stored, past the service. The reader's verifier says which entry and which rule; a start says what differs, and stays read-only.</summary>
public class TamperingTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const string Producer = "party/gln/9521111100003";
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_byte_changed_anywhere_in_a_stored_entry_is_named_with_its_entry_and_rule()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var entries = await RecordThreeAsync(service, client);
        ExpectDamage(service);
        // The first of a history is reached by links, the last by its proof.
        foreach (var entry in new[] { entries[0], entries[2] })
        {
            var bytes = entry.Bytes.ToByteArray();
            for (var at = 0; at < bytes.Length; at += 7)
            {
                byte[] changed = [.. bytes];
                changed[at] ^= 0x20;
                await WriteAsync(service, entry.Index, changed);

                var damaged = await Assert.ThrowsAsync<VerificationException>(() => client.ReadHistoryAsync(Product.Value, cancellation: Cancellation));

                Assert.True(damaged.Failures.Any(failure => failure.Index == entry.Index || (failure.Subject == Product.Value && failure.Version == entry.Version)), $"byte {at}: {damaged.Message}");
            }

            await WriteAsync(service, entry.Index, bytes);
        }

        Assert.Equal(3, (await client.ReadHistoryAsync(Product.Value, cancellation: Cancellation)).Entries.Count);
    }

    [Fact]
    public async Task One_byte_changed_in_the_keys_history_is_named_too()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var entries = await RecordThreeAsync(service, client);
        ExpectDamage(service);
        var grant = (await client.ReadHistoryAsync(entries[0].Statement.KeySubject!, cancellation: Cancellation)).Entries[0].Entry;
        var bytes = grant.Bytes.ToByteArray();
        bytes[^1] ^= 1;
        await WriteAsync(service, grant.Index, bytes);
        // As after a restart: what is remembered was read before.
        service.Services.GetRequiredService<ReadCaches>().ForgetBefore(long.MaxValue);

        var damaged = await Assert.ThrowsAsync<VerificationException>(() => client.ReadHistoryAsync(Product.Value, cancellation: Cancellation));

        Assert.Contains(damaged.Failures, failure => failure.Index == grant.Index);
    }

    [Fact]
    public async Task An_entry_taken_out_of_a_history_leaves_a_gap_that_is_named()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var entries = await RecordThreeAsync(service, client);
        ExpectDamage(service);
        await service.ExecuteAsync("DELETE FROM ledger.mt_events WHERE seq_id = $1", (long)entries[1].Index + 1);

        var damaged = await Assert.ThrowsAsync<VerificationException>(() => client.ReadHistoryAsync(Product.Value, cancellation: Cancellation));
        Assert.Contains(damaged.Failures, failure => failure.Rule == VerificationRule.Version && failure.Version == 3);

        var watched = await Assert.ThrowsAsync<VerificationException>(async () =>
        {
            await foreach (var _ in client.WatchLogAsync(0, Cancellation))
            {
            }
        });
        Assert.Contains(watched.Failures, failure => failure.Rule == VerificationRule.Order && failure.Index == entries[1].Index + 1);
    }

    [Fact]
    public async Task An_entry_taken_out_whose_statement_comes_again_ends_writing_instead_of_being_written_anew()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect(new LedgerClientOptions { Retry = RetryPolicy.None });
        var entries = await RecordThreeAsync(service, client);
        ExpectDamage(service);
        await service.ExecuteAsync("DELETE FROM ledger.mt_events WHERE seq_id = $1", (long)entries[1].Index + 1);
        service.Services.GetRequiredService<StateLoader>().Forget();

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            client.RecordAsync(new SignedStatement { Statement = entries[1].Statement.Bytes, Signatures = { entries[1].Signatures } }, Cancellation));

        Assert.Equal(Reason.ReadOnly, refused.Reason);
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_tile_gives_proofs_that_the_reader_refuses_and_a_start_that_stays_read_only()
    {
        using var folder = new TemporaryFolder();
        string database;
        await using (var service = await StartAsync(change: settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") }))
        await using (var client = service.Connect())
        {
            database = service.ConnectionString;
            await RecordLotsAsync(service, client, 300);
            ExpectDamage(service);
            Assert.Equal(1, await service.ExecuteAsync("UPDATE ledger.log_tile SET hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1) WHERE level = 0 AND index = 0"));

            // The neighbour's proof holds the leaf hash that was changed.
            var damaged = await Assert.ThrowsAsync<VerificationException>(() => client.GetEntryAsync(1, Cancellation));
            Assert.Contains(damaged.Failures, failure => failure.Rule == VerificationRule.Inclusion);
        }

        await RequireReadOnlyAsync(database, folder, "the stored tree of", "damaged");
        Assert.NotEmpty(CheckLog.ProblemsOf(await StoredLog.ReadAsync(database), await KeyOfAsync(database, folder), ""));
    }

    [Theory]
    [InlineData("UPDATE ledger.log_entry SET leaf_hash = set_byte(leaf_hash, 9, get_byte(leaf_hash, 9) # 4) WHERE index = 5", "leaf hash is 5")]
    [InlineData("UPDATE ledger.log_head SET root = set_byte(root, 0, get_byte(root, 0) # 1)", "its head says")]
    [InlineData("UPDATE ledger.log_head SET size = size - 1", "its head says")]
    [InlineData("UPDATE ledger.log_head SET size = size + 1", "damaged")]
    [InlineData("DELETE FROM ledger.log_entry WHERE index = 5", "leaf hash is 5")]
    public async Task A_start_over_a_changed_row_stays_read_only_and_says_what_differs(string change, string says)
    {
        using var folder = new TemporaryFolder();
        string database;
        await using (var service = await StartAsync(change: settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") }))
        await using (var client = service.Connect())
        {
            database = service.ConnectionString;
            await RecordThreeAsync(service, client);
            ExpectDamage(service);
        }

        Assert.Equal(1, await Sql.ExecuteAsync(database, change));
        await RequireReadOnlyAsync(database, folder, says);
    }

    [Theory]
    [InlineData("UPDATE ledger.log_entry SET leaf_hash = set_byte(leaf_hash, 9, get_byte(leaf_hash, 9) # 4) WHERE index = 5")]
    [InlineData("UPDATE ledger.log_head SET root = set_byte(root, 0, get_byte(root, 0) # 1)")]
    public async Task A_running_server_that_loses_touch_with_a_database_that_was_changed_meanwhile_signs_nothing_of_it(string change)
    {
        await using var service = await StartAsync();
        await using var client = service.Connect(new LedgerClientOptions { Retry = RetryPolicy.None });
        await RecordThreeAsync(service, client);
        ExpectDamage(service);
        var signed = await client.GetCheckpointAsync(Cancellation);
        await service.ExecuteAsync(change);

        for (var attempt = 0; service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause is null; attempt++)
        {
            Assert.True(attempt < 10, "it writes on");
            await service.ExecuteAsync("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            // Where another of its connections met the break first, the writer gets a new one and never learns of it: what it then signs continues its own tree, as the client checks.
            if (await Record.ExceptionAsync(() => client.RecordAsync(Another(service), Cancellation)) is null)
            {
                signed = await client.GetCheckpointAsync(Cancellation);
            }
        }

        Assert.Contains("damaged", service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause, StringComparison.Ordinal);
        Assert.Equal(signed.Checkpoint.Root, (await client.GetCheckpointAsync(Cancellation)).Checkpoint.Root);
    }

    private async Task RequireReadOnlyAsync(string database, TemporaryFolder folder, params string[] says)
    {
        await using var service = await StartAsync(database, settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") });
        ExpectDamage(service);
        var because = service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause;
        Assert.All(says, said => Assert.Contains(said, because, StringComparison.Ordinal));
        await using var client = service.Connect(new LedgerClientOptions { Retry = RetryPolicy.None });
        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(Another(service), Cancellation));
        Assert.Equal(Reason.ReadOnly, refused.Reason);
    }

    private async Task<VerifierKey> KeyOfAsync(string database, TemporaryFolder folder)
    {
        await using var service = await StartAsync(database, settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") });
        ExpectDamage(service);
        return service.Services.GetRequiredService<LogOptions>().Signer.VerifierKey;
    }

    private static SignedStatement Another(RunningService service) =>
        service.Registrar().Make(SubjectKey.Parse("party/gln/9522222200002"), new Registration { Name = new Text { En = "another" }, Roles = { Role.Courier } });

    private static async Task<List<RecordedEntry>> RecordThreeAsync(RunningService service, LedgerClient client)
    {
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var entries = new List<RecordedEntry>();
        foreach (var name in new[] { "白毫银针", "白牡丹", "寿眉" })
        {
            entries.Add((await client.RecordAsync(producer.Make(Product, new Listing { Name = new Text { Zh = name } }), Cancellation)).Entry);
        }

        return entries;
    }

    private static async Task RecordLotsAsync(RunningService service, LedgerClient client, int count)
    {
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var lots = Enumerable.Range(1, count).Select(i => producer.Make(SubjectKey.ForLot(Product, $"L{i}"), new Listing { Name = new Text { Zh = "茶" } }));
        await foreach (var outcome in client.RecordManyAsync(lots.ToAsyncEnumerable(), Cancellation))
        {
            Assert.NotNull(outcome.Recorded);
        }
    }

    private static Task<int> WriteAsync(RunningService service, ulong index, byte[] bytes) =>
        service.ExecuteAsync("UPDATE ledger.mt_events SET bdata = $2 WHERE seq_id = $1", (long)index + 1, bytes);
}
