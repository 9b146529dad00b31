using Trace.Audit.Times;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Audit.Tests;

/// <summary>The ledger's times, held against those of witnesses.</summary>
public class TimeTests
{
    private const long T = 1_800_000_000;

    [Theory]
    [InlineData(T, 0, T, T, "Attested")]
    [InlineData(T + 300, 0, T, T, "Attested")]
    [InlineData(T + 301, 0, T, T, "TooLate")]
    [InlineData(T - 300, T - 700, T, T, "Attested")]
    [InlineData(T - 301, T - 700, T, T, "NotAttested")]
    [InlineData(T - 1001, T - 700, T, T, "TooEarly")]
    [InlineData(T - 1000, T - 700, T, T, "NotAttested")]
    [InlineData(T + 350, 0, T, T + 50, "Attested")]
    [InlineData(T - 250, 0, T, T + 1000, "Attested")]
    [InlineData(T, 0, 0, long.MaxValue, "Attested")]
    [InlineData(T, 0, long.MaxValue, long.MaxValue, "NotAttested")]
    [InlineData(T, long.MaxValue, 0, 0, "TooEarly")]
    public void What_cosignatures_say_of_a_time(long recordedAt, long before, long earlier, long later, string verdict)
    {
        Assert.Equal(verdict, Attestation.Of(recordedAt * 1_000_000, before, new CosignedAt(earlier, later)).ToString());
    }

    [Fact]
    public void A_single_witness_with_a_wrong_clock_moves_nothing()
    {
        Assert.Equal(new CosignedAt(T, T), CosignedAt.Of([T, T + 100_000, T]));
        Assert.Equal(new CosignedAt(T, T + 9), CosignedAt.Of([T + 9, T]));
        Assert.Null(CosignedAt.Of([]));
    }

    [Fact]
    public async Task Times_near_kept_checkpoints_are_attested_also_over_several_audits()
    {
        using var audited = new AuditedLog(witnessed: true);
        var party = audited.Log.Register(1, Role.Seller);
        for (var minute = 0; minute < 10; minute++)
        {
            Minute(audited, party);
            audited.Files.Write(audited.Witness, Seconds(audited));
            var report = await audited.AuditAsync("steps");
            Assert.True(report is { IsClean: true, NotAttestedEntries: 0 }, string.Join('\n', report.Findings));
        }

        var whole = await audited.AuditAsync("whole");
        Assert.True(whole is { IsClean: true, NotAttestedEntries: 0 }, string.Join('\n', whole.Findings));
    }

