using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Import.Planning;
using Trace.V1;

namespace Trace.Import.Orders;

/// <summary>
/// Single statements of the JSON files: <c>label</c>, <c>by</c>, <c>key</c> (unless it is the party's own), <c>about</c> (unless what it answers
/// says so), <c>at</c>, <c>place</c>, <c>after</c>, <c>sealed</c>, and one kind by its field's name in the protos.
/// </summary>
internal static class OrdersStatements
{
    private static readonly HashSet<string> Known = ["label", "note", "look", "by", "key", "about", "at", "place", "after", "sealed", "erased"];

    /// <summary>Announces a statement, and what it brings that others name.</summary>
    public static void Expect(OrdersRow row, OrdersBook book)
    {
        if (!book.Expect(row.Label, () => Make(row, book)))
        {
            throw row.Problem("label", "stands twice");
        }

        if (row.Json.TryGetProperty("key_grant", out var grant) && grant.TryGetProperty("key", out var key))
        {
            book.ExpectGrant(key.GetString()!, row.Label);
        }

        if (row.Json.TryGetProperty("marking", out var marking) && marking.TryGetProperty("count", out var count))
        {
            book.ExpectRoll(row.Label, count.GetInt32());
        }
    }

    private static PlannedStatement Make(OrdersRow row, OrdersBook book)
    {
        var kind = KindOf(row);
        var fields = new OrdersFields(row, book, kind);
        var payload = fields.Message(kind.Descriptor, row.Json.GetProperty(kind.FieldName), kind.FieldName);
        var statement = new Statement { Party = row.Text("by") is { Length: > 0 } by ? fields.Subject("by", by) : "", Offset = OrdersTime.OffsetMinutes };
        var own = Statement.Descriptor.FindFieldByNumber((int)kind.Kind);
        own.Accessor.SetValue(statement, payload);
        statement.Time = OrdersTime.Parse(row.Text("at"), book.Builder.Context.Began) ?? throw row.Problem("at", $"\"{row.Text("at")}\" must be a time such as 2026-09-03 10:12");
        statement.Subject = row.Text("about") is { Length: > 0 } about ? fields.Subject("about", about) : Answered(row, kind, statement, fields);
        statement.Place = PlaceOf(row.Text("place"));
        fields.Possess(payload, statement.Subject);
        var sealedPart = row.Json.TryGetProperty("sealed", out var confidential)
            ? fields.Message(kind.Descriptor.NestedTypes.FirstOrDefault(nested => nested.Name == "Confidential") ?? throw row.Problem("sealed", $"a {kind.Kind} seals nothing"), confidential, "sealed")
            : null;
        var signer = row.Text("key") is { Length: > 0 } key ? key : row.Text("by");
        if (signer.Length == 0)
        {
            throw row.Problem("by", "a statement names who says it, or the key that signs it");
        }

        // What was erased was never uploaded: the statement and its proof say that it was there.
        var contents = row.Json.TryGetProperty("erased", out _) ? [] : fields.Disclosures;
        return book.Builder.Add(row.Label, statement, book.Key(signer), contents, sealedPart, [.. fields.Named, book.GrantOf(signer), .. After(row, fields)]);
    }

    /// <summary>A numbered place or a region.</summary>
    public static Place? PlaceOf(string text) => text.Length switch
    {
        0 => null,
        13 => new Place { Gln = text },
        _ => new Place { Region = text },
    };

    private static KindRules KindOf(OrdersRow row)
    {
        var names = row.Json.EnumerateObject().Select(property => property.Name).Where(name => !Known.Contains(name)).ToList();
        return names.Count == 1 && RulesTable.All.FirstOrDefault(rules => rules.FieldName == names[0]) is { } kind
            ? kind
            : throw row.Problem(names.Count > 0 ? string.Join(", ", names) : "kind", "a statement has one kind, by its field's name in the protos, and no other field");
    }

    private static string Answered(OrdersRow row, KindRules kind, Statement statement, OrdersFields fields)
    {
        foreach (var reference in kind.References.Where(reference => reference.SameSubject))
        {
            var identity = reference.Of(statement);
            if (identity.Length == Hash256.Size && fields.Named.Find(named => named.Identity == Hash256.From(identity.Span)) is { } target)
            {
                return target.Subject;
            }
        }

        throw row.Problem("about", "a statement names its subject, unless it answers another");
    }

    private static IEnumerable<PlannedStatement> After(OrdersRow row, OrdersFields fields) => row.Json.TryGetProperty("after", out var after)
        ? after.EnumerateArray().Select(label => fields.Said("after", label.GetString() ?? ""))
        : [];
}
