using System.CommandLine;
using Trace.Client.Logs;
using Trace.Tool.Output;

namespace Trace.Tool.Logs;

/// <summary><c>trace log export DIR</c>: the log as static files, verified while they are written.</summary>
internal static class ExportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var folder = new Argument<string>("dir") { Description = "Where to; made where it is missing. Run again, what is new is added." };
        var from = new Option<string>("--from")
        {
            Description = "The log: an address with http:// or https:// and the log's prefix, or a folder that was exported before. By default the local service, by TRACE_HTTP_PORT.",
            HelpName = "url|dir",
            DefaultValueFactory = _ => LogPlace.Local,
        };
        var command = new Command("export", "Write the log as static files (C2SP tlog-tiles) for any web server or object storage. Can be interrupted and run again.") { folder, from };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var files = LogPlace.Open(parsed.GetValue(from)!);
            using var closing = files as IDisposable;
            var policy = await LogPlace.PolicyAsync(surroundings, parsed, files, cancellation);
            var export = new LogExport(files, policy, parsed.GetValue(folder)!) { Evidence = Surroundings.Store };
            var report = await LogCommand.Meter.ShowAsync(progress => export.RunAsync(progress, cancellation));
            Tell(surroundings, parsed, parsed.GetValue(folder)!, report);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Tell(Surroundings surroundings, ParseResult parsed, string folder, ExportReport report)
    {
        var checkpoint = report.Checkpoint;
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new
            {
                folder,
                origin = checkpoint.Origin,
                size = checkpoint.Size,
                root = checkpoint.Root.ToBase64(),
                sizeBefore = report.SizeBefore,
                entriesRead = report.EntriesRead,
                checkpointsKept = report.CheckpointsKept,
                filesWritten = report.FilesWritten,
                seconds = Math.Round(report.Elapsed.TotalSeconds, 3),
            });
            return;
        }

        Printed.Line($"[green]✓[/] {checkpoint.Origin}, size {checkpoint.Size}, root {checkpoint.Root.ToBase64()}");
        Printed.Line($"  {checkpoint.Size - report.SizeBefore} entries more than before, {report.CheckpointsKept} kept checkpoints, {report.FilesWritten} files in {folder}, {Math.Round(report.Elapsed.TotalSeconds, 1)} s");
    }
}
