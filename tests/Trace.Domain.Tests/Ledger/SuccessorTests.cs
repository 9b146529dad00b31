using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

/// <summary>Histories that begin in one log and go on in the one behind it: verified against both checkpoints, or refused.</summary>
public sealed class SuccessorTests
{
    private const string Item = "01/06901234567892/21/A1";
    private const string Other = "01/06901234567892/21/B2";

    private readonly InMemoryLog _before = new();
    private readonly LogSpeaker _seller;

    public SuccessorTests()
    {
        _seller = _before.Register(2, Role.Seller);
        _before.Record(_seller, Item, Shipment);
        _before.Record(_seller, Other, Shipment);
        _before.Record(_seller, Item, Shipment);
    }

    private static Shipment Shipment => new() { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa", From = "350000", To = "110000" };

    /// <summary>What of Genesis may not be, the rule, and what it is refused for.</summary>
    public static TheoryData<string, Action<Genesis>, Reason> Bent => new()
    {
        { "another recovery key", genesis => Name(genesis, InMemoryLog.KeyOf("thief")), Reason.NotYours },
        { "another registrar", genesis => genesis.Registrar = InMemoryLog.Glns(7), Reason.NotYours },
        { "the same origin", genesis => genesis.Origin = "log.test/00000001", Reason.FieldNotAllowed },
        { "no predecessor", genesis => genesis.Predecessor = null, Reason.FieldRequired },
        { "another predecessor", genesis => genesis.Predecessor.Origin = "log.test/00000009", Reason.ReferenceSubject },
    };

    [Theory, InlineData(false), InlineData(true)]
    public void A_history_goes_on_in_the_log_behind(bool thorough)
    {
        var log = InMemoryLog.Behind(_before);
        log.Record(_seller, Item, Shipment);

        var history = Verified(log, log.Bundle(Item, thorough), thorough);

        Assert.Equal([1, 2, 3], history.Entries.Select(entry => (int)entry.Entry.Version));
        Assert.Equal([true, true, false], history.Entries.Select(entry => entry.Entry.IsOfPredecessor));
        Assert.Equal(("log.test/00000002", "log.test/00000001"), (history.Checkpoint.Checkpoint.Origin, history.Predecessor!.Checkpoint.Origin));
        Assert.Equal(_before.Entries[^1].LeafHash, history.Entries[2].Entry.Previous);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_history_that_ended_before_is_proven_to_the_log_before(bool thorough)
    {
        var log = InMemoryLog.Behind(_before);
        var bundle = log.Bundle(Other, thorough);

        Assert.True(Assert.Single(Verified(log, bundle, thorough).Entries).Entry.IsOfPredecessor);
        var proof = HistoryProof.Create(bundle);
        Assert.Equal("log.test/00000001", proof.Checkpoint.Origin);
        Assert.True(HistoryProof.TryVerify(proof, log.Policy, thorough, out _, out var failures), string.Join('\n', failures));
    }

    [Fact]
    public void Rules_see_what_was_recorded_before()
    {
        _before.Record(_before.Registrar, _seller.KeySubject, new KeyRevocation { Kind = RevocationKind.Compromised, Since = _before.Now });
        var log = InMemoryLog.Behind(_before);

        Assert.Equal(Reason.KeyCompromised, log.Judge(log.Say(_seller, Item, Shipment))!.Reason);
        Assert.Equal(Reason.AlreadyRegistered, log.Judge(log.Say(log.Registrar, _seller.Party, new Registration { Name = new Text { En = "again" }, Roles = { Role.Seller } }))!.Reason);
        Assert.Equal(Reason.GenesisNotFirst, log.Judge(log.Say(log.Registrar, "log/genesis", log.Entries[0].Statement.Message.Genesis.Clone()))!.Reason);
    }

    [Fact]
    public void Whoever_knows_one_of_the_logs_alone_believes_neither_history()
    {
        var log = InMemoryLog.Behind(_before);
        log.Record(_seller, Item, Shipment);

        Assert.False(HistoryVerifier.TryVerify(log.Bundle(Item), log.VerifierKey, log.Ledger, thorough: false, out _, out var failures));
        Assert.Contains("the policy names that log too", Assert.Single(failures).Message, StringComparison.Ordinal);
        Assert.Equal(VerificationRule.Checkpoint, failures[0].Rule);
    }

    [Theory, MemberData(nameof(Bent))]
    public void A_log_that_may_not_follow_is_refused(string what, Action<Genesis> bend, Reason reason)
    {
        var log = InMemoryLog.Behind(_before);
        Assert.NotNull(what);
        var genesis = log.Entries[0].Statement.Message.Genesis.Clone();
        bend(genesis);
        var state = new LedgerState();
        _before.Entries.ToList().ForEach(entry => state.Apply(entry.OfPredecessor(_before.Entries.Count)));
        state.BeginSuccessor();
        ParsedStatement.Parse(log.Say(log.Registrar, "log/genesis", genesis).Statement, out var statement);

        Assert.Equal(reason, Judgement.Judge(statement!, state, log.Now, RuleScope.Log)?.Reason);
    }

    [Fact]
    public void A_Genesis_that_the_recovery_key_did_not_sign_is_refused()
    {
        var by = InMemoryLog.KeyOf("thief");
        foreach (var sign in new Func<InMemoryLog, SignedStatement, SignedStatement>[] { (_, signed) => signed, (log, signed) => log.AlsoBy(by, signed), (log, signed) => log.AlsoBy(log.Registrar.Key, signed) })
        {
            var log = InMemoryLog.Behind(_before, sign: sign);

            Assert.Equal(VerificationRule.Signature, Assert.Single(Failures(log, log.Bundle(Item))).Rule);
        }
    }

    [Fact]
    public void A_checkpoint_of_a_fork_of_the_log_before_is_refused()
    {
        // As large, and signed by the log's own key, but with another last entry.
        var fork = new InMemoryLog();
        var seller = fork.Register(2, Role.Seller);
        fork.Record(seller, Item, Shipment);
        fork.Record(seller, Other, Shipment);
        fork.Record(seller, Other, Shipment);
        var log = InMemoryLog.Behind(_before, genesis => genesis.Predecessor.Checkpoint = ByteString.CopyFrom(fork.Note().ToBytes()));
        log.Record(_seller, Item, Shipment);

        Assert.Contains(Failures(log, log.Bundle(Item)), failure => failure.Rule == VerificationRule.Inclusion);
    }

    [Fact]
    public void A_checkpoint_that_the_log_before_did_not_sign_is_refused()
    {
        var forged = new LogSigner(_before.VerifierKey.Name, InMemoryLog.KeyOf("thief")).Sign(new Checkpoint(_before.VerifierKey.Name, _before.Entries.Count, Checkpoint.Parse(_before.Note().Text).Root));
        var log = InMemoryLog.Behind(_before, genesis => genesis.Predecessor.Checkpoint = ByteString.CopyFrom(forged.ToBytes()));

        Assert.Equal(VerificationRule.Checkpoint, Assert.Single(Failures(log, log.Bundle(Item))).Rule);
    }

    [Fact]
    public void A_link_to_an_entry_behind_the_last_checkpoint_of_the_log_before_is_refused()
    {
        var size = _before.Entries.Count - 1;
        var log = InMemoryLog.Behind(_before, genesis => genesis.Predecessor.Checkpoint = ByteString.CopyFrom(_before.Note(size).ToBytes()));
        log.Record(_seller, Item, Shipment);

        var failure = Assert.Single(Failures(log, log.Bundle(Item)));

        Assert.Equal((VerificationRule.Order, (ulong)size), (failure.Rule, failure.Index));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Entries_of_the_log_before_need_a_proof_of_their_own(bool removed)
    {
        var log = InMemoryLog.Behind(_before);
        log.Record(_seller, Item, Shipment);
        var bundle = log.Bundle(Item);
        bundle.History.Predecessor.Proof = removed ? null : log.Inclusion(1);

        Assert.Contains(Failures(log, bundle), failure => failure is { Rule: VerificationRule.Inclusion, Version: 2 });
    }

    [Fact]
    public void One_byte_changed_in_any_entry_of_either_log_is_refused()
    {
        var log = InMemoryLog.Behind(_before);
        log.Record(_seller, Item, Shipment);
        var bundle = log.Bundle(Item);
        foreach (var chain in bundle.Evidence.Prepend(bundle.History))
        {
            for (var i = 0; i < chain.Entries.Count; i++)
            {
                var kept = chain.Entries[i];
                for (var at = 0; at < kept.Length; at += 17)
                {
                    var bytes = kept.ToByteArray();
                    bytes[at] ^= 1;
                    chain.Entries[i] = ByteString.CopyFrom(bytes);
                    Assert.NotEmpty(Failures(log, bundle));
                }

                chain.Entries[i] = kept;
            }
        }
    }

    [Theory, InlineData(0UL), InlineData(1UL), InlineData(3UL), InlineData(99UL)]
    public void Where_the_log_before_ends_can_not_be_said_wrongly(ulong entries)
    {
        var log = InMemoryLog.Behind(_before);
        log.Record(_seller, Item, Shipment);
        var bundle = log.Bundle(Item);
        bundle.History.Predecessor.Entries = entries;

        Assert.NotEmpty(Failures(log, bundle));
    }

    [Fact]
    public void A_bundle_without_the_log_before_is_refused()
    {
        var log = InMemoryLog.Behind(_before);
        log.Record(_seller, Item, Shipment);
        var bundle = log.Bundle(Item);
        var genesis = bundle.Evidence.Single(chain => chain.Subject == "log/genesis");
        genesis.Entries.RemoveAt(0);
        genesis.Predecessor = null;

        Assert.NotEmpty(Failures(log, bundle));
    }

    private static void Name(Genesis genesis, Ed25519Signer recovery)
    {
        genesis.RecoveryKey = StatementSigner.PublicKeyOf(recovery);
        genesis.RecoveryPossession = StatementSigner.Possession("ledger.test", "log/genesis", recovery);
    }

    private static VerifiedHistory Verified(InMemoryLog log, HistoryBundle bundle, bool thorough)
    {
        Assert.True(HistoryVerifier.TryVerify(bundle, log.Policy, log.Ledger, thorough, out var history, out var failures), string.Join('\n', failures));
        return history;
    }

    private static IReadOnlyList<VerificationFailure> Failures(InMemoryLog log, HistoryBundle bundle)
    {
        Assert.False(HistoryVerifier.TryVerify(bundle, log.Policy, log.Ledger, thorough: false, out _, out var failures));
        return failures;
    }
}
