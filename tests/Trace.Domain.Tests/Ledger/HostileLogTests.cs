using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

/// <summary>Logs that record what no door lets in, with good hashes, links and signatures around it: the verifier says what is wrong, and never fails itself.</summary>
public sealed class HostileLogTests
{
    public static TheoryData<string> Samples => [.. StatementSamples.All().Where(sample => sample.Name.EndsWith("full", StringComparison.Ordinal)).Select(sample => sample.Name)];

    [Theory, MemberData(nameof(Samples))]
    public void Statement_with_any_field_left_out_cut_or_beyond_its_bounds_gets_an_answer(string name)
    {
        var sample = StatementSamples.All().Single(sample => sample.Name == name);
        foreach (var bent in Bent(sample.Statement))
        {
            var log = Started();
            Answer(log, StatementSigner.Sign(bent, InMemoryLog.KeyOf(sample.Signer)));
        }
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MinValue / 2)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(946_684_799_999_999)]
    [InlineData(4_102_444_800_000_000)]
    [InlineData(long.MaxValue / 2)]
    [InlineData(long.MaxValue)]
    public void Ledger_time_outside_of_the_times_of_statements_breaks_a_rule(long recordedAt)
    {
        var log = Started();
        var seller = log.Register(2, Role.Seller);
        log.Append(log.Say(seller, "01/06901234567892/21/A1", new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa" }), recordedAt: recordedAt);

        Assert.Contains(Verify(log, "01/06901234567892/21/A1"), failure => failure is { Rule: VerificationRule.RecordedAt, Index: 5 });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Opening_whose_sale_is_no_identity_breaks_a_rule(int length)
    {
        var log = Started();
        var claim = new LogSpeaker("", InMemoryLog.KeyOf("claim"));
        log.Append(log.Say(claim, "01/06901234567892/21/A1", new Opening { Sale = ByteString.CopyFrom(new byte[length]) }), hide: true);

        Assert.Contains(Verify(log, "01/06901234567892/21/A1"), failure => failure is { Rule: VerificationRule.Statement, Index: 3 });
    }

    [Fact]
    public void Bundle_with_any_bit_changed_gets_an_answer_and_one_in_an_entry_or_the_checkpoint_is_refused()
    {
        const string Item = "01/06901234567892/21/A1";
        var log = Started();
        var party = new LogSpeaker(InMemoryLog.Glns(1), InMemoryLog.KeyOf("party"));
        log.Record(party, Item, new Shipment { Parcel = "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa" });
        log.Record(party, Item, new Return { Answers = ByteString.CopyFrom(log.Entries[^1].Statement.Identity.AsSpan()), Outcome = ReturnOutcome.Accepted });
        var bundle = log.Bundle(Item);
        byte[] bytes = bundle.ToByteArray();
        Assert.True(Verifies(log, bytes));
        var hashed = bundle.Evidence.Append(bundle.History).SelectMany(chain => chain.Entries).Append(bundle.Checkpoint)
            .SelectMany(part => Enumerable.Range(bytes.AsSpan().IndexOf(part.Span), part.Length)).ToHashSet();

        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= (byte)(1 << (i % 8));
            Assert.False(Verifies(log, changed) && hashed.Contains(i), $"byte {i}");
        }
    }

    private static bool Verifies(InMemoryLog log, byte[] bytes)
    {
        try
        {
            return HistoryVerifier.TryVerify(HistoryBundle.Parser.ParseFrom(bytes), log.Policy, log.Ledger, false, out _, out _);
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static InMemoryLog Started()
    {
        var log = new InMemoryLog();
        var party = new LogSpeaker(InMemoryLog.Glns(1), InMemoryLog.KeyOf("party"));
        Role[] roles = [Role.Producer, Role.Seller, Role.Courier, Role.Platform];
        log.Record(log.Registrar, party.Party, new Registration { Name = new Text { En = "Party" }, Roles = { roles }, Prefixes = { "690123" } });
        log.Grant(party, [.. roles, Role.Administrator, Role.Intake]);
        return log;
    }

    private static void Answer(InMemoryLog log, SignedStatement signed)
    {
        // What can't be read as a statement at all has no place in an entry.
        if (ParsedStatement.Read(signed.Statement, out var parsed) is null)
        {
            log.Append(signed, hide: true);
            Verify(log, parsed!.Subject.Value);
        }
    }

    private static IReadOnlyList<VerificationFailure> Verify(InMemoryLog log, string subject)
    {
        HistoryVerifier.TryVerify(log.Bundle(subject), log.Policy, log.Ledger, false, out _, out var failures);
        return failures;
    }

    private static IEnumerable<Statement> Bent(Statement statement)
    {
        foreach (var (locate, field) in Places(statement, message => message))
        {
            foreach (var bend in BendsOf(field))
            {
                var bent = statement.Clone();
                bend(locate(bent));
                yield return bent;
            }
        }
    }

    // Every field that is set, at all depths, and how to find its message in a copy.
    private static IEnumerable<(Func<IMessage, IMessage> Locate, FieldDescriptor Field)> Places(IMessage message, Func<IMessage, IMessage> locate)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder().Where(field => field.IsRepeated || !field.HasPresence || field.Accessor.HasValue(message)))
        {
            yield return (locate, field);
            if (field.FieldType != FieldType.Message)
            {
                continue;
            }

            Func<IMessage, IMessage> below = field.IsRepeated
                ? root => (IMessage)((IList)field.Accessor.GetValue(locate(root)))[0]!
                : root => (IMessage)field.Accessor.GetValue(locate(root));
            if (!field.IsRepeated || ((IList)field.Accessor.GetValue(message)).Count > 0)
            {
                var inner = field.IsRepeated ? (IMessage)((IList)field.Accessor.GetValue(message))[0]! : (IMessage)field.Accessor.GetValue(message);
                foreach (var place in Places(inner, below))
                {
                    yield return place;
                }
            }
        }
    }

    private static IEnumerable<Action<IMessage>> BendsOf(FieldDescriptor field)
    {
        yield return field.Accessor.Clear;
        if (field.IsRepeated)
        {
            yield return message =>
            {
                var list = (IList)field.Accessor.GetValue(message);
                foreach (var element in list.Cast<object>().ToList())
                {
                    list.Add(element);
                }
            };
            yield break;
        }

        object[] values = field.FieldType switch
        {
            FieldType.Bytes => [ByteString.CopyFrom(1), ByteString.CopyFrom(new byte[33])],
            FieldType.String => ["x", "\u0001"],
            FieldType.Enum => [-1, 99],
            FieldType.UInt32 => [uint.MaxValue],
            FieldType.UInt64 => [ulong.MaxValue],
            FieldType.SInt32 => [int.MinValue],
            FieldType.Int64 => [long.MinValue, long.MaxValue],
            _ => [],
        };
        foreach (object value in values)
        {
            yield return message => field.Accessor.SetValue(message, value);
        }
    }
}
