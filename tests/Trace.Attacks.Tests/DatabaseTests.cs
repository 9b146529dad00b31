using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Audit;
using Trace.Audit.Monitoring;
using Trace.Client;
using Trace.Domain.Ledger;

namespace Trace.Attacks.Tests;

/// <summary>Somebody with the database's password and none of the log's keys, behind a running service.</summary>
public class DatabaseTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_entry_is_named_by_the_audit()
    {
        await using var scene = await WithThreeAsync();
        Assert.Equal(1, await scene.ExecuteAsync("UPDATE ledger.mt_events SET bdata = set_byte(bdata, 40, get_byte(bdata, 40) # 1) WHERE seq_id = 10"));

        var report = await scene.AuditAsync();

        Assert.Contains(report.Findings, finding => finding.Index == 9);
    }

    [Fact]
    public async Task A_removed_entry_is_named_by_the_audit()
    {
        await using var scene = await WithThreeAsync();
        Assert.Equal(1, await scene.ExecuteAsync("DELETE FROM ledger.mt_events WHERE seq_id = 10"));

        await RequireFoundAsync(scene);
    }

    [Fact]
    public async Task Two_swapped_entries_are_named_by_the_audit()
    {
        await using var scene = await WithThreeAsync();
        Assert.Equal(2, await scene.ExecuteAsync("UPDATE ledger.mt_events AS one SET bdata = other.bdata FROM ledger.mt_events AS other WHERE (one.seq_id, other.seq_id) IN ((9, 10), (10, 9))"));

        var report = await scene.AuditAsync();

        Assert.Contains(report.Findings, finding => finding.Index == 8);
        Assert.Contains(report.Findings, finding => finding.Index == 9);
    }

    [Fact]
    public async Task An_inserted_entry_is_not_in_the_tree_and_the_reader_refuses_its_history()
    {
        await using var scene = await WithThreeAsync();
        await scene.ExecuteAsync("""
            INSERT INTO ledger.mt_events (seq_id, id, stream_id, version, data, bdata, type, timestamp, mt_dotnet_type)
            SELECT seq_id + 1000, gen_random_uuid(), stream_id, version + 100, data, bdata, type, timestamp, mt_dotnet_type FROM ledger.mt_events WHERE seq_id = 10
            """);
        await scene.ExecuteAsync("UPDATE ledger.mt_streams SET version = version + 1 WHERE id = $1", Scene.Product.Value);
        await using var client = scene.Reader("reader");

        // Either the service leaves out what its tree does not hold, or the reader finds it: it never passes as said.
        try
        {
            var history = await client.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation);
            Assert.Equal(["白毫银针", "一", "二", "三"], history.Entries.Select(entry => entry.Entry.Statement.Message.Listing.Name.Zh));
        }
        catch (VerificationException refused)
        {
            Assert.NotEmpty(refused.Failures);
        }

        Assert.True((await scene.AuditAsync()).IsClean);
    }

    [Fact]
    public async Task An_entry_withheld_from_the_middle_of_a_history_is_a_gap_to_the_reader()
    {
        await using var scene = await WithThreeAsync();
        await MoveAwayAsync(scene, 10);
        await using var client = scene.Reader("reader");

        var refused = await Assert.ThrowsAsync<VerificationException>(() => client.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation));

        Assert.Contains(refused.Failures, failure => failure.Rule is VerificationRule.Version or VerificationRule.Previous);
        Assert.True((await scene.AuditAsync()).IsClean, "the log itself still holds it, and says so");
    }

    [Fact]
    public async Task The_newest_entry_withheld_from_a_history_is_not_seen_by_the_reader_but_by_the_monitor()
    {
        await using var scene = await WithThreeAsync();
        var newest = (await StoredLog.ReadAsync(scene.Database)).Events[^1];
        await MoveAwayAsync(scene, newest.SeqId);
        await scene.ExecuteAsync("UPDATE ledger.mt_streams SET version = version - 1 WHERE id = $1", Scene.Product.Value);
        await scene.StopAsync();
        await scene.StartAsync();
        await using var client = scene.Reader("reader");

        var history = await client.ReadHistoryAsync(Scene.Product.Value, thorough: true, cancellation: Cancellation);

        // What the plain words of docs/security.md say: the shorter history verifies.
        Assert.Equal(["白毫银针", "一", "二"], history.Entries.Select(entry => entry.Entry.Statement.Message.Listing.Name.Zh));
        var told = await scene.MonitorAsync(new Watch([Scene.Product], [], []));
        Assert.Contains(told, notice => notice.Id.EndsWith($"/{newest.SeqId - 1}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entries_withheld_from_the_tiles_end_the_audit_there()
    {
        await using var scene = await WithThreeAsync();
        await scene.ExecuteAsync("DELETE FROM ledger.mt_events WHERE seq_id BETWEEN 9 AND 11");
        await RequireFoundAsync(scene);
    }

    // Out of the subject's history, and still at its place in the log.
    private static async Task MoveAwayAsync(Scene scene, long seqId)
    {
        await scene.ExecuteAsync("INSERT INTO ledger.mt_streams (id, version, timestamp, created) VALUES ('elsewhere', 1, now(), now())");
        Assert.Equal(1, await scene.ExecuteAsync("UPDATE ledger.mt_events SET stream_id = 'elsewhere', version = 1 WHERE seq_id = $1", seqId));
    }

    private static async Task RequireFoundAsync(Scene scene)
    {
        AuditReport report;
        try
        {
            report = await scene.AuditAsync();
        }
        catch (Client.Logs.LogUnreachableException)
        {
            // A bundle that can't be had is told as such, and the audit does not pass.
            return;
        }

        Assert.False(report.IsClean);
    }

    private async Task<Scene> WithThreeAsync()
    {
        var scene = await Scene.OpenAsync(postgres);
        foreach (var name in new[] { "一", "二", "三" })
        {
            await scene.RecordAsync(scene.Listing(name));
        }

        return scene;
    }
}
