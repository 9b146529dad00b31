using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

/// <summary>Bundles changed on their way, and logs that are not honest: each is refused by the rule that it breaks.</summary>
public sealed class HistoryVerifierTamperingTests
{
    private const string Item = "01/06901234567892/21/A1";

    private readonly InMemoryLog _log = new();
    private readonly LogSpeaker _seller;

    public HistoryVerifierTamperingTests()
    {
        _seller = _log.Register(2, Role.Seller);
        _log.Record(_seller, Item, Shipment);
        _log.Record(_seller, Item, Shipment);
        _log.Record(_seller, Item, Shipment);
    }

    private static Shipment Shipment => new() { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa", From = "350000", To = "110000" };

    [Theory, InlineData(false), InlineData(true)]
    public void One_byte_changed_in_any_entry_is_named(bool thorough)
    {
        var bundle = _log.Bundle(Item, thorough);
        foreach (var chain in bundle.Evidence.Prepend(bundle.History))
        {
            for (var i = 0; i < chain.Entries.Count; i++)
            {
                var kept = chain.Entries[i];
                for (var at = 0; at < kept.Length; at += 3)
                {
                    var bytes = kept.ToByteArray();
                    bytes[at] ^= 0x01;
                    chain.Entries[i] = ByteString.CopyFrom(bytes);

                    var failures = Verify(bundle, thorough);
                    Assert.True(failures.Any(failure => failure.Index == RecordedEntry.Parse(kept).Index || Names(failure, chain, i)), $"byte {at} of {chain.Subject} version {i + 1}: {string.Join("\n", failures)}");
                }

                chain.Entries[i] = kept;
            }
        }
    }

    [Theory, InlineData(0, VerificationRule.Version), InlineData(1, VerificationRule.Version), InlineData(2, VerificationRule.Inclusion)]
    public void A_removed_entry_is_missed(int position, VerificationRule rule)
    {
        var bundle = _log.Bundle(Item);
        bundle.History.Entries.RemoveAt(position);

        Assert.Equal(rule, Assert.Single(Verify(bundle)).Rule);
    }

    [Fact]
    public void Swapped_entries_are_out_of_their_place()
    {
        var bundle = _log.Bundle(Item);
        (bundle.History.Entries[0], bundle.History.Entries[1]) = (bundle.History.Entries[1], bundle.History.Entries[0]);

        Assert.Contains(Verify(bundle), failure => failure is { Rule: VerificationRule.Version, Version: 2 });
    }

    [Fact]
    public void An_omitted_revocation_is_missed_by_the_key_head()
    {
        _log.Record(_log.Registrar, _seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Compromised, Since = _log.Now });
        var after = _log.Append(_log.Say(_seller, Item, Shipment));
        var bundle = _log.Bundle(Item);
        Assert.Contains(Verify(bundle), failure => failure.Rule == VerificationRule.Judgement && failure.Index == after.Index && failure.Reason == Reason.KeyCompromised);

        var chain = bundle.Evidence.First(evidence => evidence.Subject == _seller.KeySubject);
        chain.Entries.RemoveAt(1);
        chain.Proofs.Clear();

        var failure = Assert.Single(Verify(bundle));
        Assert.Equal((VerificationRule.KeyHead, after.Index), (failure.Rule, failure.Index));
    }

    [Fact]
    public void A_wrong_key_head_is_named()
    {
        var bent = _log.Append(_log.Say(_seller, Item, Shipment), links => links with { KeyHead = _log.Entries[0].LeafHash });

        AssertOnly(VerificationRule.KeyHead, bent);
    }

    [Fact]
    public void A_stale_party_head_is_named()
    {
        var stale = _log.Entries.Last(entry => entry.Statement.Subject.Value == _seller.Party).LeafHash;
        _log.Record(_log.Registrar, _seller.Party, new Suspension { Reason = SuspensionReason.UnsafeGoods });
        var bent = _log.Append(_log.Say(_seller, Item, Shipment), links => links with { PartyHead = stale });

        AssertOnly(VerificationRule.PartyHead, bent);
    }

    [Fact]
    public void A_suspended_partys_offer_is_judged_by_its_evidence()
    {
        _log.Record(_log.Registrar, _seller.Party, new Suspension { Reason = SuspensionReason.UnsafeGoods });
        var offer = _log.Append(_log.Say(_seller, "01/06901234567892", new Listing { Offer = true }));

        Assert.Contains(Verify(_log.Bundle("01/06901234567892")), failure => failure.Index == offer.Index && failure.Reason == Reason.PartySuspended);
    }

