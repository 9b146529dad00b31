using Trace.Client.Logs;
using Trace.Testing;
using Trace.Testing.Rules;
using Trace.V1;

namespace Trace.Audit.Tests;

/// <summary>What an honest log holds is found to hold, however it is read.</summary>
public class HonestLogTests
{
    [Fact]
    public async Task A_log_with_every_kind_of_statement_by_every_speaker_is_clean()
    {
        using var audited = await EveryKindAsync();

        var report = await audited.WriteAndAuditAsync();

        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Equal(audited.Log.Entries.Count, report.To);
        Assert.Equal(report.To, report.NotAttestedEntries);
        Assert.Equal([new Unattested(0, report.To - 1)], report.NotAttested);
    }

    [Fact]
    public async Task Remembering_almost_nothing_finds_the_same_and_remembers_almost_nothing()
    {
        using var audited = await EveryKindAsync();
        audited.Files.Write();

        var report = await audited.AuditAsync(change: options => options with { Remembered = 4, CommitEvery = 1 });

        Assert.True(report.IsClean, string.Join('\n', report.Findings));
    }

    [Fact]
    public async Task An_audit_goes_on_from_the_last_one_and_says_what_the_whole_says()
    {
        using var audited = new AuditedLog();
        var party = audited.Log.Register(1, Role.Seller);
        audited.Log.Append(audited.Log.Say(party, "01/06901234567892/21/A1", new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa" }), links => links with { Version = 7 });
        for (var step = 0; step < 5; step++)
        {
            for (var i = 0; i < 100; i++)
            {
                Ship(audited.Log, party, (step * 100) + i);
            }

            var report = await audited.WriteAndAuditAsync("steps");
            Assert.Equal(audited.Log.Entries.Count, report.To);
        }

        var (steps, whole) = (await audited.AuditAsync("steps"), await audited.AuditAsync("whole"));

        Assert.Equal(steps.To, steps.From);
        Assert.Equal(0, whole.From);
        Assert.Equal(whole.Findings.Select(finding => finding.ToString()), steps.Findings.Select(finding => finding.ToString()));
        Assert.Equal(whole.Counts, steps.Counts);
        Assert.Equal(whole.NotAttested, steps.NotAttested);
        Assert.NotEmpty(whole.Findings);
    }

    [Fact]
    public async Task A_log_that_grew_to_the_edge_of_a_bundle_goes_on_behind_it()
    {
        using var audited = new AuditedLog();
        var party = audited.Log.Register(1, Role.Seller);
        foreach (var size in (int[])[255, 256, 257, 512, 513])
        {
            while (audited.Log.Entries.Count < size)
            {
                Ship(audited.Log, party, audited.Log.Entries.Count);
            }

            var report = await audited.WriteAndAuditAsync();
            Assert.True(report.IsClean && report.To == size, string.Join('\n', report.Findings));
        }
    }

    [Fact]
    public async Task Partial_files_that_are_gone_are_read_from_the_full_ones()
    {
        using var audited = new AuditedLog();
        var party = audited.Log.Register(1, Role.Seller);
        for (var i = 0; i < 100; i++)
        {
            Ship(audited.Log, party, i);
        }

        audited.Files.Write();
        var checkpoint = await File.ReadAllBytesAsync(Path.Combine(audited.Files.Path, "checkpoint"), TestContext.Current.CancellationToken);
        for (var i = 100; i < 300; i++)
        {
            Ship(audited.Log, party, i);
        }

        audited.Files.Write();
        Directory.Delete(Path.Combine(audited.Files.Path, "tile/0/000.p"), recursive: true);
        Directory.Delete(Path.Combine(audited.Files.Path, "tile/entries/000.p"), recursive: true);
        audited.Files.Write("checkpoint", checkpoint);

        var report = await audited.AuditAsync();

        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Equal(103, report.To);
    }

    [Fact]
    public async Task The_same_log_over_HTTP_gives_the_same()
    {
        using var audited = await EveryKindAsync();
        audited.Files.Write();
        await using var server = await StaticFiles.ServeAsync(audited.Files.Path);
        using var files = new HttpLogFiles(server.Address);

        var report = await audited.AuditAsync(files: files);

        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Equal(audited.Log.Entries.Count, report.To);
    }

    [Fact]
    public async Task A_log_that_the_policy_does_not_believe_is_not_audited()
    {
        using var audited = new AuditedLog();
        var other = new InMemoryLog(origin: "log.test/00000002");
        new LogFolder(other, audited.Files.Path).Write();

        var refused = await Assert.ThrowsAsync<LogFileException>(() => audited.AuditAsync());

        Assert.Equal(LogFileProblem.NotBelieved, refused.Flaw.Problem);
    }

    internal static void Ship(InMemoryLog log, LogSpeaker party, int number) =>
        log.Record(party, $"01/06901234567892/21/B{number}", new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa" });

    private static async Task<AuditedLog> EveryKindAsync()
    {
        var stage = new MemoryStage();
        foreach (var sample in StatementCatalogue.All.Where(sample => sample.Kind != Statement.PayloadOneofCase.Genesis))
        {
            await stage.RecordAsync((await stage.DraftOfAsync(sample)).Sign());
        }

        return new AuditedLog(stage.Log);
    }
}
