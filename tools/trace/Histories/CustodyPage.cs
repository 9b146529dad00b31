using System.Globalization;
using Spectre.Console;
using Trace.Domain.Products;
using Trace.Tool.Output;

namespace Trace.Tool.Histories;

/// <summary>Who had it when, to read: a line a holding, and below it what is missing and what was reported.</summary>
internal sealed class CustodyPage(ReadJourney journey, Words words)
{
    private readonly KeyMarks _marks = new(journey.Context);
    private readonly Custody _custody = journey.Joined is { } joined ? Custody.Of(joined, journey.Context) : Custody.Unknown;

    public object Answer() => new
    {
        subject = journey.Own.Subject,
        size = journey.Own.Checkpoint.Checkpoint.Size,
        now = _custody.Now is { } now ? Of(now.Who) : null,
        holdings = _custody.Holdings.Select(held => new
        {
            who = Of(held.Who),
            ground = held.Ground.ToString(),
            from = Words.Time(held.Words[0].Message),
            until = held.Until is null ? null : Words.Time(held.Until.Message),
            entries = held.Words.Select(said => said.Entry.Index),
        }),
        gaps = _custody.Gaps.Select(gap => new
        {
            kind = gap.Kind.ToString(),
            before = Of(gap.Before.Who),
            after = gap.After is null ? null : Of(gap.After.Who),
            lastWord = gap.Before.Words[^1].Entry.Index,
            firstWord = gap.After?.Words[0].Entry.Index,
        }),
        reports = _custody.Reports.Select(report => new
        {
            entry = report.Report.Entry.Index,
            kind = report.Report.Entry.Statement.Rules.FieldName,
            time = Words.Time(report.Report.Message),
            heldLast = report.Last is null ? null : Of(report.Last.Who),
            afterReceipt = report.AfterReceipt,
        }),
        late = Marked(FlagKind.Late),
        disputed = Marked(FlagKind.Disputed),
    };

    public void Print()
    {
        Printed.Line($"[bold]{journey.Own.Subject}[/]");
        if (_custody.Holdings.Count == 0)
        {
            Printed.Line($"{words.Pick("没有人说过持有它。", "Nobody is on record as having had it.")}");
            return;
        }

        var table = Printed.Table(words.Pick("起", "from"), words.Pick("止", "until"), words.Pick("持有者", "who had it"), words.Pick("依据", "on whose word"), words.Pick("条目", "entries"));
        foreach (var held in _custody.Holdings)
        {
            table.AddRow(
                Printed.Cell(Words.Time(held.Words[0].Message)),
                Printed.Cell(held.Until is { } until ? Words.Time(until.Message) : words.Pick("至今", "now")),
                Printed.Cell(Name(held.Who)),
                Printed.Cell(Ground(held.Ground), held.Ground == HoldingGround.OwnWord ? "" : "yellow"),
                Printed.Cell(string.Join(", ", held.Words.Select(said => Number(said.Entry.Index) + MarksOf(said)))));
        }

        Printed.Console.Write(table);
        foreach (var gap in _custody.Gaps)
        {
            Printed.Line($"[yellow]![/] {Text(gap)}");
        }

        if (_custody.Gaps.Count == 0)
        {
            Printed.Line($"[green]✓[/] {words.Pick("记录中的每次交接都有签名,没有缺口。", "Each hand-over on record is signed: there is no gap.")}");
        }

        foreach (var report in _custody.Reports)
        {
            Printed.Line($"[red]![/] {Text(report)}");
        }
    }

    public string Text(CustodyGap gap) => gap.Kind == CustodyGapKind.NotHandedOver
        ? words.Pick(
            $"{Name(gap.Before.Who)}(第 {gap.Before.Words[^1].Entry.Index} 条)与 {Name(gap.After!.Who)}(第 {gap.After.Words[0].Entry.Index} 条)之间没有签名的交接。",
            $"Between {Name(gap.Before.Who)} (entry {gap.Before.Words[^1].Entry.Index}) and {Name(gap.After!.Who)} (entry {gap.After.Words[0].Entry.Index}) nobody signed a hand-over.")
        : words.Pick(
            $"第 {gap.Before.Words[0].Entry.Index} 条称 {Name(gap.Before.Who)} 持有,其本人从未这样说过。",
            $"{Name(gap.Before.Who)} is named as having it in entry {gap.Before.Words[0].Entry.Index}, and never said so.");

    public string Text(HarmReport report)
    {
        var last = report.Last is { } held ? Name(held.Who) : words.Pick("无人", "nobody");
        var (entry, time) = (report.Report.Entry, Words.Time(report.Report.Message));
        return words.Pick(
            $"第 {entry.Index} 条({words.Kind(entry.Statement.Rules)},{time})报告损坏或丢失{(report.AfterReceipt ? "(签收之后)" : "")};此前最后持有者:{last}。",
            $"Entry {entry.Index} ({words.Kind(entry.Statement.Rules)}, {time}) reports damage or loss{(report.AfterReceipt ? ", after the receipt" : "")}; before it, on record, it was last with {last}.");
    }

    public string Ground(HoldingGround ground) => ground switch
    {
        HoldingGround.OwnWord => words.Pick("本人签名", "its own"),
        HoldingGround.Relayed => words.Pick("由转述方转述", "as told by a relay"),
        _ => words.Pick("他人所称", "another's"),
    };

    public string Name(Holder who) => who.IsRecipient ? words.Pick("收件人", "the recipient")
        : who.Party.Length > 0 ? words.Party(who.Party) : words.Pick($"快递公司 {who.Carrier}", $"courier {who.Carrier}");

    private string MarksOf(Said said) => string.Concat(_marks.Of(said.Entry).Select(mark => words.Pick($"({Flags.RuleOf(mark).Chinese})", $" ({Flags.RuleOf(mark).English})")));

    private IEnumerable<ulong> Marked(FlagKind mark) =>
        _custody.Holdings.SelectMany(held => held.Words).Concat(_custody.Reports.Select(report => report.Report)).Select(said => said.Entry)
            .Where(entry => _marks.Of(entry).Contains(mark)).Select(entry => entry.Index).Distinct().Order();

    private static object Of(Holder who) => new { recipient = who.IsRecipient, party = who.Party, carrier = who.Carrier };

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
