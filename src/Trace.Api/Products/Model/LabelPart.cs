using Trace.Api.Products.Words;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.V1;

namespace Trace.Api.Products.Model;

/// <summary>The digital label of GB 7718-2025: its facts in one table, and how they were changed.</summary>
internal static class LabelPart
{
    public static Shown Title(Telling telling)
    {
        var named = SourcesOf(telling).Where(entry => entry.Statement.Message.Listing.Name is not null).ToList();
        if (named.Count == 0)
        {
            return telling.Texts[$"what.{telling.Subject.Kind}"];
        }

        var said = named.Find(entry => telling.Words.FieldOf(entry.Statement.Message.Listing.Name) == telling.Texts.Language) ?? named[0];
        var name = said.Statement.Message.Listing.Name;
        return new Shown(telling.Words.Of(name), Telling.Path(said, $"listing.name.{telling.Words.FieldOf(name)}"));
    }

    /// <summary>The label; null where no listing by the producer stands.</summary>
    public static LabelTable? Of(Telling telling)
    {
        var sources = SourcesOf(telling);
        if (sources.Count == 0 || telling.Joined.Products.Count > 1)
        {
            return null;
        }

        var facts = s_facts.Select(fact => Fact(telling, fact, sources)).OfType<LabelFact>().ToList();
        if (!sources.Exists(source => source.Statement.Message.Listing.Label is not null))
        {
            facts.RemoveAll(fact => fact.Value.Text.Length == 0);
        }

        // Who writes the place of origin on the label says it better than a region's code.
        var others = Others(sources);
        facts.RemoveAll(fact => fact.Key == "origin" && others.Any(other => other.Name == fact.Name));
        return new LabelTable(
            [.. facts.Select(fact => fact.Value.Text.Length == 0 ? fact with { Value = telling.Texts["label.notStated"] } : fact)],
            others,
            telling.Link(sources[0]),
            Changes(telling));
    }

    // What the lot's own listing leaves out, such as the place of origin, is the product's.
    private static List<RecordedEntry> SourcesOf(Telling telling) => [.. new[] { SubjectKind.Lot, SubjectKind.Product }
        .Select(kind => ListingsOf(telling).LastOrDefault(said => said.Stands && said.Entry.Statement.Subject.Kind == kind))
        .OfType<Said>()
        .Select(said => said.Entry)];

    private static IReadOnlyList<Said> ListingsOf(Telling telling) => [.. telling.All.Where(said => said.Message.Listing is { Offer: false } && (telling.Joined.Lots.Count == 0 || said.Entry.Statement.Subject != telling.Claimed || telling.Joined.Lots[0] == telling.Claimed))];

    private sealed record FactRow(string Key, bool Required, Func<Listing, PageWords, (string Text, string? Path)?> Read);

    private static readonly FactRow[] s_facts =
    [
        new("name", true, (listing, words) => Of(words, listing.Name, "listing.name")),
        new("brand", false, (listing, words) => Of(words, listing.Brand, "listing.brand")),
        new("ingredients", true, (listing, words) => Of(words, listing.Label?.Ingredients, "listing.label.ingredients")),
        new("netContent", true, (listing, words) => listing.Label?.NetContent is { } content ? (words.Amount(content), null) : null),
        new("producer", true, (listing, _) => Plain(listing.Label?.ProducerName, "listing.label.producerName")),
        new("address", true, (listing, _) => Plain(listing.Label?.ProducerAddress, "listing.label.producerAddress")),
        new("contact", true, (listing, _) => Plain(listing.Label?.ProducerContact, "listing.label.producerContact")),
        new("madeOn", true, (listing, words) => PageWords.DateOf(listing.Label?.MadeOn ?? 0) is { } day ? (words.Day(day), null) : null),
        new("shelfLife", true, (listing, words) => listing.Label is { ShelfLifeDays: > 0 } label ? (ShelfLife(label, words), null) : null),
        new("storage", true, (listing, words) => Of(words, listing.Label?.Storage, "listing.label.storage")),
        new("licence", true, (listing, _) => Plain(listing.Label?.ScLicence, "listing.label.scLicence")),
        new("standard", true, (listing, _) => Plain(listing.Label?.Standard, "listing.label.standard")),
        new("grade", false, (listing, _) => Plain(listing.Label?.Grade, "listing.label.grade")),
        new("origin", false, (listing, words) => listing.Origin.Length > 0 ? (words.RegionName(listing.Origin), null) : null),
    ];

