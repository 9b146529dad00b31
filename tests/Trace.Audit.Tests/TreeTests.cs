using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Audit.Tests;

/// <summary>Files that are not what the checkpoint commits to, logs that are not what they were, and audits that were killed.</summary>
public class TreeTests
{
    [Fact]
    public async Task An_entry_that_was_changed_in_its_bundle_is_named()
    {
        using var audited = Filled(700);
        audited.Files.Write();
        var bundle = Read(audited, "tile/entries/001");
        bundle[^1] ^= 1;
        audited.Files.Write("tile/entries/001", bundle);

        var report = await audited.AuditAsync();

        Assert.Contains(report.Findings, finding => finding is { Rule: VerificationRule.Tree, Index: 511 });
        Assert.All(report.Findings, finding => Assert.True(finding.Rule != VerificationRule.Tree || finding.Index is 511 or null, finding.ToString()));
    }

    [Fact]
    public async Task Two_entries_that_changed_places_are_named()
    {
        using var audited = Filled(300);
        audited.Files.Write();
        var entries = EntryBundle.Decode(Read(audited, "tile/entries/000"), 256).ToList();
        (entries[100], entries[101]) = (entries[101], entries[100]);
        audited.Files.Write("tile/entries/000", EntryBundle.Encode(entries));

        var report = await audited.AuditAsync();

        Assert.Equal([100UL, 101UL], report.Findings.Where(finding => finding.Rule == VerificationRule.Tree && finding.Index is not null).Select(finding => finding.Index!.Value).Distinct());
        Assert.Contains(report.Findings, finding => finding is { Rule: VerificationRule.Order, Index: 100 });
    }

    [Theory]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/002.p/188")]
    [InlineData("tile/1/000.p/2")]
    public async Task A_tile_that_was_changed_is_found_though_the_entries_hold(string tile)
    {
        using var audited = Filled(700);
        audited.Files.Write();
        var hashes = Read(audited, tile);
        hashes[40] ^= 1;
        audited.Files.Write(tile, hashes);

        var report = await audited.AuditAsync();

        Assert.NotEmpty(report.Findings);
        Assert.All(report.Findings, finding => Assert.Equal(VerificationRule.Tree, finding.Rule));
        Assert.Equal(700, report.To);
    }

    [Fact]
    public async Task Entries_that_are_withheld_end_the_audit_there_and_it_goes_on_once_they_are_shown()
    {
        using var audited = Filled(700);
        audited.Files.Write();
        var bundle = Read(audited, "tile/entries/001");
        File.Delete(Path.Combine(audited.Files.Path, "tile/entries/001"));

        var report = await audited.AuditAsync();

        Assert.Equal(256, report.To);
        Assert.Contains(report.Findings, finding => finding is { Rule: VerificationRule.Tree, Index: 256 });

        audited.Files.Write("tile/entries/001", bundle);
        var whole = await audited.AuditAsync();
        Assert.True(whole.IsClean, string.Join('\n', whole.Findings));
        Assert.Equal((256, 700), (whole.From, whole.To));
    }

