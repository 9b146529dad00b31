using System.Globalization;
using Google.Protobuf.Reflection;
using Trace.Api.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Api.Tests.Documentation;

/// <summary>docs/statements.md, made of the table of rules, the descriptors and the comments of the protos.</summary>
internal static class StatementsPage
{
    private static readonly Reason[] Waiting = [Reason.UnknownKey, Reason.PartyNotRegistered, Reason.UnknownReference, Reason.BacklogFull, Reason.RateLimited, Reason.ReadOnly, Reason.StreamTooSlow];

    public static string Write()
    {
        using var page = new StringWriter(CultureInfo.InvariantCulture);
        page.Write("""
            # Statements

            Every kind of statement: what it is about, who may say it, what its fields hold, and what it is refused for. This page is made from the table of rules and the protos by
            a test, which fails where they differ; change those, then run `TRACE_UPDATE_DOCS=1 ./test Api`.

            A field without *required* may be absent. Bounds count code points of texts, bytes of bytes. *Sealed* is content that lies beside the log; the statement holds a commitment to it.
            What all kinds have in common is [below](#fields-of-every-statement), and so are the [messages](#messages-that-several-kinds-share) and [enums](#enums) that they use, and the [reasons](#reasons-of-refusal) of refusals.


            """.ReplaceLineEndings("\n"));
        Row(page, "kind", "", "about", "said by");
        Row(page, "---", "---", "---", "---");
        foreach (var rules in RulesTable.All)
        {
            Row(page, $"[{rules.Descriptor.Name}](#{Anchor(Title(rules))})", rules.Chinese, Words.Of(rules.Subjects), Words.List([.. rules.Speakers.Select(ShortOf).Distinct()], "or"));
        }

        RulesTable.All.ToList().ForEach(rules => WriteKind(page, rules));
        Heading(page, "Fields of every statement");
        Fields(page, Statement.Descriptor.Fields.InFieldNumberOrder().Where(field => field.ContainingOneof is null));
        Heading(page, "Messages that several kinds share");
        foreach (var message in Shared())
        {
            page.Write($"\n### {message.Name}\n\n{ProtoComments.Of(message.FullName)}\n");
            Fields(page, message.Fields.InFieldNumberOrder());
        }

        WriteEnums(page);
        WriteReasons(page);
        return page.ToString();
    }

    private static void WriteKind(StringWriter page, KindRules rules)
    {
        Heading(page, Title(rules));
        page.Write($"\n{Sentence(ProtoComments.Of(rules.Descriptor.FullName).Replace($"{rules.Chinese}.", "", StringComparison.Ordinal).Trim())}\n\n");
        page.Write($"- **About** {Words.Of(rules.Subjects)}.\n");
        foreach (var row in rules.Speakers)
        {
            page.Write($"- **Said by** {Words.Of(row)}.\n");
        }

        page.Write($"- **Place:** {Words.Of(rules.Place)}.\n");
        foreach (var reference in rules.References)
        {
            var kinds = reference.Kinds.Count > 12 ? "any kind that can be corrected" : Words.List([.. reference.Kinds.Select(kind => $"a {kind}")], "or");
            page.Write($"- **`{reference.Field}` names** {kinds}{(reference.SameSubject ? " about the same subject" : "")}.\n");
        }

        foreach (var shape in rules.Shapes)
        {
            page.Write($"- **`{shape.Field}`:** {shape.Rule} (`{RefusalStatus.NameOf(shape.Reason)}`).\n");
        }

        if (rules.Effects != Effects.None)
        {
            page.Write($"- **Effect:** {string.Join("; ", Words.Of(rules.Effects))}.\n");
        }

        Fields(page, rules.Descriptor.Fields.InFieldNumberOrder());
        if (rules.MaySeal)
        {
            page.Write("\nSealed:\n");
            Fields(page, rules.Descriptor.NestedTypes.Single(nested => nested.Name == "Confidential").Fields.InFieldNumberOrder());
        }
    }

    private static void Fields(StringWriter page, IEnumerable<FieldDescriptor> fields)
    {
        page.Write('\n');
        Row(page, "field", "no.", "type", "what it holds");
        Row(page, "---", "--:", "---", "---");
        foreach (var field in fields)
        {
            var comment = ProtoComments.Of(field.FullName);
            var required = FieldBounds.Of(field).Required && !comment.Contains("Required", StringComparison.Ordinal) ? "**Required.** " : "";
            Row(page, $"`{field.Name}`", $"{field.FieldNumber}", TypeOf(field), required + comment.Replace("Required.", "**Required.**", StringComparison.Ordinal));
        }
    }

