using System.CommandLine;
using Trace.Domain.Barcodes;
using Trace.LabelPrinter.Drawing;
using Trace.LabelPrinter.Journals;
using Trace.LabelPrinter.Layouts;
using Trace.LabelPrinter.Outputs;
using Trace.Tool;
using Trace.Tool.Output;

namespace Trace.LabelPrinter.Parcels;

/// <summary><c>label-printer parcels</c>: labels with SSCCs, or strips for the free area of a courier's own label.</summary>
internal static class ParcelsCommand
{
    private const int MostLabels = 100_000;

    public static Command Create(Surroundings surroundings)
    {
        var prefix = new Option<string?>("--prefix") { Description = "Your GS1 Company Prefix, under which SSCCs are made.", HelpName = "digits" };
        var extension = new Option<int>("--extension") { Description = "The first digit of the SSCCs: another for each station that makes some under the same prefix.", HelpName = "digit", DefaultValueFactory = _ => 0 };
        var first = new Option<long>("--first") { Description = "The lowest serial reference, where parcels were numbered elsewhere before.", HelpName = "number", DefaultValueFactory = _ => 1 };
        var count = new Option<int>("--count") { Description = "How many.", HelpName = "n", DefaultValueFactory = _ => 1 };
        var sender = new Option<string>("--sender") { Description = "Who sends, as it stands on the label.", HelpName = "name", DefaultValueFactory = _ => "" };
        var note = new Option<string>("--note") { Description = "A line of your own; nothing of it gets into the ledger.", HelpName = "text", DefaultValueFactory = _ => "" };
        var reprint = new Option<string[]>("--reprint") { Description = "Print the labels of these SSCCs again; each is counted.", HelpName = "sscc", AllowMultipleArgumentsPerToken = true };
        var command = new Command("parcels", "Print labels of parcels, each with an SSCC that is never given out again. Sizes 76x25 and 100x25 are strips for the free area of a courier's label of 76x130 or 100x150 mm.")
            { prefix, extension, first, count, sender, note, reprint };
        var print = new PrintOptions(command, LabelType.Parcel, "100x150");
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var options = print.Read(parsed);
            var (layout, address) = (print.Layout(parsed), PublicAddress.FromEnvironment());
            using var journal = PrintOptions.OpenJournal();
            using var symbols = new SymbolSource();
            var run = new LabelRun(journal, symbols, options);
            Label Fill(JournalLabel label) => ParcelNumbers.ValuesOf(SubjectKey.Parse(label.Subject), label.Values, address).Fill(layout);
            if (parsed.GetValue(reprint) is { Length: > 0 } again)
            {
                List<JournalLabel> wanted = [.. again.Distinct().Select(sscc => journal.Label($"00/{sscc}") ?? throw new UsageException($"--reprint {sscc}: was not printed here"))];
                var counts = wanted.Select(label => (label.Subject, Reprints: journal.CountReprint(label.Subject))).ToList();
                await run.PrintAsync([.. wanted.Select(label => label with { State = LabelState.Waiting })], Fill, null, cancellation);
                counts.ForEach(one => Printed.Line($"{one.Subject} printed again, time {one.Reprints}"));
                return ExitCodes.Done;
            }

            var wantedCount = parsed.GetValue(count);
            if (wantedCount is < 1 or > MostLabels || parsed.GetValue(first) < 0)
            {
                throw new UsageException(FormattableString.Invariant($"--count {wantedCount}: must be 1 to {MostLabels:N0}, and --first 0 or more"));
            }

            var own = parsed.GetValue(prefix) ?? throw new UsageException("--prefix: your GS1 Company Prefix, under which SSCCs are made, is missing");
            var kept = new Dictionary<string, string> { ["sender"] = parsed.GetValue(sender)!, ["note"] = parsed.GetValue(note)! };
            var spec = string.Join('|', "parcels", print.Spec(parsed), own, parsed.GetValue(extension), wantedCount, kept["sender"], kept["note"]);
            if (journal.Interrupted(spec) is { } before)
            {
                LabelRun.Settle(journal, journal.Labels(before), options.To);
            }

            var job = journal.Unfinished(spec) ?? journal.Begin(spec, ParcelNumbers.Take(journal, own, parsed.GetValue(extension), wantedCount, parsed.GetValue(first))
                .Select(sscc => (SubjectKey.ForLogisticUnit(sscc).Value, (IReadOnlyDictionary<string, string>)kept)));
            var labels = journal.Labels(job);
            await PrintOptions.PrintAsync(run, labels, Fill, cancellation);
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { job = job.Id, ssccs = labels.Select(label => label.Subject["00/".Length..]), inDoubt = labels.Where(label => label.State == LabelState.Sent).Select(label => label.Subject["00/".Length..]) });
            }
            else
            {
                Printed.Line($"job {job.Id}: {labels.Count(label => label.State == LabelState.Waiting)} labels printed, {labels[0].Subject} to {labels[^1].Subject}");
                foreach (var label in labels.Where(label => label.State == LabelState.Sent))
                {
                    Printed.Line($"{label.Subject} was on its way when the last run broke off, and was not printed again; it comes by --reprint");
                }
            }

            return ExitCodes.Done;
        }));
        return command;
    }
}
