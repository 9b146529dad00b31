using Google.Protobuf;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Audit.Tests;

/// <summary>A log that follows another is recomputed from what that one left, and what is wrong with either is found.</summary>
public class SuccessorAuditTests
{
    private const string Item = "01/06901234567892/21/A1";

    private static Shipment Shipment => new() { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa", From = "350000", To = "110000" };

    [Fact]
    public async Task Both_logs_of_an_honest_ledger_are_clean_and_the_audit_goes_on()
    {
        var before = Filled(out var seller, 600);
        using var audited = new AuditedLog(InMemoryLog.Behind(before));
        var files = WriteBefore(audited, before);
        audited.Log.Record(seller, Item, Shipment);

        var first = await AuditAsync(audited, files);
        audited.Log.Record(seller, Item, Shipment);
        var second = await AuditAsync(audited, null);

        Assert.True(first.IsClean && second.IsClean, string.Join('\n', first.Findings.Concat(second.Findings)));
        Assert.Equal((before.Entries.Count, 2, 2, 3), ((int)first.Predecessor!.Size, (int)first.To, (int)second.From, (int)second.To));
    }

    [Fact]
    public async Task Without_the_files_of_the_log_before_nothing_is_said()
    {
        var before = Filled(out _, 3);
        using var audited = new AuditedLog(InMemoryLog.Behind(before));

        var wanted = await Assert.ThrowsAsync<PredecessorWantedException>(() => AuditAsync(audited, null));

        Assert.Contains(before.VerifierKey.Name, wanted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_forget_the_log_before_are_found()
    {
        var before = Filled(out var seller, 3);
        var log = InMemoryLog.Behind(before);
        log.Append(log.Say(seller, Item, Shipment), links => links with { Version = 1, Previous = null });
        using var audited = new AuditedLog(log);

        var report = await AuditAsync(audited, WriteBefore(audited, before));

        Assert.Equal((VerificationRule.Branch, 1UL), (Assert.Single(report.Findings).Rule, report.Findings[0].Index));
    }

    [Fact]
    public async Task A_statement_of_the_log_before_recorded_again_is_found()
    {
        var before = Filled(out _, 3);
        var log = InMemoryLog.Behind(before);
        var twice = before.Entries[^1];
        log.Append(new SignedStatement { Statement = twice.Statement.Bytes, Signatures = { twice.Signatures } });
        using var audited = new AuditedLog(log);

        var report = await AuditAsync(audited, WriteBefore(audited, before));

        Assert.Contains(report.Findings, finding => finding is { Rule: VerificationRule.Identity, Index: 1 });
    }

    [Fact]
    public async Task A_key_revoked_in_the_log_before_says_nothing_more()
    {
        var before = Filled(out var seller, 3);
        before.Record(before.Registrar, seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Compromised, Since = before.Now });
        var log = InMemoryLog.Behind(before);
        log.Append(log.Say(seller, Item, Shipment));
        using var audited = new AuditedLog(log);

        var report = await AuditAsync(audited, WriteBefore(audited, before));

        Assert.Equal(Reason.KeyCompromised, Assert.Single(report.Findings).Reason);
    }

    [Fact]
    public async Task What_is_wrong_in_the_log_before_stays_found()
    {
        var before = Filled(out var seller, 3);
        before.Append(before.Say(seller, Item, Shipment), links => links with { PartyHead = null });
        using var audited = new AuditedLog(InMemoryLog.Behind(before));
        var files = WriteBefore(audited, before);

        await AuditAsync(audited, files);
        var report = await AuditAsync(audited, files);

        var finding = Assert.Single(report.Findings);
        Assert.Equal(VerificationRule.PartyHead, finding.Rule);
        Assert.StartsWith("in the log before, \"log.test/00000001\"", finding.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Files_of_the_log_before_that_are_not_its_are_found(bool changed)
    {
        // One of its entries changed, or another log of its name and size.
        var before = Filled(out _, 3);
        using var audited = new AuditedLog(InMemoryLog.Behind(before));
        var files = WriteBefore(audited, changed ? before : Filled(out _, 3, "01/06901234567892/21/B2"));
        if (changed)
        {
            var bundle = Directory.GetFiles(Path.Combine(audited["before"], "tile", "entries", "000.p")).Single();
            var bytes = await File.ReadAllBytesAsync(bundle, TestContext.Current.CancellationToken);
            bytes[^1] ^= 1;
            await File.WriteAllBytesAsync(bundle, bytes, TestContext.Current.CancellationToken);
        }

        var report = await AuditAsync(audited, files);

        Assert.False(report.IsClean);
        Assert.Contains(report.Findings, finding => finding.Rule == VerificationRule.Tree);
        Assert.Equal(0, report.To);
    }

    [Fact]
    public async Task A_Genesis_that_the_registrar_alone_signed_is_found()
    {
        var before = Filled(out _, 3);
        using var audited = new AuditedLog(InMemoryLog.Behind(before, sign: (_, signed) => signed));

        var report = await AuditAsync(audited, WriteBefore(audited, before));

        Assert.Contains(report.Findings, finding => finding is { Rule: VerificationRule.Signature, Index: 0 });
    }

    [Fact]
    public async Task A_checkpoint_that_the_log_before_did_not_sign_is_not_believed()
    {
        var before = Filled(out _, 3);
        var root = Checkpoint.Parse(before.Note().Text).Root;
        var forged = new LogSigner(before.VerifierKey.Name, InMemoryLog.KeyOf("thief")).Sign(new Checkpoint(before.VerifierKey.Name, before.Entries.Count, root));
        using var audited = new AuditedLog(InMemoryLog.Behind(before, genesis => genesis.Predecessor.Checkpoint = ByteString.CopyFrom(forged.ToBytes())));

        var refused = await Assert.ThrowsAsync<LogFileException>(() => AuditAsync(audited, WriteBefore(audited, before)));

        Assert.Equal(LogFileProblem.NotBelieved, refused.Flaw.Problem);
    }

    [Fact]
    public async Task A_log_before_that_is_not_the_one_audited_earlier_is_a_fork()
    {
        var (before, other) = (Filled(out _, 3), Filled(out _, 4, "01/06901234567892/21/B2"));
        using var audited = new AuditedLog(InMemoryLog.Behind(other));
        await audited.AuditAsync(files: WriteBefore(audited, before));

        var fork = await Assert.ThrowsAsync<ForkException>(() => AuditAsync(audited, WriteBefore(audited, other, "other")));

        Assert.Contains("is not the beginning", fork.Message, StringComparison.Ordinal);
    }

    private static InMemoryLog Filled(out LogSpeaker seller, int entries, string item = Item)
    {
        var log = new InMemoryLog();
        seller = log.Register(2, Role.Seller);
        for (var i = 0; i < entries; i++)
        {
            log.Record(seller, item, Shipment);
        }

        return log;
    }

    private static DirectoryLogFiles WriteBefore(AuditedLog audited, InMemoryLog before, string name = "before")
    {
        new LogFolder(before, audited[name]).Write();
        return new DirectoryLogFiles(audited[name]);
    }

    private static Task<AuditReport> AuditAsync(AuditedLog audited, DirectoryLogFiles? before)
    {
        audited.Files.Write();
        return audited.AuditAsync(change: options => options with { Predecessor = before });
    }
}
