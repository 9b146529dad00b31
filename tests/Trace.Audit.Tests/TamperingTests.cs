using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Audit.Tests;

/// <summary>
/// An operator who writes what it likes, with all hashes and signatures of its own made right again: each thing that it can do is found, at
/// the entry where it was done, and nothing else is.
/// </summary>
public class TamperingTests
{
    private const string Item = "01/06901234567892/21/A1";
    private const string Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly Dictionary<string, Tampering> Known = new()
    {
        ["a version is left out"] = new(VerificationRule.Version, Reason.Unspecified, stage => stage.Append(Item, links => links with { Version = links.Version + 1 })),
        ["a second branch of a subject's chain"] = new(VerificationRule.Branch, Reason.Unspecified, stage =>
        {
            var (first, second) = (stage.Append(Item), stage.Append(Item));
            return stage.Append(Item, links => links with { Version = second.Version, Previous = first.LeafHash });
        }),
        ["previous names an entry that was never logged"] = new(VerificationRule.Previous, Reason.Unspecified, stage =>
        {
            stage.Append(Item);
            return stage.Append(Item, links => links with { Previous = Hash256.From(new byte[32]) });
        }),
        ["key_head is not the newest"] = new(VerificationRule.KeyHead, Reason.Unspecified, stage =>
        {
            var old = stage.Log.Entries[^1].LeafHash;
            stage.Log.Grant(stage.Party, Role.Seller);
            return stage.Append(Item, links => links with { KeyHead = old });
        }),
        ["party_head is not the newest"] = new(VerificationRule.PartyHead, Reason.Unspecified, stage => stage.Append(Item, links => links with { PartyHead = null })),
        ["a retired key is accepted"] = new(VerificationRule.Judgement, Reason.KeyRetired, stage =>
        {
            stage.Log.Record(stage.Log.Registrar, stage.Party.KeySubject, new KeyRevocation { Kind = RevocationKind.Retired });
            return stage.Append(Item);
        }),
        ["a compromised key is accepted"] = new(VerificationRule.Judgement, Reason.KeyCompromised, stage =>
        {
            stage.Log.Record(stage.Log.Registrar, stage.Party.KeySubject, new KeyRevocation { Kind = RevocationKind.Compromised, Since = stage.Log.Now });
            return stage.Append(Item);
        }),
        ["a key that was never granted"] = new(VerificationRule.Judgement, Reason.UnknownKey, stage =>
            stage.Log.Append(stage.Log.Say(new LogSpeaker(InMemoryLog.Glns(77), stage.Party.Key), Item, new Shipment { Parcel = Parcel }))),
        ["a key that nobody brought in"] = new(VerificationRule.Key, Reason.UnknownKey, stage =>
            stage.Log.Append(stage.Log.Say(new LogSpeaker(stage.Party.Party, InMemoryLog.KeyOf("nobody's")), Item, new Shipment { Parcel = Parcel }))) { Also = VerificationRule.Judgement },
        ["a role that the party has not"] = new(VerificationRule.Judgement, Reason.Role, stage =>
            stage.Log.Append(stage.Log.Say(stage.Party, Parcel, new Transit { Activity = TransitActivity.PickedUp }))),
        ["a reference to what is not recorded"] = new(VerificationRule.Judgement, Reason.UnknownReference, stage =>
            stage.Log.Append(stage.Log.Say(stage.Courier, Parcel, new Transit { Activity = TransitActivity.PickedUp, Shipment = ByteString.CopyFrom(new byte[32]) }))),
        ["a field out of its bounds"] = new(VerificationRule.Statement, Reason.FieldRequired, stage =>
            stage.Log.Append(stage.Log.Say(stage.Party, Item, new Shipment()))),
        ["another ledger's statement"] = new(VerificationRule.Statement, Reason.OtherLedger, stage =>
            stage.Log.Append(stage.Log.Say(stage.Party, Item, new Shipment { Parcel = Parcel }, statement => statement.Ledger = "other"))),
        ["time goes backwards"] = new(VerificationRule.RecordedAt, Reason.Unspecified, stage => stage.Append(Item, recordedAt: stage.Log.Now - 60_000_000)),
        ["a time that no calendar of statements has"] = new(VerificationRule.RecordedAt, Reason.Unspecified, stage => stage.Append(Item, recordedAt: long.MaxValue)),
        ["a statement is recorded twice"] = new(VerificationRule.Identity, Reason.Unspecified, stage =>
        {
            var signed = stage.Log.Say(stage.Party, Item, new Shipment { Parcel = Parcel });
            stage.Log.Append(signed);
            stage.Fill(300);
            return stage.Log.Append(signed);
        }),
        ["a signature of another key"] = new(VerificationRule.Signature, Reason.SignatureInvalid, stage =>
        {
            var signed = stage.Log.Say(stage.Party, Item, new Shipment { Parcel = Parcel });
            signed.Signatures[0] = ByteString.CopyFrom(stage.Courier.Key.Sign(SignatureContexts.Statement(signed.Statement.Span)));
            return stage.Log.Append(signed);
        }),
        ["a signature too many"] = new(VerificationRule.Signature, Reason.SignaturesNotOne, stage =>
        {
            var signed = stage.Log.Say(stage.Party, Item, new Shipment { Parcel = Parcel });
            signed.Signatures.Add(signed.Signatures[0]);
            return stage.Log.Append(signed);
        }),
        ["a key whose possession is not shown"] = new(VerificationRule.Possession, Reason.PossessionInvalid, stage =>
        {
            var holder = new LogSpeaker(stage.Party.Party, InMemoryLog.KeyOf("not held"));
            return stage.Log.Append(stage.Log.Say(stage.Log.Registrar, holder.KeySubject, new KeyGrant
            {
                Key = StatementSigner.PublicKeyOf(holder.Key),
                Possession = StatementSigner.Possession(stage.Log.Ledger, stage.Courier.KeySubject, holder.Key),
                Roles = { Role.Seller },
            }));
        }),
        ["a claim code used twice"] = new(VerificationRule.Judgement, Reason.OpeningNotFirst, stage =>
        {
            var (claim, first, second) = (new LogSpeaker("", InMemoryLog.KeyOf("claim")), new LogSpeaker("", InMemoryLog.KeyOf("buyer")), new LogSpeaker("", InMemoryLog.KeyOf("thief")));
            var sale = stage.Log.Record(stage.Party, Item, new Sale { ClaimKey = StatementSigner.PublicKeyOf(claim.Key) });
            stage.Open(claim, first, sale);
            var late = stage.Open(claim, second, sale);
            return stage.Log.Append(stage.Log.Say(second, Item, new Review { Opening = ByteString.CopyFrom(late.Statement.Identity.AsSpan()), Rating = 1, Stage = ReviewStage.First }));
        }),
    };

