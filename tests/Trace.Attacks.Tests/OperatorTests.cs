using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Audit.Monitoring;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Attacks.Tests;

/// <summary>The operator, with the log's key, the registrar's, the database and the anchor: what is rewritten has every hash and signature made right again.</summary>
public class OperatorTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rewritten_suffix_is_a_fork_to_whoever_saw_it_before_and_the_truth_to_a_newcomer()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        var complaint = await scene.RecordAsync(scene.Listing("不该在这里"));
        await scene.RecordAsync(scene.Listing("后来的"));
        var log = await StoredLog.ReadAsync(scene.Database);
        await using (var before = scene.Reader("reader"))
        {
            await before.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation);
        }

        Assert.True((await scene.AuditAsync()).IsClean);
        await scene.MonitorAsync(new Watch([Scene.Product], [], []));

        await scene.RewriteAsync((int)complaint.Index, forgery =>
        {
            foreach (var later in log.Events.Skip((int)complaint.Index + 1))
            {
                forgery.Again(RecordedEntry.Parse(ByteString.CopyFrom(later.Bytes)));
            }

            forgery.Append(scene.Listing("如此更好"));
        });

        await using var reader = scene.Reader("reader");
        var fork = await Assert.ThrowsAsync<ForkException>(() => reader.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation));
        Assert.True(Directory.Exists(fork.Evidence), "both checkpoints are kept");
        await Assert.ThrowsAsync<ForkException>(() => scene.AuditAsync());
        await Assert.ThrowsAsync<ForkException>(() => scene.MonitorAsync(new Watch([Scene.Product], [], [])));
        // Nobody who comes later can tell, without a witness or somebody who came earlier.
        Assert.True((await scene.AuditAsync("newcomer")).IsClean);
    }

    [Fact]
    public async Task An_accepted_statement_that_is_dropped_again_is_a_broken_promise_to_its_sender()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        RecordedEntry promised;
        await using (var sender = scene.Reader("sender"))
        {
            promised = (await sender.RecordAsync(scene.Listing("答应过的"), Cancellation)).Entry;
        }

        await scene.RewriteAsync((int)promised.Index, forgery => forgery.Append(scene.Listing("别的")));

        await using var back = scene.Reader("sender");
        await Assert.ThrowsAsync<ForkException>(() => back.GetCheckpointAsync(Cancellation));
    }

    [Fact]
    public async Task Rolling_back_to_a_backup_with_the_anchor_taken_away_is_a_shrunk_log_to_whoever_saw_more()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        var size = (int)(await StoredLog.ReadAsync(scene.Database)).Head.Size;
        await scene.RecordAsync(scene.Listing("在备份之后"));
        await using (var before = scene.Reader("reader"))
        {
            await before.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation);
        }

        await scene.AuditAsync();
        await scene.RewriteAsync(size, _ => { });

        await using var reader = scene.Reader("reader");
        await Assert.ThrowsAsync<ForkException>(() => reader.GetCheckpointAsync(Cancellation));
        await Assert.ThrowsAsync<ForkException>(() => scene.AuditAsync());
    }

    [Fact]
    public async Task Two_clients_who_are_shown_two_logs_see_it_when_one_is_shown_what_the_other_saw()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        await scene.StopAsync();
        await using var other = await scene.CopyAsync();
        await scene.StartAsync();
        await other.StartAsync();
        await scene.RecordAsync(scene.Listing("给甲看的"));
        await other.RecordAsync(scene.Listing("给乙看的"));

        await using (var a = scene.Reader("a"))
        await using (var b = other.Reader("b"))
        {
            // Each for himself sees nothing wrong.
            Assert.Equal("给甲看的", (await a.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation)).Entries[^1].Entry.Statement.Message.Listing.Name.Zh);
            Assert.Equal("给乙看的", (await b.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation)).Entries[^1].Entry.Statement.Message.Listing.Name.Zh);
        }

        await using var crossed = other.Reader("a");
        await Assert.ThrowsAsync<ForkException>(() => crossed.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation));
    }

    [Fact]
    public async Task A_log_in_tiles_that_is_not_the_log_of_the_histories_is_a_fork_to_whoever_reads_both()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        await scene.StopAsync();
        await using var tiles = await scene.CopyAsync();
        await scene.StartAsync();
        await tiles.StartAsync();
        // The complaint is shown to those who ask for the history, and kept from those who read the tiles.
        await scene.RecordAsync(scene.Listing("投诉"));
        await tiles.RecordAsync(scene.Listing("别的"));
        await using var reader = scene.Reader("reader");
        var shown = (await reader.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation)).Checkpoint;
        using var files = new Client.Logs.HttpLogFiles(tiles.Service.Http);

        await Assert.ThrowsAsync<ForkException>(() => new Client.Logs.LogReader(files, scene.LogAlone).NewestAfterAsync(shown.Note, Cancellation));
    }

    [Fact]
    public async Task A_second_branch_of_a_subjects_chain_is_found_at_its_entry()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        var first = await scene.RecordAsync(scene.Listing("一"));
        var size = (int)first.Index + 1;
        // No table allows a second entry of one version: the operator takes that rule away.
        RecordedEntry? branch = null;
        await scene.RewriteAsync(size, forgery => branch = forgery.Append(scene.Listing("另一枝"), links => links with { Version = first.Version, Previous = first.Previous }), unique: false);

        var report = await scene.AuditAsync();

        Assert.Contains(report.Findings, finding => finding.Index == branch!.Index && finding.Rule is VerificationRule.Branch or VerificationRule.Version or VerificationRule.Previous);
    }

    [Fact]
    public async Task A_previous_that_was_never_logged_is_found_by_the_audit_and_by_the_reader()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        var size = (int)(await StoredLog.ReadAsync(scene.Database)).Head.Size;
        RecordedEntry? bent = null;
        await scene.RewriteAsync(size, forgery => bent = forgery.Append(scene.Listing("断链"), links => links with { Previous = Hash256.From(SHA256.HashData("never logged"u8)) }));

        Assert.Contains((await scene.AuditAsync()).Findings, finding => finding.Index == bent!.Index && finding.Rule == VerificationRule.Previous);
        await using var reader = scene.Reader("reader");
        var refused = await Assert.ThrowsAsync<VerificationException>(() => reader.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation));
        Assert.Contains(refused.Failures, failure => failure.Rule == VerificationRule.Previous);
    }

    [Fact]
    public async Task A_revocation_left_out_of_what_an_entry_rests_on_is_found_by_the_audit_and_by_the_reader()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        var key = SubjectKey.Parse($"{scene.Producer.Party}/key/{KeyId.Of(StatementSigner.PublicKeyOf(scene.ProducerKey))}");
        await using var asks = scene.Reader("asks");
        var grant = (await asks.ReadHistoryAsync(key.Value, cancellation: Cancellation)).Entries[0].Entry;
        var revoked = await scene.RecordAsync(scene.Service.Registrar().Make(key, new KeyRevocation { Kind = RevocationKind.Compromised, Since = grant.Statement.Message.Time }));
        RecordedEntry? bent = null;
        await scene.RewriteAsync((int)revoked.Index + 1, forgery => bent = forgery.Append(scene.Listing("盗用"), links => links with { KeyHead = grant.LeafHash }));

        Assert.Contains((await scene.AuditAsync("after")).Findings, finding => finding.Index == bent!.Index && finding.Rule == VerificationRule.KeyHead);
        await using var reader = scene.Reader("after-reader");
        try
        {
            var history = await reader.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation);
            Assert.True(history.Entries[^1].IsDisputed || history.Entries[^1].IsLate, "the revocation behind the head is shown with it");
        }
        catch (VerificationException refused)
        {
            Assert.NotEmpty(refused.Failures);
        }
    }

    [Fact]
    public async Task A_statement_that_the_rules_refuse_is_found_at_its_entry_though_it_is_signed_and_in_the_tree()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        var size = (int)(await StoredLog.ReadAsync(scene.Database)).Head.Size;
        RecordedEntry? bent = null;
        await scene.RewriteAsync(size, forgery => bent = forgery.Append(scene.Producer.Make(SubjectKey.ForProduct(Gtin.Parse("9529999900012")), new Listing { Name = new Text { Zh = "别人的茶" } })));

        Assert.Contains((await scene.AuditAsync()).Findings, finding => finding.Index == bent!.Index && finding.Rule == VerificationRule.Judgement);
    }

    [Fact]
    public async Task A_clock_that_went_back_is_found_at_its_entry()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        var log = await StoredLog.ReadAsync(scene.Database);
        RecordedEntry? bent = null;
        await scene.RewriteAsync((int)log.Head.Size, forgery => bent = forgery.Append(scene.Listing("回到昨天"), recordedAt: log.Head.RecordedAt - 86_400_000_000));

        Assert.Contains((await scene.AuditAsync()).Findings, finding => finding.Index == bent!.Index && finding.Rule is VerificationRule.RecordedAt or VerificationRule.Order);
    }

    [Fact]
    public async Task A_statement_recorded_twice_is_found_at_its_second_entry()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        var once = await scene.RecordAsync(scene.Listing("两遍"));
        RecordedEntry? twice = null;
        await scene.RewriteAsync((int)once.Index + 1, forgery => twice = forgery.Again(once), unique: false);

        Assert.Contains((await scene.AuditAsync()).Findings, finding => finding.Index == twice!.Index && finding.Rule == VerificationRule.Identity);
    }
}
