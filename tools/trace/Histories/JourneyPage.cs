using System.Globalization;
using Google.Protobuf;
using Spectre.Console;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.Tool.Output;

namespace Trace.Tool.Histories;

/// <summary>A journey as it is shown: where it stands, a line a statement, and the flags, each with its entries.</summary>
internal sealed class JourneyPage
{
    private readonly ReadJourney _journey;
    private readonly Words _words;
    private readonly IReadOnlyList<Said> _said;
    private readonly IReadOnlyList<Flag> _flags;
    private readonly Dictionary<Hash256, ulong> _indexes;

    public JourneyPage(ReadJourney journey, Words words)
    {
        (_journey, _words) = (journey, words);

        // Of what is no goods, its own history alone, with nothing joined and nothing flagged but what a key's end says of it.
        _said = journey.Joined?.All ?? [.. journey.Own.Entries.Where(verified => verified.NotUnderstood is null).Select(verified => new Said(verified.Entry, SaidState.Stands, null, null, []))];
        _flags = journey.Joined is { } joined ? Flags.Of(joined, journey.Context) : [.. MarksOf(journey)];
        _indexes = _said.SelectMany(said => said.Relays.Prepend(said.Entry)).DistinctBy(entry => entry.Position).ToDictionary(entry => entry.Statement.Identity, entry => entry.Index);
    }

    public object Answer()
    {
        var state = _journey.Joined is { } joined ? ProductState.Of(joined) : null;
        return new
        {
            subject = _journey.Own.Subject,
            stage = state?.Stage.ToString(),
            name = state?.Listing?.Message.Listing.Name is { } name ? new { zh = name.Zh, en = name.En } : null,
            seller = state?.Seller,
            holder = state?.Holder,
            size = _journey.Own.Checkpoint.Checkpoint.Size,
            entries = _said.Select(said => new
            {
                index = said.Entry.Index,
                version = said.Entry.Version,
                subject = said.Message.Subject,
                identity = said.Identity.ToString(),
                kind = said.Entry.Statement.Rules.FieldName,
                party = said.Party,
                partyName = _words.Speaker(said.Entry),
                time = Words.Time(said.Message),
                state = said.State.ToString(),
                correctedBy = said.Correction?.Index,
                relayedBy = said.Relays.Select(relay => relay.Index),
                flags = _flags.Where(flag => flag.On.Position == said.Entry.Position).Select(flag => flag.Kind.ToString()),
                statement = Json.Of(said.Message),
            }),
            flags = _flags.Select(flag => new { kind = flag.Kind.ToString(), on = flag.On.Index, with = flag.With.Select(entry => entry.Index), detail = flag.Detail, explanation = Explanation(flag) }),
            notUnderstood = _journey.NotUnderstood.Select(entry => entry.Entry.Index),
        };
    }

    public void Print()
    {
        PrintHead();
        var table = Printed.Table(_words.Pick("条目", "entry"), _words.Pick("时间", "when"), _words.Pick("事项", "what"), _words.Pick("地点", "where"), _words.Pick("谁说的", "who says so"), _words.Pick("备注", "remarks"));
        foreach (var said in _said)
        {
            table.AddRow(
                Printed.Cell(Number(said.Entry.Index)),
                Printed.Cell(Words.Time(said.Message)),
                Printed.Cell($"{_words.Kind(said.Entry.Statement.Rules)} {_words.Said(said.Entry, IndexOf)}".TrimEnd(), said.Stands ? "" : "strikethrough"),
                Printed.Cell(_words.Place(said.Message)),
                Printed.Cell(_words.Speaker(said.Entry)),
                Printed.Cell(Remarks(said), "yellow"));
        }

        Printed.Console.Write(table);
        foreach (var flag in _flags)
        {
            var with = flag.With.Count == 0 ? "" : _words.Pick("与第 ", " with entry ") + string.Join(_words.Pick("、", ", "), flag.With.Select(entry => Number(entry.Index))) + _words.Pick(" 条", "");
            var on = _words.Pick($"第 {flag.On.Index} 条", $"entry {flag.On.Index}");
            Printed.Line($"[yellow]![/] {Name(flag)}, {on}{with}: {Explanation(flag)} ({flag.Detail})");
        }

        foreach (var entry in _journey.NotUnderstood)
        {
            Printed.Line($"[yellow]![/] entry {Number(entry.Entry.Index)}: {entry.NotUnderstood}");
        }

        var size = Number((ulong)_journey.Own.Checkpoint.Checkpoint.Size);
        Printed.Line($"{_words.Pick($"每条历史均已验证,检查点含 {size} 条。其他批次取用本批次的情况未查。", $"Every history here is verified, at the checkpoint of {size} entries. What other lots took from a lot is not looked up.")}");
    }

    private void PrintHead()
    {
        if (_journey.Joined is not { } joined)
        {
            Printed.Line($"[bold]{_journey.Own.Subject}[/]");
            return;
        }

        var state = ProductState.Of(joined);
        Printed.Line($"[bold]{_words.Of(state.Listing?.Message.Listing.Name)}[/] {_journey.Own.Subject}");
        var facts = new[]
        {
            _words.Stage(state.Stage),
            state.Seller.Length > 0 ? _words.Pick("卖家 ", "sold by ") + _words.Party(state.Seller) : "",
            state.Courier.Length > 0 ? _words.Pick("承运 ", "carried by ") + _words.Party(state.Courier) : "",
            state.LastPlace != default ? _words.Pick("最后位置 ", "last seen in ") + _words.Region(state.LastPlace.Code) : "",
        };
        Printed.Line($"{string.Join(_words.Pick(";", "; "), facts.Where(fact => fact.Length > 0))}");
    }

    private static IEnumerable<Flag> MarksOf(ReadJourney journey) =>
        from verified in journey.Own.Entries
        where verified.NotUnderstood is null
        from kind in VerifiedMarks.Of(verified)
        select new Flag(kind, verified.Entry, [], KeyMarks.DetailOf(kind));

    private string Remarks(Said said)
    {
        var remarks = new List<string>();
        if (said.State != SaidState.Stands)
        {
            var by = Number(said.Correction!.Index);
            remarks.Add(said.State == SaidState.Withdrawn ? _words.Pick($"已撤回(第 {by} 条)", $"withdrawn by entry {by}") : _words.Pick($"已更正(第 {by} 条)", $"replaced by entry {by}"));
        }

        if (said.Relays.Count > 0)
        {
            remarks.Add(_words.Pick("另由转述方记录:", "also relayed in entry ") + string.Join(", ", said.Relays.Select(relay => Number(relay.Index))));
        }

        remarks.AddRange(_flags.Where(flag => flag.On.Position == said.Entry.Position).Select(Name));
        return string.Join(_words.Pick(";", "; "), remarks);
    }

    private string Name(Flag flag) => _words.Pick(Flags.RuleOf(flag.Kind).Chinese, Flags.RuleOf(flag.Kind).English);

    private string Explanation(Flag flag) => _words.Pick(Flags.RuleOf(flag.Kind).ExplanationZh, Flags.RuleOf(flag.Kind).ExplanationEn);

    private ulong? IndexOf(ByteString identity) => _indexes.TryGetValue(Hash256.From(identity.Span), out var index) ? index : null;

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
