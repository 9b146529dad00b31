using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.V1;

namespace Trace.Domain.Tests.Privacy;

/// <summary>One text of a statement, at any depth.</summary>
/// <param name="Path">As refusals name it.</param>
/// <param name="Descriptor">Its field.</param>
/// <param name="Text">What stands there.</param>
/// <param name="With">The statement with another text in its place.</param>
internal sealed record TextField(string Path, FieldDescriptor Descriptor, string Text, Func<string, Statement> With);

internal static class TextFields
{
    /// <summary>Every text field that is set.</summary>
    public static IEnumerable<TextField> Of(Statement statement) => Below(statement, "", []).Select(found => new TextField(found.Path, found.Descriptor, found.Text, text =>
    {
        var copy = statement.Clone();
        found.Set(copy, text);
        return copy;
    }));

    private static IEnumerable<(string Path, FieldDescriptor Descriptor, string Text, Action<IMessage, string> Set)> Below(IMessage message, string path, List<(FieldDescriptor Field, int Index)> steps)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.ContainingOneof is { } choice && choice.Accessor.GetCaseFieldDescriptor(message) != field)
            {
                continue;
            }

            var value = field.Accessor.GetValue(message);
            IEnumerable<(object? Value, int Index)> values = value is IList list ? list.Cast<object?>().Select((one, i) => (one, i)) : [(value, -1)];
            foreach (var (one, index) in values)
            {
                var here = index < 0 ? path + field.Name : $"{path}{field.Name}[{index}]";
                if (one is string { Length: > 0 } text)
                {
                    yield return (here, field, text, (root, put) => Put(Walk(root, steps), field, index, put));
                }
                else if (one is IMessage inner)
                {
                    foreach (var below in Below(inner, here + ".", [.. steps, (field, index)]))
                    {
                        yield return below;
                    }
                }
            }
        }
    }

    private static IMessage Walk(IMessage root, List<(FieldDescriptor Field, int Index)> steps) =>
        steps.Aggregate(root, (at, step) => step.Field.Accessor.GetValue(at) is var value && value is IList list ? (IMessage)list[step.Index]! : (IMessage)value);

    private static void Put(IMessage message, FieldDescriptor field, int index, string text)
    {
        if (index < 0)
        {
            field.Accessor.SetValue(message, text);
        }
        else
        {
            ((IList)field.Accessor.GetValue(message))[index] = text;
        }
    }
}
