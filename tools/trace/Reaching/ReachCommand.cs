using System.CommandLine;
using Trace.Client.Logs;
using Trace.Domain.Barcodes;
using Trace.Tool.Histories;
using Trace.Tool.Logs;

namespace Trace.Tool.Reaching;

/// <summary><c>trace reach SUBJECT</c>: where a lot or product went, from the whole log; and what nobody said of it.</summary>
internal static class ReachCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var subject = new Argument<string>("subject") { Description = "A subject key of a lot or product; or of one item or parcel." };
        var language = new Option<string?>("--lang") { Description = "zh or en; by LANG without it.", HelpName = "language" };
        language.AcceptOnlyFromAmong("zh", "en");
        var csv = new Option<string?>("--csv") { Description = "A new file with a line for each item and parcel, for a recall; a hyphen is standard output.", HelpName = "file" };
        var from = new Option<string>("--from")
        {
            Description = "The log: an address with http:// or https:// and the log's prefix, or a folder that ./trace log export wrote. By default the local service, by TRACE_HTTP_PORT.",
            HelpName = "url|dir",
            DefaultValueFactory = _ => LogPlace.Local,
        };
        var command = new Command(
            "reach",
            "Say where a lot or product went: sales, parcels, provinces, what was received, opened, returned, and what is not known.\n"
            + "The whole log is read, each entry proven to be in it; a copy is kept in TRACE_STATE, so that the next call reads what is new. Signatures are checked by ./trace verify SUBJECT, or of all by ./trace audit.")
        { subject, language, csv, from };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var key = SubjectKey.TryParse(parsed.GetValue(subject)!, out var read, out var problem) ? read : throw new UsageException($"subject: {problem}");
            if (!key.Is(SubjectKind.Product | SubjectKind.Lot | SubjectKind.Item | SubjectKind.Parcel))
            {
                throw new UsageException($"subject \"{key}\": must be a lot or product, or an item or parcel");
            }

            var files = LogPlace.Open(parsed.GetValue(from)!);
            using var closing = files as IDisposable;
            var policy = await LogPlace.PolicyAsync(surroundings, parsed, files, cancellation);
            var copy = Files.SecretFolder(Path.Combine(Surroundings.StateFolder, "reach", Client.FileNames.Of(policy.Logs[0].Key.Name)));
            await LogCommand.Meter.ShowOnTerminalAsync(progress => new LogExport(files, policy, copy) { Evidence = Surroundings.Store }.RunAsync(progress, cancellation));
            var log = await new LogReader(new DirectoryLogFiles(copy), policy).NewestAsync(cancellation);

            var reader = new ReachReader(log, cancellation);
            var reach = await reader.ReadAsync(key);
            var page = new ReachPage(reach, log.Checkpoint.Size, new Words(Words.IsChinese(parsed.GetValue(language)), reader.Parties));
            if (parsed.GetValue(csv) is { } path)
            {
                Files.WriteNew(path, ReachCsv.Of(reach));
            }

            if (surroundings.Json(parsed))
            {
                surroundings.Answer(page.Answer());
            }
            else if (parsed.GetValue(csv) != "-")
            {
                page.Print();
            }

            return ExitCodes.Done;
        }));
        return command;
    }
}