    [Fact]
    public void A_forged_signature_is_named()
    {
        var signed = _log.Say(_seller, Item, Shipment);
        signed.Signatures[0] = ByteString.CopyFrom(_log.Registrar.Key.Sign(SignatureContexts.Statement(signed.Statement.Span)));

        AssertOnly(VerificationRule.Signature, _log.Append(signed));
    }

    [Fact]
    public void A_second_signature_is_one_too_many()
    {
        var signed = _log.Say(_seller, Item, Shipment);
        signed.Signatures.Add(signed.Signatures[0]);

        AssertOnly(VerificationRule.Signature, _log.Append(signed));
    }

    [Fact]
    public void Time_that_runs_backward_is_named()
    {
        var early = _log.Append(_log.Say(_seller, Item, Shipment), recordedAt: _log.Entries[^1].RecordedAt - 1);

        AssertOnly(VerificationRule.RecordedAt, early);
    }

    [Fact]
    public void A_statement_for_another_ledger_is_named()
    {
        var stranger = _log.Append(_log.Say(_seller, Item, Shipment, statement => statement.Ledger = "other.test"));

        var failure = Assert.Single(Verify(_log.Bundle(Item)));
        Assert.Equal((VerificationRule.Statement, stranger.Index, Reason.OtherLedger), (failure.Rule, failure.Index, failure.Reason));
    }

    [Fact]
    public void Another_ledgers_genesis_is_not_ours()
    {
        HistoryVerifier.TryVerify(_log.Bundle(Item), _log.Policy, "other.test", false, out _, out var failures);

        Assert.Equal((VerificationRule.Genesis, 0UL), (Assert.Single(failures).Rule, failures[0].Index));
    }

    [Fact]
    public void Evidence_without_genesis_proves_nothing()
    {
        var bundle = _log.Bundle(Item);
        bundle.Evidence.Remove(bundle.Evidence.First(chain => chain.Subject == "log/genesis"));

        Assert.Equal(VerificationRule.Genesis, Assert.Single(Verify(bundle)).Rule);
    }

    [Fact]
    public void A_checkpoint_of_another_log_is_not_believed()
    {
        var other = new InMemoryLog(origin: "log.test/00000002");
        var bundle = _log.Bundle(Item);
        bundle.Checkpoint = ByteString.CopyFrom(other.Note().ToBytes());

        Assert.Equal(VerificationRule.Checkpoint, Assert.Single(Verify(bundle)).Rule);
    }

    [Fact]
    public void A_proof_at_another_index_is_refused()
    {
        var bundle = _log.Bundle(Item);
        bundle.History.Proofs[0].Index--;

        Assert.Contains(Verify(bundle), failure => failure is { Rule: VerificationRule.Inclusion, Version: 3 });
    }

    [Fact]
    public void A_thorough_verifier_wants_a_proof_for_each_entry()
    {
        Assert.Equal([1UL, 2UL], Verify(_log.Bundle(Item), thorough: true).Select(failure => failure.Version!.Value));
    }

    [Fact]
    public void A_chain_twice_is_refused()
    {
        var bundle = _log.Bundle(Item);
        bundle.Evidence.Add(bundle.History.Clone());

        Assert.Equal(VerificationRule.Bundle, Assert.Single(Verify(bundle)).Rule);
    }

    [Fact]
    public void An_unknown_signer_is_named()
    {
        var stranger = new LogSpeaker(_seller.Party, InMemoryLog.KeyOf("nobody"));
        var entry = _log.Append(_log.Say(stranger, Item, Shipment));

        Assert.Contains(Verify(_log.Bundle(Item)), failure => failure.Rule == VerificationRule.Key && failure.Index == entry.Index);
    }

    private static bool Names(VerificationFailure failure, Chain chain, int position) =>
        failure.Subject == chain.Subject && failure.Version == (ulong)position + 1;

    private void AssertOnly(VerificationRule rule, RecordedEntry entry)
    {
        var failure = Assert.Single(Verify(_log.Bundle(Item)));
        Assert.Equal((rule, entry.Index, entry.Version), (failure.Rule, failure.Index, failure.Version));
    }

    private IReadOnlyList<VerificationFailure> Verify(HistoryBundle bundle, bool thorough = false)
    {
        HistoryVerifier.TryVerify(bundle, _log.Policy, _log.Ledger, thorough, out _, out var failures);
        return failures;
    }
}
