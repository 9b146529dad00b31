using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.LabelPrinter.Claims;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Items;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Outputs;
using Trace.LabelPrinter.Parcels;
using Trace.LabelPrinter.Samples;
using Trace.Tool;

namespace Trace.LabelPrinter.Serving;

/// <summary>Draws and prints what is asked for, one order after the other. A claim code is on its label and nowhere else.</summary>
internal sealed class PrintDesk(ServeSettings settings) : IDisposable
{
    private const int MostLabels = 10_000;
    private const int MostOfStation = 600;
    private const int MostName = ItemOrder.MostName;

    private static readonly Dictionary<string, string> Nothing = [];

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly SymbolSource _symbols = new();

    /// <summary>A picture of the label as it would be, marked as a sample, with a made-up serial where one is to be allotted.</summary>
    public byte[] Preview(PageOrder order)
    {
        var (layout, sample) = (LayoutOf(order), PublicAddress.Of(null));
        var typed = order.Fields.Values.Any(value => value.Trim().Length > 0);
        var label = !typed ? SampleLabels.Of(layout, sample) : layout.Type switch
        {
            LabelType.Item => ItemValues.Of(SubjectKey.ForItem(SubjectKey.ForProduct(ItemsCommand.Order(order.Field("gtin"), "", "", "", 1).Gtin), SampleLabels.Serial), Kept(order), sample).Fill(layout),
            LabelType.Parcel => ParcelNumbers.ValuesOf(SubjectKey.Parse(SampleLabels.Parcel), Kept(order), sample).Fill(layout),
            _ => Insert(CodeOf(order.Field("code")), "", order.Field("name.zh"), SampleLabels.Serial, layout, sample),
        };
        return LabelFiles.Of(Composition.Of(label, ResolutionOf(order), _symbols), order.To == "png" ? OutputForm.Png : OutputForm.Svg);
    }

