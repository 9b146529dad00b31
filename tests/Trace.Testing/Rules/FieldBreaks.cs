using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Testing.Rules;

/// <summary>One bound of one field, broken or just kept.</summary>
/// <param name="Path">The field's path in the message, as a refusal names it.</param>
/// <param name="Rule">Which bound.</param>
/// <param name="Reason">The reason of the refusal; none where the bound is just kept.</param>
/// <param name="Apply">Changes a good message.</param>
public sealed record FieldBreak(string Path, string Rule, Reason Reason, Action<IMessage> Apply)
{
    public override string ToString() => $"{Path}: {Rule}";
}

/// <summary>Every bound of every field below a message, at all depths, made from the descriptors: a field that is added is tested that day.</summary>
public static class FieldBreaks
{
    /// <summary>All of the fields of a statement that are not its payload.</summary>
    public static IEnumerable<FieldBreak> OfEnvelope { get; } =
        [.. V1.Statement.Descriptor.Fields.InFieldNumberOrder().Where(field => field.ContainingOneof is null).SelectMany(field => Of(field, "", root => root))];

    /// <summary>All of a kind's payload, reached from the statement.</summary>
    public static IEnumerable<FieldBreak> OfPayload(KindRules rules)
    {
        var field = V1.Statement.Descriptor.FindFieldByNumber((int)rules.Kind);
        return Below(rules.Descriptor, rules.FieldName, root => (IMessage)field.Accessor.GetValue(root));
    }

    /// <summary>All below a message, from itself on.</summary>
    public static IEnumerable<FieldBreak> Of(MessageDescriptor message) => Below(message, "", root => root);

    private static IEnumerable<FieldBreak> Below(MessageDescriptor message, string prefix, Func<IMessage, IMessage> reach) =>
        message.Fields.InFieldNumberOrder().SelectMany(field => Of(field, prefix, reach)).Concat(OfMessage(message, prefix, reach));

    private static IEnumerable<FieldBreak> Of(FieldDescriptor field, string prefix, Func<IMessage, IMessage> reach)
    {
        var path = prefix.Length == 0 ? field.Name : $"{prefix}.{field.Name}";
        return field.IsRepeated ? OfRepeated(field, path, reach)
            : OfSingle(field, path, field.ContainingType == Place.Descriptor && field.FieldNumber != Place.RegionFieldNumber ? root => Numbered((Place)reach(root)) : reach);
    }

    private static IEnumerable<FieldBreak> OfSingle(FieldDescriptor field, string path, Func<IMessage, IMessage> reach)
    {
        if (FieldBounds.Of(field).Required)
        {
            yield return new(path, "is required", Reason.FieldRequired, root => field.Accessor.Clear(reach(root)));
        }

        var values = field.FieldType == FieldType.Message
            ? Below(field.MessageType, path, root => Present(field, reach(root)))
            : OfValue(field, path, (root, value) => field.Accessor.SetValue(reach(root), value));
        foreach (var one in values)
        {
            yield return one;
        }
    }

    private static IEnumerable<FieldBreak> OfRepeated(FieldDescriptor field, string path, Func<IMessage, IMessage> reach)
    {
        var bounds = FieldBounds.Of(field);
        IList ListOf(IMessage root) => (IList)field.Accessor.GetValue(reach(root));
        void Fill(IMessage root, long count, bool distinct = false)
        {
            var list = ListOf(root);
            list.Clear();
            for (var i = 0; i < count; i++)
            {
                list.Add(distinct && field.FieldType == FieldType.Enum ? FieldSamples.EnumOf(field, field.EnumType.Values[(i % (field.EnumType.Values.Count - 1)) + 1].Number) : FieldSamples.Of(field));
            }
        }

        if (bounds.AtLeast > 0)
        {
            yield return new(path, $"fewer than {bounds.AtLeast}", Reason.FieldOutOfBounds, root => Fill(root, bounds.AtLeast - 1, true));
        }

        if (bounds.AtMost > 0)
        {
            yield return new(path, $"more than {bounds.AtMost}", Reason.FieldOutOfBounds, root => Fill(root, bounds.AtMost + 1L, true));
            if (!bounds.Distinct || bounds.AtMost < field.EnumType.Values.Count)
            {
                yield return new(path, $"{bounds.AtMost} are taken", Reason.Unspecified, root => Fill(root, bounds.AtMost, true));
            }
        }

        if (bounds.Distinct)
        {
            yield return new($"{path}[1]", "an element twice", Reason.FieldOutOfBounds, root => Fill(root, 2));
        }

        IMessage First(IMessage root)
        {
            var list = ListOf(root);
            if (list.Count == 0)
            {
                Fill(root, 1);
            }

            return (IMessage)list[0]!;
        }

        var elements = field.FieldType == FieldType.Message
            ? Below(field.MessageType, $"{path}[0]", First)
            : OfValue(field, $"{path}[0]", (root, value) =>
            {
                Fill(root, 1);
                ListOf(root)[0] = value;
            });
        foreach (var one in elements)
        {
            yield return one;
        }
    }

    private static IEnumerable<FieldBreak> OfValue(FieldDescriptor field, string path, Action<IMessage, object> set)
    {
        var bounds = FieldBounds.Of(field);
        FieldBreak With(string rule, Reason reason, Func<object> value) => new(path, rule, reason, root => set(root, value()));
        return field.FieldType switch
        {
            FieldType.Bool => [],
            FieldType.Enum => OfEnum(field, With),
            FieldType.String => OfText(bounds, With),
            FieldType.Bytes => OfBytes(bounds, With),
            _ => OfNumber(field, bounds, With),
        };
    }

