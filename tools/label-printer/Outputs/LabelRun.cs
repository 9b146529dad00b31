using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Printers;
using Trace.Tool;

namespace Trace.LabelPrinter.Outputs;

/// <summary>How labels are printed.</summary>
/// <param name="To">Where to.</param>
/// <param name="Resolution">At which dots.</param>
/// <param name="Sheet">How they lie on a PDF's pages; null for a page a label.</param>
/// <param name="Gap">Millimetres between labels of a roll.</param>
internal sealed record RunOptions(Destination To, Resolution Resolution, Func<double, double, Sheet>? Sheet, double Gap);

/// <summary>
/// Prints what waits in a job. Files appear whole or not at all. Of a printer's job that broke off nobody knows what came out of it, so its labels
/// are not printed again by themselves: a serial on two items is worse than a label that is missing.
/// </summary>
internal sealed class LabelRun(Journal journal, SymbolSource symbols, RunOptions options)
{
    private const int PicturesBetweenNotes = 32;

    /// <summary>Prints all that waits.</summary>
    /// <param name="labels">The job's, in their order.</param>
    /// <param name="fill">Makes one's label.</param>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="cancellation">Ends it between two jobs of a printer.</param>
    public async Task PrintAsync(IReadOnlyList<JournalLabel> labels, Func<JournalLabel, Label> fill, IProgress<int>? progress, CancellationToken cancellation)
    {
        List<JournalLabel> waiting = [.. labels.Where(label => label.State == LabelState.Waiting)];
        if (waiting.Count == 0)
        {
            return;
        }

        var drawn = Pipeline.DrawAsync(waiting.Select(fill), options.Resolution, symbols, cancellation);
        switch (options.To)
        {
            case { Printer: { } printer }:
                await PrintAsync(printer, waiting, drawn, progress, cancellation);
                break;
            case { Form: OutputForm.Png or OutputForm.Svg, Path: { } folder }:
                await PicturesAsync(folder, waiting, drawn, progress);
                break;
            default:
                await FileAsync(options.To.Path!, waiting, drawn, progress, cancellation);
                break;
        }
    }

    /// <summary>Whether a job's file was finished before its labels were noted as printed, which the file itself then says.</summary>
    public static void Settle(Journal journal, IReadOnlyList<JournalLabel> labels, Destination to)
    {
        if (to.Path is { } path)
        {
            journal.Note(labels.Where(label => label.State == LabelState.Sent), File.Exists(path) ? LabelState.Printed : LabelState.Waiting);
        }
    }

    private async Task PrintAsync(IPrinter printer, List<JournalLabel> labels, IAsyncEnumerable<Drawn> drawn, IProgress<int>? progress, CancellationToken cancellation)
    {
        var (part, done) = (new List<Drawn>(), 0);
        async Task SendAsync()
        {
            var sent = labels.GetRange(done, part.Count);
            var job = Bytes(part);
            journal.Note(sent, LabelState.Sent);
            await printer.SendAsync(job, cancellation);
            journal.Note(sent, LabelState.Printed);
            done += part.Count;
            part.Clear();
            progress?.Report(done);
        }

        await foreach (var one in drawn)
        {
            part.Add(one);
            if (part.Count == printer.LabelsOfJob)
            {
                await SendAsync();
            }
        }

        if (part.Count > 0)
        {
            await SendAsync();
        }
    }

    private async Task PicturesAsync(string folder, List<JournalLabel> labels, IAsyncEnumerable<Drawn> drawn, IProgress<int>? progress)
    {
        Directory.CreateDirectory(folder);
        var (done, noted) = (0, 0);
        await foreach (var one in drawn)
        {
            // A picture is named by its label: written again, it is the same file.
            await File.WriteAllBytesAsync(Path.Combine(folder, FileNameOf(one.Name) + (options.To.Form == OutputForm.Png ? ".png" : ".svg")), LabelFiles.Of(one, options.To.Form), CancellationToken.None);
            if (++done - noted == PicturesBetweenNotes || done == labels.Count)
            {
                journal.Note(labels.GetRange(noted, done - noted), LabelState.Printed);
                noted = done;
            }

            progress?.Report(done);
        }
    }

    private async Task FileAsync(string path, List<JournalLabel> labels, IAsyncEnumerable<Drawn> drawn, IProgress<int>? progress, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            throw new UsageException($"--to \"{path}\": there is such a file, and none is overwritten");
        }

        var part = path + ".part";
        await using (var file = new FileStream(part, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 16 }))
        {
            var done = 0;
            PdfPages? pages = null;
            try
            {
                await foreach (var one in drawn)
                {
                    if (options.To.Form == OutputForm.Pdf)
                    {
                        pages ??= Pages(file, one);
                        pages.Add(one);
                    }
                    else
                    {
                        await file.WriteAsync(Commands(one), cancellation);
                    }

                    progress?.Report(++done);
                }

                pages?.Finish();
            }
            finally
            {
                pages?.Dispose();
            }

            file.Flush(flushToDisk: true);
        }

        // Noted first: whether the file is there then says which side of the renaming a crash was on.
        journal.Note(labels, LabelState.Sent);
        File.Move(part, path);
        journal.Note(labels, LabelState.Printed);
    }

    private ReadOnlyMemory<byte> Bytes(List<Drawn> labels)
    {
        using var bytes = new MemoryStream();
        if (options.To.Form != OutputForm.Pdf)
        {
            labels.ForEach(label => bytes.Write(Commands(label)));
            return bytes.ToArray();
        }

        using (var pages = Pages(bytes, labels[0]))
        {
            labels.ForEach(pages.Add);
            pages.Finish();
        }

        return bytes.ToArray();
    }

    private PdfPages Pages(Stream to, Drawn first)
    {
        var (width, height) = (first.Resolution.Millimetres(first.Width), first.Resolution.Millimetres(first.Height));
        return new PdfPages(to, options.Sheet?.Invoke(width, height) ?? Sheet.One(width, height), "Trace labels");
    }

    private byte[] Commands(Drawn label) => options.To.Form == OutputForm.Zpl ? Zpl.Of(label) : Tspl.Of(label, options.Gap);

    private static string FileNameOf(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c.ToString() : $"%{(int)c:X2}"));
}