    [Fact]
    public async Task Entries_without_a_kept_checkpoint_near_them_are_told_as_not_attested()
    {
        using var audited = new AuditedLog(witnessed: true);
        var party = audited.Log.Register(1, Role.Seller);
        Minute(audited, party);
        var first = audited.Log.Entries.Count;
        HonestLogTests.Ship(audited.Log, party, 9000);
        audited.Log.Wait(TimeSpan.FromHours(1));
        var next = audited.Log.Entries.Count;
        Minute(audited, party);
        audited.Files.Write(audited.Witness, Seconds(audited));

        var report = await audited.AuditAsync();

        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Equal([new Unattested(first, next - 1)], report.NotAttested);
        Assert.Equal(next - first, report.NotAttestedEntries);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MinValue / 4)]
    [InlineData(long.MaxValue)]
    public async Task A_time_that_no_clock_ever_showed_is_found_and_the_audit_goes_on(long recordedAt)
    {
        using var audited = new AuditedLog();
        var party = audited.Log.Register(1, Role.Seller);
        var absurd = audited.Log.Append(Shipment(audited.Log, party), recordedAt: recordedAt);
        HonestLogTests.Ship(audited.Log, party, 1);

        var report = await audited.WriteAndAuditAsync();

        Assert.Equal(audited.Log.Entries.Count, report.To);
        Assert.Contains(report.Findings, finding => finding.Index >= absurd.Index);
    }

    [Fact]
    public async Task A_time_later_than_the_cosignature_over_it_is_found()
    {
        using var audited = new AuditedLog(witnessed: true);
        var party = audited.Log.Register(1, Role.Seller);
        Minute(audited, party);
        var late = audited.Log.Append(Shipment(audited.Log, party), recordedAt: audited.Log.Now + (long)TimeSpan.FromMinutes(10).TotalMicroseconds);
        audited.Files.Keep(audited.Log.Entries.Count, audited.Witness, Seconds(audited));
        audited.Files.Write(audited.Witness, Seconds(audited));

        var report = await audited.AuditAsync();

        var finding = Assert.Single(report.Findings);
        Assert.Equal((VerificationRule.Attested, late.Index), (finding.Rule, finding.Index));
    }

    [Fact]
    public async Task A_time_earlier_than_the_cosignature_of_a_checkpoint_before_it_is_found()
    {
        using var audited = new AuditedLog(witnessed: true);
        var party = audited.Log.Register(1, Role.Seller);
        Minute(audited, party);
        // The ledger's clock stands still, while that of the witness goes on for an hour.
        audited.Files.Keep(audited.Log.Entries.Count, audited.Witness, Seconds(audited) + 3600);
        var early = audited.Log.Append(Shipment(audited.Log, party));
        audited.Files.Keep(audited.Log.Entries.Count, audited.Witness, Seconds(audited) + 3601);
        audited.Files.Write(audited.Witness, Seconds(audited) + 3601);

        var report = await audited.AuditAsync();

        Assert.Contains(report.Findings, finding => finding.Rule == VerificationRule.Attested && finding.Index == early.Index);
    }

    [Fact]
    public async Task A_kept_checkpoint_of_another_tree_is_a_fork()
    {
        using var audited = new AuditedLog(witnessed: true);
        var party = audited.Log.Register(1, Role.Seller);
        Minute(audited, party);
        audited.Files.Write(audited.Witness, Seconds(audited));
        var other = new InMemoryLog();
        other.Wait(TimeSpan.FromSeconds(7));
        other.Register(1, Role.Seller);
        new LogFolder(other, audited.Files.Path).Keep(3, audited.Witness, Seconds(audited));

        var fork = await Assert.ThrowsAsync<ForkException>(() => audited.AuditAsync());

        Assert.True(File.Exists(Path.Combine(fork.Evidence!, "accepted")));
    }

    [Fact]
    public async Task A_kept_checkpoint_that_is_not_there_is_found_once()
    {
        using var audited = new AuditedLog(witnessed: true);
        var party = audited.Log.Register(1, Role.Seller);
        Minute(audited, party);
        audited.Files.Write(audited.Witness, Seconds(audited));
        audited.Files.Write("checkpoints/index", "2\n5\n"u8.ToArray());
        audited.Files.Write("checkpoints/5", "nonsense"u8.ToArray());

        Assert.Equal(2, (await audited.AuditAsync()).Counts[VerificationRule.Checkpoint]);
        Assert.Equal(2, (await audited.AuditAsync()).Counts[VerificationRule.Checkpoint]);
    }

    // A few entries, and the checkpoint that is kept behind them.
    private static void Minute(AuditedLog audited, LogSpeaker party)
    {
        for (var i = 0; i < 7; i++)
        {
            HonestLogTests.Ship(audited.Log, party, audited.Log.Entries.Count);
        }

        audited.Log.Wait(TimeSpan.FromMinutes(1));
        audited.Files.Keep(audited.Log.Entries.Count, audited.Witness, Seconds(audited));
    }

    private static SignedStatement Shipment(InMemoryLog log, LogSpeaker party) =>
        log.Say(party, "01/06901234567892/21/A1", new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa" });

    private static long Seconds(AuditedLog audited) => audited.Log.Now / 1_000_000;
}
