using System.CommandLine;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Layouts;
using Trace.Tool;
using Trace.Tool.Output;

namespace Trace.LabelPrinter.Outputs;

/// <summary>The options that every command which prints labels has.</summary>
internal sealed class PrintOptions
{
    private const string JournalName = "labels.db";

    private readonly LabelType _type;
    private readonly Option<string> _to = new("--to") { Description = $"Where to: {Destination.Help}", HelpName = "destination", Required = true };
    private readonly Option<string> _language = new("--language") { Description = "What the printer speaks: tspl or zpl; of a queue of CUPS also pdf.", HelpName = "language", DefaultValueFactory = _ => "tspl" };
    private readonly Option<string> _size;
    private readonly Option<int> _dpi = new("--dpi") { Description = "The printer's dots an inch: 203 or 300.", HelpName = "dpi", DefaultValueFactory = _ => 203 };
    private readonly Option<string?> _sheet = new("--sheet") { Description = "a4: as many labels as fit on A4 pages, with lines to cut along. For PDF.", HelpName = "a4" };
    private readonly Option<double> _gap = new("--gap") { Description = "Millimetres between labels, of a roll or sheet.", HelpName = "mm", DefaultValueFactory = _ => 2 };
    private readonly Option<string?> _template = new("--template") { Description = "A layout of your own, as docs/labels.md describes; its size takes the place of --size.", HelpName = "file" };

    public PrintOptions(Command command, LabelType type, string size)
    {
        _type = type;
        _size = new Option<string>("--size") { Description = $"In millimetres: {string.Join(", ", BuiltInLayouts.SizesOf(type))}.", HelpName = "size", DefaultValueFactory = _ => size };
        _sheet.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not (null or "a4"))
            {
                result.AddError("--sheet: must be a4");
            }
        });
        _gap.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 50))
            {
                result.AddError("--gap: must be 0 to 50 millimetres");
            }
        });
        foreach (var option in new Option[] { _to, _language, _size, _dpi, _sheet, _gap, _template })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The journal of all that was ever printed by this user.</summary>
    public static Journal OpenJournal() => new(Path.Combine(Surroundings.StateFolder, JournalName));

    public Layout Layout(ParseResult parsed)
    {
        if (parsed.GetValue(_template) is not { } file)
        {
            return BuiltInLayouts.Of(_type, parsed.GetValue(_size)!);
        }

        var layout = LayoutFile.Read(file);
        return layout.Type == _type ? layout : throw new UsageException($"--template {file}: is of {layout.Type} labels, not {_type}");
    }

    public RunOptions Read(ParseResult parsed)
    {
        var to = Destination.Parse(parsed.GetValue(_to)!, parsed.GetValue(_language)!);
        var dpi = parsed.GetValue(_dpi);
        var gap = parsed.GetValue(_gap);
        if (parsed.GetValue(_sheet) is not null && to.Form != OutputForm.Pdf)
        {
            throw new UsageException("--sheet a4: sheets are pages of a PDF; label printers have rolls");
        }

        return new RunOptions(to, Resolution.All.FirstOrDefault(one => one.Dpi == dpi) ?? throw new UsageException($"--dpi {dpi}: must be 203 or 300"),
            parsed.GetValue(_sheet) is null ? null : (width, height) => Sheet.A4(width, height, gap), gap);
    }

    /// <summary>What makes a job the same when it is asked for again, after a break.</summary>
    public string Spec(ParseResult parsed) => string.Join('|', parsed.GetValue(_to), parsed.GetValue(_language), parsed.GetValue(_template) ?? parsed.GetValue(_size), parsed.GetValue(_dpi), parsed.GetValue(_sheet));

    /// <summary>Prints a job with a bar.</summary>
    public static Task PrintAsync(LabelRun run, IReadOnlyList<JournalLabel> labels, Func<JournalLabel, Label> fill, CancellationToken cancellation)
    {
        var (total, clock) = (labels.Count(label => label.State == LabelState.Waiting), TimeProvider.System);
        var began = clock.GetTimestamp();
        MeterReading Reading(int done)
        {
            var seconds = Math.Max(0.001, clock.GetElapsedTime(began).TotalSeconds);
            return MeterReading.OfStatements(done, total, done / seconds, done == 0 ? null : TimeSpan.FromSeconds((total - done) * seconds / done));
        }

        return new Meter<int>("labels", Reading).ShowAsync(async progress =>
        {
            await run.PrintAsync(labels, fill, progress, cancellation);
            return true;
        });
    }
}
