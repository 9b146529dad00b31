using System.CommandLine;
using System.Text;
using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.LabelPrinter.Journals;
using Trace.Tool;
using Trace.Tool.Output;
using Trace.Tool.Recording;

namespace Trace.LabelPrinter.Marking;

/// <summary>Records the one Marking of a job's serials, and keeps each serial's path for later Sales.</summary>
internal static class RollMarking
{
    /// <summary>Records it. Safe against a break: the job is noted as marked before anything is sent.</summary>
    /// <param name="surroundings">Which service and keys.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="journal">Holds the job.</param>
    /// <param name="job">A roll of one lot.</param>
    /// <param name="key">Whose key signs.</param>
    /// <param name="paths">The new file of paths.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<int> RecordAsync(Surroundings surroundings, ParseResult parsed, Journal journal, Job job, string key, string paths, CancellationToken cancellation)
    {
        if (job.Marking is { } before)
        {
            throw new UsageException($"job {job.Id} is marked already, by {before}");
        }

        var labels = journal.Labels(job);
        var lot = LotOf(job, labels);
        var roll = new MarkedRoll(labels.Select(label => SubjectKey.Parse(label.Subject).Serial!));
        await using var access = new LedgerAccess(surroundings, parsed, cancellation);
        using var signer = surroundings.Key(parsed, key);
        var signed = new StatementFactory(await access.NameAsync(), signer).Make(lot, roll.Statement);
        var identity = StatementFactory.IdentityOf(signed);
        WritePaths(paths, roll, identity);
        var outgoing = Outgoing.Write(Outgoing.InOutbox(signed), signed, []);
        journal.NoteMarking(job, outgoing.Identity.ToString());
        RecordedStatement recorded;
        try
        {
            (recorded, _) = await outgoing.SendAsync(access);
        }
        catch (RefusedException)
        {
            // It never will be recorded: what it would have proven is no proof, and the job can be marked by another.
            outgoing.Delete();
            File.Delete(paths);
            journal.NoteMarking(job, null);
            throw;
        }

        outgoing.Delete();
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { job = job.Id, marking = outgoing.Identity.ToString(), subject = lot.Value, count = roll.Serials.Count, root = roll.Root.ToString(), index = recorded.Entry.Index, paths });
        }
        else
        {
            Printed.Line($"job {job.Id} is marked: {roll.Serials.Count} serials of {lot.Value} by entry {recorded.Entry.Index}, identity {outgoing.Identity}");
            Printed.Line($"  {paths} holds what a Sale or Shipment of each item carries as marked");
        }

        return ExitCodes.Done;
    }

    private static SubjectKey LotOf(Job job, IReadOnlyList<JournalLabel> labels)
    {
        List<(string Product, string Lot)> lots = [.. labels.Select(label => (SubjectKey.Parse(label.Subject).Product!.Value, label.Values.GetValueOrDefault("lot", ""))).Distinct()];
        return lots switch
        {
            [(_, "")] => throw new UsageException($"job {job.Id} has no lot, and a Marking is about one: print with --lot"),
            [var (product, lot)] => SubjectKey.ForLot(SubjectKey.Parse(product), lot),
            _ => throw new UsageException($"job {job.Id} is of {lots.Count} lots, and a Marking is about one: print each by itself"),
        };
    }

    // A line an item, in protobuf's JSON, as ./trace record sale --file takes it.
    private static void WritePaths(string path, MarkedRoll roll, ByteString marking)
    {
        var text = new StringBuilder();
        for (var index = 0; index < roll.Serials.Count; index++)
        {
            text.Append("{\"serial\":\"").Append(roll.Serials[index]).Append("\",\"marked\":").Append(JsonFormatter.Default.Format(roll.Show(index, marking))).Append("}\n");
        }

        Files.WriteNew(path, Encoding.ASCII.GetBytes(text.ToString()));
    }
}
