using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class HistoryVerifierTests
{
    private const string Item = "01/06901234567892/21/A1";

    private readonly InMemoryLog _log = new();
    private readonly LogSpeaker _seller;
    private readonly LogSpeaker _producer;

    public HistoryVerifierTests()
    {
        _producer = _log.Register(1, Role.Producer, "690123");
        _seller = _log.Register(2, Role.Seller);
    }

    private static Shipment Shipment => new() { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa", From = "350000", To = "110000" };

    [Theory, InlineData(false), InlineData(true)]
    public void A_history_with_sale_opening_and_review_verifies(bool thorough)
    {
        var review = SellAndReview();

        Assert.True(HistoryVerifier.TryVerify(_log.Bundle(Item, thorough), _log.Policy, _log.Ledger, thorough, out var history, out var failures), string.Join("\n", failures));
        Assert.Equal([1UL, 2, 3], history.Entries.Select(entry => entry.Entry.Version));
        Assert.Equal(review.LeafHash, history.Entries[^1].Entry.LeafHash);
        Assert.Empty(history.NotUnderstood);
        Assert.Empty(history.EvidenceAfterHeads);
        Assert.Equal(thorough, history.IsThorough);
        Assert.Contains(_seller.KeySubject, history.Keys);
        Assert.Contains(_seller.Party, history.Parties);
    }

    [Fact]
    public void Histories_of_parties_keys_and_genesis_verify_too()
    {
        foreach (var subject in _log.Entries.Select(entry => entry.Statement.Subject.Value).Distinct())
        {
            Assert.Empty(Verify(_log.Bundle(subject)));
        }
    }

    [Fact]
    public void A_revocation_after_the_history_disputes_what_was_said_and_is_marked_as_resting_on_the_server()
    {
        var since = _log.Now;
        _log.Record(_seller, Item, Shipment);
        _log.Record(_log.Registrar, _seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Compromised, Since = since });

        Assert.True(HistoryVerifier.TryVerify(_log.Bundle(Item), _log.VerifierKey, _log.Ledger, false, out var history, out _));
        Assert.True(history.Entries[0].IsDisputed);
        Assert.Equal(Statement.PayloadOneofCase.KeyRevocation, Assert.Single(history.EvidenceAfterHeads).Entry.Statement.Kind);
    }

    [Fact]
    public void What_a_retired_key_said_before_is_late()
    {
        var early = _log.Say(_seller, Item, Shipment);
        _log.Wait(TimeSpan.FromSeconds(10));
        _log.Record(_log.Registrar, _seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Retired });
        _log.Record(early);

        Assert.True(HistoryVerifier.TryVerify(_log.Bundle(Item), _log.Policy, _log.Ledger, false, out var history, out _));
        Assert.True(history.Entries[0].IsLate);
        Assert.Empty(history.EvidenceAfterHeads);
    }

    [Fact]
    public void A_payload_of_a_newer_version_is_in_order_and_not_understood()
    {
        _log.Append(Newer(Item, payload: 63));
        _log.Record(_seller, Item, Shipment);

        Assert.True(HistoryVerifier.TryVerify(_log.Bundle(Item), _log.Policy, _log.Ledger, false, out var history, out var failures), string.Join("\n", failures));
        Assert.Equal(1UL, Assert.Single(history.NotUnderstood).Entry.Version);
        Assert.Contains("not understood", history.NotUnderstood[0].NotUnderstood, StringComparison.Ordinal);
        Assert.Equal(2, history.Entries.Count);
    }

    [Theory, InlineData(26), InlineData(9)]
    public void A_field_of_a_newer_version_anywhere_is_not_understood(int number)
    {
        _log.Append(Newer(Item, number, of: Shipment));

        Assert.True(HistoryVerifier.TryVerify(_log.Bundle(Item), _log.Policy, _log.Ledger, false, out var history, out var failures), string.Join("\n", failures));
        Assert.Single(history.NotUnderstood);
    }

    [Fact]
    public void An_enum_number_of_a_newer_version_is_not_understood()
    {
        _log.Append(_log.Say(_seller, Item, new Recall { Reason = (RecallReason)99, Hazard = Hazard.Class1 }));

        Assert.True(HistoryVerifier.TryVerify(_log.Bundle(Item), _log.Policy, _log.Ledger, false, out var history, out var failures), string.Join("\n", failures));
        Assert.Single(history.NotUnderstood);
    }

    [Fact]
    public void A_grant_of_a_newer_version_by_one_who_may_not_grant_gives_nothing()
    {
        var thief = new LogSpeaker(_producer.Party, InMemoryLog.KeyOf("thief"));
        var grant = new KeyGrant
        {
            Key = StatementSigner.PublicKeyOf(thief.Key),
            Possession = StatementSigner.Possession(_log.Ledger, thief.KeySubject, thief.Key),
            Roles = { Role.Producer },
        };
        _log.Append(Newer(thief.KeySubject, 9, of: grant));
        _log.Append(_log.Say(thief, "01/06901234567892", new Listing { Name = new Text { En = "Tea" } }));

        Assert.Contains(Verify(_log.Bundle("01/06901234567892")), failure => failure.Rule == VerificationRule.Judgement && failure.Reason == Reason.UnknownKey);
    }

    [Fact]
    public void An_Opening_that_names_no_Sale_is_a_failure_and_no_exception()
    {
        var claim = new LogSpeaker("", InMemoryLog.KeyOf("claim"));
        _log.Append(_log.Say(claim, Item, new Opening { BuyerKey = StatementSigner.PublicKeyOf(claim.Key) }), hide: true);

        Assert.Contains(Verify(_log.Bundle(Item)), failure => failure is { Rule: VerificationRule.Statement, Reason: Reason.FieldRequired });
    }

    private RecordedEntry SellAndReview()
    {
        var claim = new LogSpeaker("", InMemoryLog.KeyOf("claim"));
        var buyer = new LogSpeaker("", InMemoryLog.KeyOf("buyer"));
        var sale = _log.Record(_seller, Item, new Sale { ClaimKey = StatementSigner.PublicKeyOf(claim.Key) });
        var opening = _log.Record(claim, Item, new Opening
        {
            Sale = Identity(sale),
            BuyerKey = StatementSigner.PublicKeyOf(buyer.Key),
            Possession = StatementSigner.Possession(_log.Ledger, Item, buyer.Key),
        });
        return _log.Record(buyer, Item, new Review { Opening = Identity(opening), Rating = 5, Stage = ReviewStage.First });
    }

    // A statement with a field that nobody here knows: an empty message as payload, or a varint beside a known payload.
    private SignedStatement Newer(string subject, int payload, IMessage? of = null)
    {
        var known = Statement.Parser.ParseFrom(_log.Say(_seller, subject, of ?? Shipment).Statement);
        if (of is null)
        {
            known.ClearPayload();
        }

        var before = known.Clone();
        before.ClearPayload();
        byte[] unknown = of is null ? [.. Varint((payload << 3) | 2), 0] : [.. Varint(payload << 3), 1];
        byte[] rest = known.ToByteArray()[before.CalculateSize()..];
        byte[] bytes = payload < (int)known.PayloadCase ? [.. before.ToByteArray(), .. unknown, .. rest] : [.. known.ToByteArray(), .. unknown];
        var signature = _seller.Key.Sign(SignatureContexts.Statement(bytes));
        return new SignedStatement { Statement = ByteString.CopyFrom(bytes), Signatures = { ByteString.CopyFrom(signature) } };
    }

    private static byte[] Varint(int value) => value < 128 ? [(byte)value] : [(byte)(value | 128), (byte)(value >> 7)];

    private IReadOnlyList<VerificationFailure> Verify(HistoryBundle bundle)
    {
        HistoryVerifier.TryVerify(bundle, _log.Policy, _log.Ledger, false, out _, out var failures);
        return failures;
    }

    private static ByteString Identity(RecordedEntry entry) => ByteString.CopyFrom(entry.Statement.Identity.AsSpan());
}