    [Theory]
    [InlineData("/tile/entries/001")]
    [InlineData("/checkpoints/index")]
    public async Task A_server_that_fails_behind_something_wrong_does_not_hide_it_so(string fails)
    {
        using var audited = Filled(700);
        audited.Files.Write();
        var bundle = Read(audited, "tile/entries/000");
        bundle[^1] ^= 1;
        audited.Files.Write("tile/entries/000", bundle);
        await using var server = await StaticFiles.ServeAsync(audited.Files.Path, context =>
        {
            var isIt = context.Request.Path == fails;
            context.Response.StatusCode = isIt ? 503 : 200;
            return Task.FromResult(isIt);
        });
        using var files = new HttpLogFiles(server.Address, new HttpLogFilesOptions { Retry = RetryPolicy.None });

        var report = await audited.AuditAsync(files: files);

        Assert.Contains(report.Findings, finding => finding.Index < 256);
        Assert.Contains(report.Findings, finding => finding.Message.Contains("ended early", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_was_rewritten_with_everything_signed_again_is_a_fork_with_both_checkpoints_kept()
    {
        using var audited = Filled(300);
        var whole = await audited.WriteAndAuditAsync();
        var other = new InMemoryLog();
        HonestLogTests.Ship(other, other.Register(1, Role.Seller), 99);
        for (var i = 0; other.Entries.Count < 400; i++)
        {
            HonestLogTests.Ship(other, new LogSpeaker(InMemoryLog.Glns(1), InMemoryLog.KeyOf("key of 1")), i + 1000);
        }

        new LogFolder(other, audited.Files.Path).Write();

        var fork = await Assert.ThrowsAsync<ForkException>(() => audited.AuditAsync());

        Assert.Equal(whole.Checkpoint.Note.ToString(), fork.Accepted.ToString());
        Assert.Equal(fork.Offered.ToString(), await File.ReadAllTextAsync(Path.Combine(fork.Evidence!, "offered"), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(Path.Combine(fork.Evidence!, "accepted")));
        // It does not become right by being asked again.
        await Assert.ThrowsAsync<ForkException>(() => audited.AuditAsync());
    }

    [Fact]
    public async Task A_rewritten_log_that_withholds_its_tiles_is_a_fork_all_the_same()
    {
        using var audited = Filled(300);
        await audited.WriteAndAuditAsync();
        var other = new InMemoryLog();
        var party = other.Register(1, Role.Seller);
        for (var i = 0; other.Entries.Count < 400; i++)
        {
            HonestLogTests.Ship(other, party, i + 1000);
        }

        new LogFolder(other, audited.Files.Path).Write();
        foreach (var level in Directory.GetDirectories(Path.Combine(audited.Files.Path, "tile")).Where(folder => !folder.EndsWith("entries", StringComparison.Ordinal)))
        {
            Directory.Delete(level, recursive: true);
        }

        // What the state holds of the first entries is not read again: the tree goes on from there, and does not reach the new root.
        var report = await audited.AuditAsync();

        Assert.Contains(report.Findings, finding => finding.Rule == VerificationRule.Tree && finding.Message.Contains("hash to the root", StringComparison.Ordinal));
        await Assert.ThrowsAsync<ForkException>(async () =>
        {
            new LogFolder(other, audited.Files.Path).Write();
            await audited.AuditAsync();
        });
    }

    [Fact]
    public async Task A_log_that_shrank_is_told_with_both_checkpoints_kept()
    {
        using var audited = Filled(300);
        await audited.WriteAndAuditAsync();
        using var shorter = Filled(200);
        new LogFolder(shorter.Log, audited.Files.Path).Write();

        var fork = await Assert.ThrowsAsync<ForkException>(() => audited.AuditAsync());

        Assert.Contains("shrank", fork.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(fork.Evidence));
    }

    [Fact]
    public async Task An_audit_that_ended_anywhere_goes_on_and_says_what_the_whole_says()
    {
        using var audited = Filled(1500);
        var stage = new LogSpeaker(InMemoryLog.Glns(1), InMemoryLog.KeyOf("key of 1"));
        audited.Log.Append(audited.Log.Say(stage, "01/06901234567892/21/A1", new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa" }), links => links with { Version = 2 });
        var signed = audited.Log.Say(stage, "01/06901234567892/21/A2", new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa" });
        signed.Signatures[0] = Google.Protobuf.ByteString.CopyFrom(new byte[64]);
        audited.Log.Append(signed);
        for (var i = 0; i < 500; i++)
        {
            HonestLogTests.Ship(audited.Log, stage, i + 5000);
        }

        audited.Files.Write();
        var whole = await audited.AuditAsync("whole");
        Assert.Equal(2, whole.Counts.Count);
        var files = new DirectoryLogFiles(audited.Files.Path);
        for (var after = 1; ; after++)
        {
            var ending = new EndingFiles(files, after);
            try
            {
                var report = await audited.AuditAsync("ended", files: ending);
                Assert.Equal(whole.Findings.Select(finding => finding.ToString()), report.Findings.Select(finding => finding.ToString()));
                Assert.Equal(whole.Counts, report.Counts);
                Assert.True(after > 5);
                return;
            }
            catch (InvalidOperationException)
            {
                // As if the process had died: nothing more of this audit is written.
            }
        }
    }

    private static AuditedLog Filled(int entries)
    {
        var audited = new AuditedLog();
        var party = audited.Log.Register(1, Role.Seller);
        for (var i = 0; audited.Log.Entries.Count < entries; i++)
        {
            HonestLogTests.Ship(audited.Log, party, i);
        }

        return audited;
    }

    private static byte[] Read(AuditedLog audited, string path) => File.ReadAllBytes(Path.Combine(audited.Files.Path, path));

    private sealed class EndingFiles(ILogFiles files, int after) : ILogFiles
    {
        private int _read;

        public string Place => files.Place;

        public Task<byte[]?> ReadAsync(string path, CancellationToken cancellation) =>
            Interlocked.Increment(ref _read) > after ? throw new InvalidOperationException("the process dies here") : files.ReadAsync(path, cancellation);
    }
}
