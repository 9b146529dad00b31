using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Trace.Domain.Ledger;

namespace Trace.Tool;

/// <summary><c>trace show SUBJECT</c>: a verified history, to read.</summary>
internal static class ShowCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var subject = new Argument<string>("subject") { Description = "A subject key." };
        var command = new Command("show", "Show a history as a table, once it is verified.") { subject };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var history = await client.ReadHistoryAsync(parsed.GetValue(subject)!, cancellation: cancellation);
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(history.Entries.Select(entry => new
                {
                    index = entry.Entry.Index,
                    version = entry.Entry.Version,
                    identity = entry.Entry.Statement.Identity.ToString(),
                    kind = entry.Entry.Statement.Rules.FieldName,
                    party = entry.Entry.Statement.Message.Party,
                    time = TimeOf(entry.Entry),
                    statement = System.Text.Json.JsonDocument.Parse(Google.Protobuf.JsonFormatter.Default.Format(entry.Entry.Statement.Message)).RootElement,
                }));
                return 0;
            }

            var table = new Table().AddColumns("", "when", "what", "who", "entry");
            foreach (var entry in history.Entries.Select(verified => verified.Entry))
            {
                var place = entry.Statement.Message.Place;
                table.AddRow(
                    entry.Version.ToString(CultureInfo.InvariantCulture),
                    TimeOf(entry),
                    Markup.Escape($"{entry.Statement.Rules.Chinese} {entry.Statement.Kind}{(place is null ? "" : $" {place.Region}{place.Gln}")}"),
                    Markup.Escape(entry.Statement.Message.Party.Length > 0 ? entry.Statement.Message.Party : $"key {entry.Statement.Key.ToString()[..12]}…"),
                    entry.Index.ToString(CultureInfo.InvariantCulture));
            }

            Surroundings.Terminal.Write(table);
            return 0;
        }));
        return command;
    }

    private static string TimeOf(RecordedEntry entry) => DateTimeOffset.UnixEpoch.AddMicroseconds(entry.Statement.Message.Time)
        .ToOffset(TimeSpan.FromMinutes(entry.Statement.Message.Offset)).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