    private static LabelFact? Fact(Telling telling, FactRow row, List<RecordedEntry> sources)
    {
        var found = sources.Select(source => (Source: source, Read: row.Read(source.Statement.Message.Listing, telling.Words))).Where(one => one.Read is { Text.Length: > 0 }).ToList();
        if (found.Count > 0)
        {
            // In the reader's language, where any of them says it so.
            var (source, read) = found.Find(one => one.Read!.Value.Path?.EndsWith($".{telling.Texts.Language}", StringComparison.Ordinal) == true) is { Read: { } } inLanguage ? inLanguage : found[0];
            return new LabelFact(row.Key, telling.Texts[$"label.{row.Key}"], new Shown(read!.Value.Text, read.Value.Path is { } path ? Telling.Path(source, path) : null));
        }

        return row.Required ? new LabelFact(row.Key, telling.Texts[$"label.{row.Key}"], "") : null;
    }

    private static string ShelfLife(Label label, PageWords words)
    {
        var days = (int)label.ShelfLifeDays;
        var span = days % 365 == 0 && days >= 365 ? words.Texts.Say("label.years", ("n", days / 365)) : days % 30 == 0 ? words.Texts.Say("label.months", ("n", days / 30)) : words.Texts.Say("label.days", ("n", days));
        return PageWords.DateOf(label.MadeOn) is { } made ? words.Texts.Say("label.until", ("span", span), ("day", words.Day(made.AddDays(days)))) : span;
    }

    private static (string, string?)? Of(PageWords words, Text? text, string path) => text is null ? null : (words.Of(text), $"{path}.{words.FieldOf(text)}");

    private static (string, string?)? Plain(string? text, string path) => string.IsNullOrEmpty(text) ? null : (text, path);

    private static IReadOnlyList<LabelFact> Others(List<RecordedEntry> sources)
    {
        var source = sources.Find(one => one.Statement.Message.Listing.Label?.Others.Count > 0);
        return source is null ? [] : [.. source.Statement.Message.Listing.Label.Others.Select((pair, i) => new LabelFact("other", pair.Name, new Shown(pair.Value, Telling.Path(source, $"listing.label.others[{i}].value"))))];
    }

    // By subject: a lot's listing beside its product's is no change of it.
    private static IReadOnlyList<LabelChange> Changes(Telling telling) => [.. ListingsOf(telling)
        .GroupBy(said => said.Entry.Statement.Subject)
        .SelectMany(listings => listings.Zip(listings.Skip(1)))
        .Select(pair => Change(telling, pair.First, pair.Second))
        .Where(change => change.Fields.Count > 0)
        .OrderByDescending(change => change.Entry.Index)];

    private static LabelChange Change(Telling telling, Said before, Said after)
    {
        var fields = new List<(string, string, string)>();
        foreach (var row in s_facts)
        {
            var (was, now) = (row.Read(before.Message.Listing, telling.Words)?.Text ?? "", row.Read(after.Message.Listing, telling.Words)?.Text ?? "");
            if (was != now)
            {
                fields.Add((telling.Texts[$"label.{row.Key}"], was, now));
            }
        }

        var (others, since) = (before.Message.Listing.Label?.Others ?? [], after.Message.Listing.Label?.Others ?? []);
        foreach (var name in others.Concat(since).Select(pair => pair.Name).Distinct())
        {
            string Value(IEnumerable<Pair> pairs) => pairs.FirstOrDefault(pair => pair.Name == name)?.Value ?? "";
            if (Value(others) != Value(since))
            {
                fields.Add((name, Value(others), Value(since)));
            }
        }

        return new LabelChange(telling.Link(after.Entry), telling.Who(after.Entry), telling.When(after.Entry), fields);
    }
}
