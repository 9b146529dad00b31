using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;
using Xunit;

namespace Trace.Vectors.Tests;

public sealed class CoverageTests
{
    // A successor log's Genesis has two signatures: it stands among the histories, which begin in the log before.
    private static readonly string[] Without = ["trace.v1.Genesis.predecessor", "trace.v1.Predecessor.origin", "trace.v1.Predecessor.checkpoint"];

    [Fact]
    public void Every_kind_stands_among_the_statements_at_its_least_and_full()
    {
        var kinds = StatementSamples.All().GroupBy(sample => sample.Statement.PayloadCase).Where(kind => kind.Count() >= 2).Select(kind => kind.Key);

        Assert.Equal(RulesTable.All.Select(rules => rules.Kind).Order(), kinds.Order());
    }

    [Fact]
    public void Every_field_that_a_statement_can_have_stands_in_one_of_them()
    {
        var seen = new HashSet<string>();
        foreach (var sample in StatementSamples.All())
        {
            sample.Statement.Key = ByteString.CopyFrom(1);
            AddSet(sample.Statement, seen);
        }

        var all = new HashSet<string>();
        AddAll(Statement.Descriptor, all);
        Assert.Equal(Without.Order(StringComparer.Ordinal), all.Except(seen).Order(StringComparer.Ordinal));
    }

    private static void AddSet(IMessage message, HashSet<string> seen)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = field.Accessor.GetValue(message);
            var values = value is System.Collections.IList list ? list.Cast<object>() : IsSet(field, message, value) ? [value] : [];
            foreach (var one in values)
            {
                seen.Add(field.FullName);
                if (one is IMessage inner)
                {
                    AddSet(inner, seen);
                }
            }
        }
    }

    private static bool IsSet(FieldDescriptor field, IMessage message, object? value) =>
        field.HasPresence ? field.Accessor.HasValue(message) : value is not null && !value.Equals(field.FieldType switch
        {
            FieldType.String => "",
            FieldType.Bytes => ByteString.Empty,
            _ => Activator.CreateInstance(value.GetType()),
        });

    private static void AddAll(MessageDescriptor message, HashSet<string> all)
    {
        foreach (var field in message.Fields.InFieldNumberOrder())
        {
            if (all.Add(field.FullName) && field.FieldType == FieldType.Message)
            {
                AddAll(field.MessageType, all);
            }
        }
    }
}