    /// <summary>Prints what the page asks for, or makes a file of it.</summary>
    public async Task<PageAnswer> PrintAsync(PageOrder order, CancellationToken cancellation)
    {
        var layout = LayoutOf(order);
        if (order.Count is < 1 or > MostLabels)
        {
            throw new UsageException(FormattableString.Invariant($"count {order.Count}: must be 1 to {MostLabels:N0}; label-printer items takes more"));
        }

        if (layout.Type == LabelType.Insert)
        {
            var (code, name) = (CodeOf(order.Field("code")), order.Field("name.zh"));
            return await RunAsync(order, null, [Unkept(CrockfordBase32.NewSerial())], label => Insert(code, "", name, label.Subject, layout, settings.Address), cancellation);
        }

        await _one.WaitAsync(cancellation);
        try
        {
            using var journal = settings.OpenJournal();
            var spec = $"page|{order.Layout}|{order.To}|{Guid.NewGuid():N}";
            Func<JournalLabel, Values> values = layout.Type == LabelType.Item
                ? label => ItemValues.Of(SubjectKey.Parse(label.Subject), label.Values, settings.Address)
                : label => ParcelNumbers.ValuesOf(SubjectKey.Parse(label.Subject), label.Values, settings.Address);
            var job = journal.Begin(spec, layout.Type == LabelType.Item
                ? ItemsCommand.Order(order.Field("gtin"), order.Field("name.zh"), order.Field("name.en"), order.Field("lot"), order.Count).Allot()
                : ParcelNumbers.Take(journal, order.Field("prefix"), 0, order.Count, 1).Select(sscc => ($"00/{sscc}", (IReadOnlyDictionary<string, string>)Kept(order))));
            return (await RunAsync(order, journal, journal.Labels(job), label => values(label).Fill(layout), cancellation)) with { Job = job.Id };
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Prints what a station asks for on the first printer. What was printed before is told, and printed again only where that is asked for.</summary>
    public async Task<StationAnswer> PrintAsync(StationOrder order, CancellationToken cancellation)
    {
        if (order.Labels is not { Count: > 0 and <= MostOfStation })
        {
            throw new UsageException($"labels: must be 1 to {MostOfStation}, are {order.Labels?.Count ?? 0}");
        }

        if (settings.Printers is not [var (_, to), ..])
        {
            throw new UsageException("no printer is named: start label-printer serve with --to");
        }

        await _one.WaitAsync(cancellation);
        try
        {
            // All are understood before any is allotted.
            List<(SubjectKey? Subject, Label Label)> filled = [.. order.Labels.Select(Fill)];
            using var journal = settings.OpenJournal();
            List<(JournalLabel Label, Label Drawn)> wanted = [];
            List<string> before = [];
            foreach (var (subject, label) in filled)
            {
                if (subject is null)
                {
                    wanted.Add((Unkept(label.Name), label));
                }
                else if ((journal.Label(subject.Value) ?? journal.Labels(journal.Begin("station", [(subject.Value, Nothing)]))[0]) is { State: LabelState.Waiting } first)
                {
                    wanted.Add((first, label));
                }
                else if (order.Again)
                {
                    journal.CountReprint(subject.Value);
                    wanted.Add((journal.Label(subject.Value)! with { State = LabelState.Waiting }, label));
                }
                else
                {
                    before.Add(subject.Value);
                }
            }

            // In their order: the labels of one parcel lie together on the roll.
            var drawn = wanted.ToDictionary<(JournalLabel Label, Label Drawn), JournalLabel, Label>(one => one.Label, one => one.Drawn, ReferenceEqualityComparer.Instance);
            var run = new LabelRun(journal, _symbols, new RunOptions(to, settings.Resolution, null, settings.Gap));
            await run.PrintAsync([.. wanted.Select(one => one.Label)], label => drawn[label], null, cancellation);
            return new StationAnswer(wanted.Count, before);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _one.Dispose();
        _symbols.Dispose();
    }

    // A printer's job, or a file by way of a folder that is removed.
    private async Task<PageAnswer> RunAsync(PageOrder order, Journal? kept, IReadOnlyList<JournalLabel> labels, Func<JournalLabel, Label> fill, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("labels-").FullName;
        try
        {
            var (to, form) = DestinationOf(order, folder);
            var sheet = order.Sheet && to.Form == OutputForm.Pdf ? (double width, double height) => Sheet.A4(width, height, settings.Gap) : (Func<double, double, Sheet>?)null;
            var options = new RunOptions(to, ResolutionOf(order), sheet, settings.Gap);
            if (kept is { } journal)
            {
                await new LabelRun(journal, _symbols, options).PrintAsync(labels, fill, null, cancellation);
            }
            else
            {
                using var opened = settings.OpenJournal();
                await new LabelRun(opened, _symbols, options).PrintAsync(labels, fill, null, cancellation);
            }

            return new PageAnswer(labels.Count, null, to.Printer is null ? await File.ReadAllBytesAsync(Directory.EnumerateFiles(folder).Single(), cancellation) : null, form);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private (Destination To, string Form) DestinationOf(PageOrder order, string folder)
    {
        if (settings.Printers.FirstOrDefault(one => one.Name == order.To) is { To: { } printer })
        {
            return (printer, "");
        }

        return order.To switch
        {
            "png" or "svg" when order.Count > 1 => throw new UsageException("a picture is of one label: choose PDF for several"),
            "png" or "svg" => (Destination.Parse(Path.Combine(folder, $"*.{order.To}"), ""), order.To),
            "pdf" or "tspl" or "zpl" => (Destination.Parse(Path.Combine(folder, $"labels.{order.To}"), ""), order.To),
            _ => throw new UsageException($"to \"{order.To}\": is no printer of this program; there are {string.Join(", ", settings.Printers.Select(one => one.Name))}"),
        };
    }

    private (SubjectKey? Kept, Label Label) Fill(StationLabel label)
    {
        Layout LayoutOf(LabelType type) => BuiltInLayouts.Of(type, settings.StationSize);
        switch (label.Kind)
        {
            case "item":
                if (!SubjectKey.TryParse(label.Subject, out var item, out string? problem) || item.Kind != SubjectKind.Item)
                {
                    throw new UsageException($"item \"{label.Subject}\": {problem ?? "is no item's subject key"}");
                }

                var values = new Dictionary<string, string> { ["name.zh"] = Short(label.NameZh), ["name.en"] = label.NameEn == label.NameZh ? "" : Short(label.NameEn), ["lot"] = Short(label.Code) };
                return (item, ItemValues.Of(item, values, settings.Address).Fill(LayoutOf(LabelType.Item)));
            case "parcel":
                return Sscc.TryParse(label.Code, out var sscc, out problem)
                    ? (SubjectKey.Parse($"00/{sscc}"), ParcelNumbers.ValuesOf(SubjectKey.Parse($"00/{sscc}"), Nothing, settings.Address).Fill(LayoutOf(LabelType.Parcel)))
                    : throw new UsageException($"parcel: {problem}");
            case "insert":
                return SubjectKey.TryParse(label.Subject, out var about, out problem)
                    ? (null, Insert(CodeOf(label.Code), about.Value, Short(label.NameZh.Length > 0 ? label.NameZh : label.NameEn), Short(label.Parcel), LayoutOf(LabelType.Insert), settings.Address))
                    : throw new UsageException($"insert: {problem}");
            default:
                throw new UsageException($"kind \"{label.Kind}\": must be item, parcel or insert");
        }
    }

    private static Label Insert(ClaimCode code, string subject, string name, string visible, Layout layout, PublicAddress address) =>
        InsertValues.Of(code, visible, subject, name, address).Fill(layout);

    // A code that is none is not repeated: it may be one letter away from one that is.
    private static ClaimCode CodeOf(string text) => ClaimCode.TryParse(text, out var code, out _) ? code : throw new UsageException("code: must be a claim code of 20 characters with its check character");

    // Of what the journal knows nothing it notes nothing.
    private static JournalLabel Unkept(string name) => new(name, Nothing, LabelState.Waiting, 0);

    private static string Short(string? text) => text is null ? "" : text.Length <= MostName ? text : throw new UsageException($"text of {text.Length} characters: must have at most {MostName}");

    private static Dictionary<string, string> Kept(PageOrder order) => order.Fields.Where(field => field.Key is "name.zh" or "name.en" or "lot" or "sender" or "note").ToDictionary(field => field.Key, field => Short(field.Value.Trim()));

    private static Layout LayoutOf(PageOrder order) => BuiltInLayouts.Named(order.Layout) ?? throw new UsageException($"layout \"{order.Layout}\": must be one of {string.Join(", ", BuiltInLayouts.Names)}");

    private static Resolution ResolutionOf(PageOrder order) => Resolution.All.FirstOrDefault(one => one.Dpi == order.Dpi) ?? throw new UsageException($"dpi {order.Dpi}: must be 203 or 300");
}