    public static TheoryData<string> Names => [.. Known.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task What_the_operator_wrote_is_found_at_its_entry(string name)
    {
        using var audited = new AuditedLog();
        var stage = new Tampered(audited.Log);
        stage.Fill(270);
        var bent = Known[name].Do(stage);
        var known = Known[name];
        stage.Fill(30);

        var report = await audited.WriteAndAuditAsync();

        Assert.Contains(report.Findings, finding => finding.Rule == known.Rule && finding.Reason == known.Reason && finding.Index == bent.Index);
        Assert.All(report.Findings, finding => Assert.True((finding.Rule == known.Rule || finding.Rule == known.Also) && finding.Index == bent.Index, finding.ToString()));
        Assert.Equal(audited.Log.Entries.Count, report.To);
    }

    [Fact]
    public async Task Everything_at_once_is_found_each_in_its_place()
    {
        using var audited = new AuditedLog();
        var stage = new Tampered(audited.Log);
        string[] independent = ["a version is left out", "party_head is not the newest", "a role that the party has not", "a statement is recorded twice", "a signature of another key", "time goes backwards"];
        var expected = new List<(ulong, VerificationRule)>();
        for (var round = 0; round < 20; round++)
        {
            foreach (var name in independent)
            {
                expected.Add((Known[name].Do(stage).Index, Known[name].Rule));
                stage.Fill(3);
            }
        }

        var report = await audited.WriteAndAuditAsync();

        Assert.Equal(expected, report.Findings.Select(finding => (finding.Index!.Value, finding.Rule)));
    }

    [Fact]
    public async Task More_findings_than_are_kept_are_counted()
    {
        using var audited = new AuditedLog();
        var stage = new Tampered(audited.Log);
        for (var i = 0; i < 250; i++)
        {
            stage.Append($"01/06901234567892/21/C{i}", links => links with { Version = 9 });
        }

        var report = await audited.WriteAndAuditAsync();

        Assert.Equal(100, report.Findings.Count);
        Assert.Equal(250, report.Counts[VerificationRule.Version]);
    }

    internal sealed record Tampering(VerificationRule Rule, Reason Reason, Func<Tampered, RecordedEntry> Do)
    {
        /// <summary>What it breaks beside.</summary>
        public VerificationRule? Also { get; init; }
    }

    /// <summary>A log with two parties.</summary>
    internal sealed class Tampered(InMemoryLog log)
    {
        private int _filled;

        public InMemoryLog Log => log;

        public LogSpeaker Party { get; } = log.Register(1, Role.Seller);

        public LogSpeaker Courier { get; } = log.Register(2, Role.Courier);

        public RecordedEntry Append(string subject, Func<EntryLinks, EntryLinks>? bend = null, long? recordedAt = null) =>
            log.Append(log.Say(Party, subject, new Shipment { Parcel = Parcel }), bend, recordedAt);

        public RecordedEntry Open(LogSpeaker claim, LogSpeaker buyer, RecordedEntry sale) => log.Append(log.Say(claim, Item, new Opening
        {
            Sale = ByteString.CopyFrom(sale.Statement.Identity.AsSpan()),
            BuyerKey = StatementSigner.PublicKeyOf(buyer.Key),
            Possession = StatementSigner.Possession(log.Ledger, Item, buyer.Key),
        }));

        public void Fill(int count)
        {
            for (var i = 0; i < count; i++)
            {
                log.Record(Courier, Parcel, new Transit { Activity = _filled++ % 2 == 0 ? TransitActivity.Arrived : TransitActivity.Departed });
            }
        }
    }
}
