using System.CommandLine;
using Trace.LabelPrinter.Items;
using Trace.LabelPrinter.Journals;
using Trace.Tool;
using Trace.Tool.Keys;

namespace Trace.LabelPrinter.Marking;

/// <summary>The options by which a roll is marked right after it is printed.</summary>
internal sealed class MarkOptions
{
    private readonly Option<bool> _mark = new("--mark") { Description = "Record one Marking of the roll's serials when it is printed." };
    private readonly Option<string?> _key = new("--key") { Description = "Whose key signs the Marking: the name of a key file.", HelpName = "name" };
    private readonly Option<string?> _paths = new("--paths") { Description = "The new file with each serial's path; marking-JOB.jsonl without it.", HelpName = "file" };

    public MarkOptions(Command command)
    {
        foreach (var option in new Option[] { _mark, _key, _paths })
        {
            command.Options.Add(option);
        }
    }

    public bool Wanted(ParseResult parsed) => parsed.GetValue(_mark);

    /// <summary>Refuses before anything is printed what could not be marked after it.</summary>
    public void Check(ParseResult parsed, IReadOnlyList<ItemOrder> orders)
    {
        if (!Wanted(parsed))
        {
            return;
        }

        if (parsed.GetValue(_key) is null)
        {
            throw new UsageException("--mark: --key, whose key signs the Marking, is missing; ./trace keys show lists the keys there are");
        }

        if (orders.Any(order => order.Lot.Length == 0) || orders.DistinctBy(order => (order.Gtin, order.Lot)).Count() != 1)
        {
            throw new UsageException("--mark: a Marking is about one lot: print rolls of one lot each, with --lot");
        }
    }

    public Task<int> RecordAsync(Surroundings surroundings, ParseResult parsed, Journal journal, Job job, CancellationToken cancellation) =>
        RollMarking.RecordAsync(surroundings, parsed, journal, job, parsed.GetValue(_key)!, parsed.GetValue(_paths) ?? $"marking-{job.Id}.jsonl", cancellation);
}

/// <summary><c>label-printer mark</c>: the Marking of a roll that was printed before.</summary>
internal static class MarkCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var job = new Option<long>("--job") { Description = "The job's number, which printing it told.", HelpName = "number", Required = true };
        var key = new Option<string>("--key") { Description = "Whose key signs: the name of a key file.", HelpName = "name", Required = true };
        var paths = new Option<string?>("--paths") { Description = "The new file with each serial's path; marking-JOB.jsonl without it.", HelpName = "file" };
        key.CompletionSources.Add(context => KeyShelf.Complete(surroundings, context));
        var command = new Command("mark", "Record one Marking of a printed roll's serials.") { job, key, paths };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            using var journal = Outputs.PrintOptions.OpenJournal();
            var found = journal.Find(parsed.GetValue(job));
            return await RollMarking.RecordAsync(surroundings, parsed, journal, found, parsed.GetValue(key)!, parsed.GetValue(paths) ?? $"marking-{found.Id}.jsonl", cancellation);
        }));
        return command;
    }
}
