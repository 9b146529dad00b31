using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.Testing.Rules;
using Trace.V1;
using Xunit;
using static Trace.V1.Statement;

namespace Trace.Domain.Tests.Statements;

/// <summary>Every bound of every field of every kind, at all depths, through the rules that admission and verifiers ask; made from the descriptors.</summary>
public sealed class FieldBoundsTests
{
    private static readonly MemoryStage Stage = new();

    public static TheoryData<PayloadOneofCase> Kinds => [.. RulesTable.All.Select(rules => rules.Kind)];

    public static TheoryData<string> Sealed => [.. RulesTable.All.Where(rules => rules.MaySeal).Select(rules => rules.Kind.ToString())];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Each_bound_of_a_kinds_fields_is_held_and_what_just_keeps_it_is_taken(PayloadOneofCase kind)
    {
        var draft = await Stage.DraftOfAsync(StatementCatalogue.Of(kind).First());
        Assert.All(FieldBreaks.OfPayload(RulesTable.Of(kind)), one => Check(draft, one));
    }

    [Fact]
    public async Task Each_bound_of_the_fields_that_all_kinds_have_is_held()
    {
        // A read point and a sealed part are allowed, so that the fields of both are asked.
        var draft = await Stage.DraftOfAsync(StatementCatalogue.Of(PayloadOneofCase.Shipment).First());
        Assert.All(FieldBreaks.OfEnvelope.Where(one => one.Path is not ("ledger" or "subject" or "key")), one => Check(draft, one));
    }

    // These three are read before all others: the form of bytes, subject and key id, then the ledger that is asked.
    [Theory]
    [InlineData("ledger", Reason.OtherLedger)]
    [InlineData("subject", Reason.SubjectInvalid)]
    [InlineData("key", Reason.FieldOutOfBounds)]
    public async Task What_is_read_first_is_refused_by_its_own_reason(string path, Reason reason)
    {
        var draft = await Stage.DraftOfAsync(StatementCatalogue.Of(PayloadOneofCase.Shipment).First());
        Assert.All(FieldBreaks.OfEnvelope.Where(one => one.Path == path && one.Reason != Reason.Unspecified), one =>
        {
            var refusal = RefusalOf(Changed(draft, one));
            Assert.Equal((reason, path), (refusal!.Reason, refusal.Field));
        });
    }

    [Theory, MemberData(nameof(Sealed))]
    public void Each_bound_of_a_sealed_part_is_held(string kind)
    {
        var type = RulesTable.Of(Enum.Parse<PayloadOneofCase>(kind)).Descriptor.NestedTypes.Single(nested => nested.Name == "Confidential");
        Assert.All(FieldBreaks.Of(type), one =>
        {
            var message = FieldSamples.MessageOf(type);
            one.Apply(message);
            var refusal = FieldBounds.CheckSealed(message);
            Assert.Equal((one.Reason, one.Reason == Reason.Unspecified ? null : one.Path), (refusal?.Reason ?? Reason.Unspecified, refusal?.Field));
        });
    }

    [Fact]
    public void A_message_of_no_statement_has_no_bounds_here() =>
        Assert.Throws<KeyNotFoundException>(() => FieldBounds.CheckSealed(new GetEntryRequest()));

    // A text or a list without a greatest length would let one field fill a statement, and a number without bounds says nothing.
    [Fact]
    public void Every_field_of_a_statement_has_a_greatest_length_or_value()
    {
        Assert.All(AllFields(), field =>
        {
            var bounds = FieldBounds.Of(field);
            Assert.True(!field.IsRepeated || bounds.AtMost > 0, $"{field.FullName} has no greatest number of elements");
            Assert.True(field.FieldType is FieldType.Message or FieldType.Enum or FieldType.Bool || bounds.Max > 0 || bounds.Form == Form.Time, $"{field.FullName} has no greatest length or value");
        });
    }

    internal static IEnumerable<FieldDescriptor> AllFields()
    {
        var (waiting, seen) = (new Queue<MessageDescriptor>([Statement.Descriptor]), new HashSet<MessageDescriptor>());
        while (waiting.TryDequeue(out var message))
        {
            if (!seen.Add(message))
            {
                continue;
            }

            foreach (var field in message.Fields.InFieldNumberOrder())
            {
                yield return field;
                if (field.FieldType == FieldType.Message)
                {
                    waiting.Enqueue(field.MessageType);
                }
            }

            foreach (var nested in message.NestedTypes)
            {
                waiting.Enqueue(nested);
            }
        }
    }

    private static void Check(Draft draft, FieldBreak one)
    {
        var changed = Changed(draft, one);
        if (one.Reason == Reason.Unspecified)
        {
            Assert.Null(FieldBounds.Check(changed));
            return;
        }

        var refusal = RefusalOf(changed);
        Assert.Equal((one.Reason, one.Path), (refusal!.Reason, refusal.Field));
        Assert.NotEmpty(refusal.Message);
    }

    private static Statement Changed(Draft draft, FieldBreak one)
    {
        var message = Statement.Parser.ParseFrom(draft.Sign().Statement);
        one.Apply(message);
        return message;
    }

    private static Refusal? RefusalOf(Statement message) => ParsedStatement.Parse(message.ToByteString(), out var parsed) ?? parsed!.CheckRules(Stage.Ledger);
}
