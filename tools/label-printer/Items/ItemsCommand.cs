using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Trace.Domain.Barcodes;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Marking;
using Trace.LabelPrinter.Outputs;
using Trace.Tool;
using Trace.Tool.Output;

namespace Trace.LabelPrinter.Items;

/// <summary><c>label-printer items</c>: a roll of labels, each with a serial of its own.</summary>
internal static class ItemsCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var gtin = new Option<string?>("--gtin") { Description = "The product: GTIN-8, -12, -13 or -14.", HelpName = "gtin" };
        var count = new Option<int>("--count") { Description = "How many labels.", HelpName = "n", DefaultValueFactory = _ => 1 };
        var lot = new Option<string>("--lot") { Description = "The lot that they are of.", HelpName = "lot", DefaultValueFactory = _ => "" };
        var zh = new Option<string>("--name-zh") { Description = "The product's Chinese name.", HelpName = "name", DefaultValueFactory = _ => "" };
        var en = new Option<string>("--name-en") { Description = "Its English name.", HelpName = "name", DefaultValueFactory = _ => "" };
        var csv = new Option<string?>("--csv") { Description = "A CSV, TSV or XLSX file in place of --gtin and --count: a row an order of labels, or the day's export that ./trace import dispatch takes.", HelpName = "file" };
        var columns = new Option<string?>("--columns") { Description = "Which column is what, where the headers are neither gtin, count, lot, name-zh, name-en nor usual ones of shipping software: gtin=商品条码,count=数量,name-zh=品名.", HelpName = "mapping" };
        var reprint = new Option<string[]>("--reprint") { Description = "Print these serials again; each is counted.", HelpName = "serial", AllowMultipleArgumentsPerToken = true };
        var command = new Command("items", "Print labels of items, each with a random serial that is never given out again. Asked for again after a break, it goes on where it stopped.") { gtin, count, lot, zh, en, csv, columns, reprint };
        var print = new PrintOptions(command, LabelType.Item, "60x40");
        var mark = new MarkOptions(command);
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var options = print.Read(parsed);
            var (layout, address) = (print.Layout(parsed), PublicAddress.FromEnvironment());
            using var journal = PrintOptions.OpenJournal();
            using var symbols = new SymbolSource();
            var run = new LabelRun(journal, symbols, options);
            Label Fill(JournalLabel label) => ItemValues.Of(SubjectKey.Parse(label.Subject), label.Values, address).Fill(layout);
            if (parsed.GetValue(reprint) is { Length: > 0 } again)
            {
                return await ReprintAsync(surroundings, parsed, journal, run, again, Fill, cancellation);
            }

            var (orders, problems) = parsed.GetValue(csv) is { } file
                ? CsvOrders.Read(file, parsed.GetValue(columns))
                : ([Order(parsed.GetValue(gtin), parsed.GetValue(zh)!, parsed.GetValue(en)!, parsed.GetValue(lot)!, parsed.GetValue(count))], []);
            problems.ForEach(problem => Surroundings.Tell(new Failure(ExitCodes.Refused, $"no label: {problem}", []), surroundings.Json(parsed)));
            mark.Check(parsed, orders);
            var (job, resumed) = FindOrBegin(journal, print.Spec(parsed), orders, options.To);
            var labels = journal.Labels(job);
            await PrintOptions.PrintAsync(run, labels, Fill, cancellation);
            var doubtful = labels.Where(label => label.State == LabelState.Sent).Select(label => SubjectKey.Parse(label.Subject).Serial!).ToList();
            Answer(surroundings, parsed, job, labels, resumed, doubtful, address);
            var ended = mark.Wanted(parsed) ? await mark.RecordAsync(surroundings, parsed, journal, job, cancellation) : ExitCodes.Done;
            return problems.Count == 0 ? ended : Math.Max(ended, ExitCodes.Refused);
        }));
        return command;
    }

    /// <summary>Reads an order of labels.</summary>
    /// <exception cref="UsageException">One of its fields is wrong; the message states the rule.</exception>
    public static ItemOrder Order(string? gtin, string zh, string en, string lot, int count)
    {
        if (string.IsNullOrEmpty(gtin))
        {
            throw new UsageException("--gtin: the product is missing; or --csv names a file with many");
        }

        if (!Gtin.TryParse(gtin, out var product, out string? problem))
        {
            throw new UsageException(problem);
        }

        // The ledger would refuse what a label says, too late: the key is made here.
        var key = $"{SubjectKey.ForProduct(product)}/10/{lot}";
        if (lot.Length > 0 && !SubjectKey.TryParse(key, out _, out problem))
        {
            throw new UsageException($"--lot \"{lot}\": {problem}");
        }

        if (count is < 1 or > ItemOrder.MostLabels)
        {
            throw new UsageException(FormattableString.Invariant($"--count {count}: must be 1 to {ItemOrder.MostLabels:N0}"));
        }

        return new[] { zh, en }.FirstOrDefault(name => name.Length > ItemOrder.MostName || LabelFont.Lacking(name) is not null) is { } name
            ? throw new UsageException(name.Length > ItemOrder.MostName ? $"name of {name.Length} characters: must have at most {ItemOrder.MostName}" : $"name \"{name}\": the label's font has no {LabelFont.Lacking(name)}")
            : new ItemOrder(product, zh, en, lot, count);
    }

    private static (Job Job, bool Resumed) FindOrBegin(Journal journal, string spec, List<ItemOrder> orders, Destination to)
    {
        var what = string.Join('\n', orders.Select(order => string.Join('\t', order.Gtin, order.NameZh, order.NameEn, order.Lot, order.Count.ToString(CultureInfo.InvariantCulture))));
        spec = $"items|{spec}|{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)))}";
        if (journal.Interrupted(spec) is { } before)
        {
            LabelRun.Settle(journal, journal.Labels(before), to);
        }

        return journal.Unfinished(spec) is { } unfinished ? (unfinished, true) : (journal.Begin(spec, orders.SelectMany(order => order.Allot())), false);
    }

    private static async Task<int> ReprintAsync(
        Surroundings surroundings, ParseResult parsed, Journal journal, LabelRun run, string[] serials, Func<JournalLabel, Label> fill, CancellationToken cancellation)
    {
        List<JournalLabel> wanted = [];
        foreach (var serial in serials.Distinct())
        {
            var found = !serial.Contains('/', StringComparison.Ordinal) ? journal.WithSerial(serial) : journal.Label(serial) is { } named ? [named] : [];
            wanted.Add(found switch
            {
                [var one] => one,
                [_, _, ..] => throw new UsageException($"--reprint {serial}: several products have this serial; name the item, such as {found[0].Subject}"),
                _ => throw new UsageException($"--reprint {serial}: was not printed here, or has other letters"),
            });
        }

        // Counted before it is sent: a reprint that broke off may have come out.
        var counts = wanted.Select(label => (label.Subject, Reprints: journal.CountReprint(label.Subject))).ToList();
        await run.PrintAsync([.. wanted.Select(label => label with { State = LabelState.Waiting })], fill, null, cancellation);
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { reprinted = counts.Select(one => new { subject = one.Subject, reprints = one.Reprints }) });
        }
        else
        {
            counts.ForEach(one => Printed.Line($"{one.Subject} printed again, time {one.Reprints}"));
        }

        return ExitCodes.Done;
    }

    private static void Answer(Surroundings surroundings, ParseResult parsed, Job job, IReadOnlyList<JournalLabel> labels, bool resumed, List<string> doubtful, PublicAddress address)
    {
        var printed = labels.Count(label => label.State == LabelState.Waiting);
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { job = job.Id, labels = labels.Count, printed, resumed, inDoubt = doubtful, sample = address.Sample.Length > 0 });
            return;
        }

        Printed.Line($"job {job.Id}: {printed} labels printed{(resumed ? $", {labels.Count - printed} before" : "")}");
        if (address.Sample.Length > 0)
        {
            Printed.Line($"They are marked SAMPLE: TRACE_PUBLIC_URL, the address that they should lead to, is not set.");
        }

        if (doubtful.Count > 0)
        {
            Printed.Line($"{doubtful.Count} labels were on their way when the last run broke off, and were not printed again. Look at the roll; those that are missing come by --reprint:");
            Printed.Line($"  {string.Join(' ', doubtful)}");
        }
    }
}
