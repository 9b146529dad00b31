using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>What indexes in memory are made of.</summary>
public class KindFollowerTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    [Fact]
    public async Task It_takes_what_the_log_before_holds_first_and_each_entry_once()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var shop = await service.RegisterAsync(client, "party/gln/9521111100003", "95211111", Role.Producer);
        var product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));
        var listed = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            listed.Add((long)(await client.RecordAsync(shop.Make(product, new Listing { Name = new Text { Zh = "福鼎茶" } }), cancellation)).Entry.Index + 1);
        }

        // As a handover leaves it: entries of the log before lie at zero and below.
        var source = service.Services.GetRequiredService<NpgsqlDataSource>();
        await MoveAsync(listed[1], -3);

        using var follower = new KindFollower(source, service.Services.GetRequiredService<Checkpoints>(), "seq_id", "listing");
        var taken = new List<long>();
        for (var asked = 0; asked < 2; asked++)
        {
            Assert.Equal([-3, listed[0], listed[2]], await follower.AskAsync(row => taken.Add(row.GetInt64(0)), () => taken.ToArray(), cancellation));
        }

        // Each test's log is looked over at its end.
        await MoveAsync(-3, listed[1]);

        async Task MoveAsync(long from, long to)
        {
            await using var move = source.CreateCommand("UPDATE ledger.mt_events SET seq_id = $2 WHERE seq_id = $1");
            move.Parameters.AddWithValue(from);
            move.Parameters.AddWithValue(to);
            Assert.Equal(1, await move.ExecuteNonQueryAsync(cancellation));
        }
    }
}