    private static IEnumerable<FieldBreak> OfEnum(FieldDescriptor field, Func<string, Reason, Func<object>, FieldBreak> with)
    {
        yield return with("a number that the enum has not", Reason.NotCanonical, () => FieldSamples.EnumOf(field, 999));
        if (field.IsRepeated)
        {
            yield return with("0", Reason.NotCanonical, () => FieldSamples.EnumOf(field, 0));
        }
    }

    private static IEnumerable<FieldBreak> OfText(Bounds bounds, Func<string, Reason, Func<object>, FieldBreak> with)
    {
        yield return with($"longer than {bounds.Max}", Reason.FieldOutOfBounds, () => new string('x', (int)bounds.Max + 1));
        if (bounds.Min > 1)
        {
            yield return with($"shorter than {bounds.Min}", Reason.FieldOutOfBounds, () => new string('1', (int)bounds.Min - 1));
        }

        var good = FieldSamples.TextOf(bounds);
        yield return with("not NFC", Reason.TextNotNormal, () => "e\u0301");
        yield return with("a control character", Reason.TextNotNormal, () => good + "\u0007");
        yield return with("a code point of private use", Reason.TextNotNormal, () => good + "\ue000");
        if (bounds.Form == Form.Unspecified)
        {
            yield return with($"{bounds.Max} code points beyond the BMP are taken", Reason.Unspecified, () => string.Concat(Enumerable.Repeat("𠮷", (int)bounds.Max)));
            yield break;
        }

        yield return with("its form", Reason.FieldForm, () => good[..^1] + "#");
        yield return with("a good one is taken", Reason.Unspecified, () => good);
        if (bounds.Form is Form.Party or Form.ProductOrLot or Form.Lot or Form.Parcel)
        {
            yield return with("a subject of another kind", Reason.FieldForm, () => "log/erasures");
        }
    }

    private static IEnumerable<FieldBreak> OfBytes(Bounds bounds, Func<string, Reason, Func<object>, FieldBreak> with)
    {
        yield return with($"longer than {bounds.Max}", Reason.FieldOutOfBounds, () => StatementCatalogue.Filled((int)bounds.Max + 1, 1));
        yield return with($"{bounds.Max} are taken", Reason.Unspecified, () => StatementCatalogue.Filled((int)bounds.Max, 1));
        if (bounds.Min > 1)
        {
            yield return with($"shorter than {bounds.Min}", Reason.FieldOutOfBounds, () => StatementCatalogue.Filled((int)bounds.Min - 1, 1));
        }
    }

    private static IEnumerable<FieldBreak> OfNumber(FieldDescriptor field, Bounds bounds, Func<string, Reason, Func<object>, FieldBreak> with)
    {
        if (bounds.Max != 0)
        {
            yield return with($"above {bounds.Max}", Reason.FieldOutOfBounds, () => FieldSamples.NumberOf(field, bounds.Max + 1));
            yield return with($"{bounds.Max} is taken", Reason.Unspecified, () => FieldSamples.NumberOf(field, bounds.Max));
        }

        // 1 below 1 is 0, which is the same as absent.
        if (bounds.Min is < 0 or > 1)
        {
            yield return with($"below {bounds.Min}", Reason.FieldOutOfBounds, () => FieldSamples.NumberOf(field, bounds.Min - 1));
        }

        if (bounds.Form == Form.Time)
        {
            yield return with("before 2000", Reason.FieldForm, () => 946_684_800_000_000L - 1);
            yield return with("2000 is taken", Reason.Unspecified, () => 946_684_800_000_000L);
            yield return with("2100", Reason.FieldForm, () => 4_102_444_800_000_000L);
            yield return with("the last of 2099 is taken", Reason.Unspecified, () => 4_102_444_800_000_000L - 1);
        }
        else if (bounds.Form == Form.Date)
        {
            yield return with("30 February", Reason.FieldForm, () => 20260230u);
            yield return with("the 13th month", Reason.FieldForm, () => 20261301u);
            yield return with("29 February of a leap year is taken", Reason.Unspecified, () => 20280229u);
        }
    }

    // What holds between the fields of messages that several kinds share.
    private static IEnumerable<FieldBreak> OfMessage(MessageDescriptor message, string prefix, Func<IMessage, IMessage> reach)
    {
        FieldBreak With(string field, string rule, Reason reason, Action<IMessage> apply) => new($"{prefix}.{field}", rule, reason, root => apply(reach(root)));
        if (message == Text.Descriptor)
        {
            yield return With("zh", "neither language", Reason.FieldRequired, text => (((Text)text).Zh, ((Text)text).En) = ("", ""));
            yield return With("en", "English alone is taken", Reason.Unspecified, text => (((Text)text).Zh, ((Text)text).En) = ("", "Tea"));
        }
        else if (message == Place.Descriptor)
        {
            yield return With("gln", "neither gln nor region", Reason.FieldRequired, place => ((Place)place).Region = "");
            yield return With("region", "both gln and region", Reason.FieldNotAllowed, place => ((Place)place).Gln = "9521234000013");
            yield return With("extension", "an extension without gln", Reason.FieldNotAllowed, place => ((Place)place).Extension = "A1");
        }
    }

    // A place has a gln or a region, so what is tried of a gln is tried without a region.
    private static Place Numbered(Place place)
    {
        (place.Gln, place.Region) = ("9521234000013", "");
        return place;
    }

    private static IMessage Present(FieldDescriptor field, IMessage parent)
    {
        if (field.Accessor.GetValue(parent) is not IMessage there)
        {
            there = FieldSamples.MessageOf(field.MessageType);
            field.Accessor.SetValue(parent, there);
        }

        return there;
    }
}