    private static void WriteEnums(StringWriter page)
    {
        Heading(page, "Enums");
        foreach (var type in Enums())
        {
            var prefix = type.Values[0].Name[..^"UNSPECIFIED".Length];
            page.Write($"\n**{type.Name}.** {ProtoComments.Of(type.FullName)}\n\n");
            foreach (var value in type.Values.Skip(1))
            {
                var comment = ProtoComments.Of($"{type.FullName}.{value.Name}");
                page.Write($"- {value.Number} `{value.Name[prefix.Length..]}`{(comment.Length == 0 ? "" : $": {comment}")}\n");
            }
        }
    }

    private static void WriteReasons(StringWriter page)
    {
        Heading(page, "Reasons of refusal");
        page.Write("""

            Over gRPC a refusal is a status with `google.rpc.ErrorInfo` (domain `trace.v1`), `BadRequest` where a field is at fault, and `RetryInfo` where waiting helps; over HTTP an RFC 9457 problem. Nothing is recorded.


            """.ReplaceLineEndings("\n"));
        Row(page, "reason", "gRPC", "HTTP", "waiting helps", "what it means");
        Row(page, "---", "---", "---", "---", "---");
        foreach (var reason in Enum.GetValues<Reason>().Where(reason => reason != Reason.Unspecified))
        {
            Row(page, $"`{RefusalStatus.NameOf(reason)}`", $"{RefusalStatus.CodeOf(reason)}", $"{RefusalStatus.HttpOf(reason)}", Waiting.Contains(reason) ? "yes" : "", Words.Of(reason));
        }
    }

    private static string ShortOf(Speaker row) => row.Kind switch
    {
        SpeakerKind.Party => row.Role == Role.Unspecified ? "any party" : row.Role.ToString().ToLowerInvariant(),
        SpeakerKind.ClaimKey => "claim key",
        SpeakerKind.BuyerKey => "buyer's key",
        SpeakerKind.AuthorKey => "author's key",
        _ => "recovery key",
    };

    private static string TypeOf(FieldDescriptor field)
    {
        var type = field.FieldType switch
        {
            FieldType.Message => $"[{field.MessageType.Name}](#{Anchor(field.MessageType.Name)})",
            FieldType.Enum => $"[{field.EnumType.Name}](#enums)",
            var scalar => $"{scalar}".ToLowerInvariant(),
        };
        return field.IsRepeated ? $"repeated {type}" : type;
    }

    // The messages below the kinds, in the order in which they are met.
    private static IEnumerable<MessageDescriptor> Shared() => Messages().Where(message => message != Statement.Descriptor && message.Name != "Confidential" && RulesTable.All.All(rules => rules.Descriptor != message));

    private static IEnumerable<EnumDescriptor> Enums() => Messages().SelectMany(message => message.Fields.InFieldNumberOrder()).Where(field => field.FieldType == FieldType.Enum)
        .Select(field => field.EnumType).DistinctBy(type => type.FullName).OrderBy(type => type.Name, StringComparer.Ordinal);

    private static List<MessageDescriptor> Messages()
    {
        var found = new List<MessageDescriptor> { Statement.Descriptor };
        for (var i = 0; i < found.Count; i++)
        {
            var below = found[i].Fields.InFieldNumberOrder().Where(field => field.FieldType == FieldType.Message).Select(field => field.MessageType).Concat(found[i].NestedTypes);
            found.AddRange(below.Where(message => !found.Exists(known => known.FullName == message.FullName)).DistinctBy(message => message.FullName));
        }

        return found;
    }

    private static string Title(KindRules rules) => $"{rules.Descriptor.Name} {rules.Chinese}";

    private static string Anchor(string title) => title.ToLowerInvariant().Replace(' ', '-');

    private static string Sentence(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];

    private static void Heading(StringWriter page, string title) => page.Write($"\n## {title}\n");

    private static void Row(StringWriter page, params string[] cells) => page.Write($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n".Replace("|  |", "| |", StringComparison.Ordinal));
}
