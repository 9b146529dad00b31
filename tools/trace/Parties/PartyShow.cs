using System.CommandLine;
using System.Globalization;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Tool.Histories;
using Trace.Tool.Output;
using Trace.Tool.Recording;
using Trace.V1;

namespace Trace.Tool.Parties;

/// <summary><c>trace party show PARTY</c>: registration, roles, keys, licences, pledges and suspensions, from verified histories.</summary>
internal static class PartyShow
{
    public static Command Create(Surroundings surroundings)
    {
        var argument = new Argument<string>("party") { Description = "The party's subject key." };
        var all = new Option<bool>("--all-keys") { Description = "Look through the whole log for keys granted to it, not only at those that spoke about it or lie in --keys." };
        var command = new Command("show", "Show what is recorded of a party, once it is verified.") { argument, all };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var party = SubjectKey.TryParse(parsed.GetValue(argument)!, out var subject, out var problem) && subject.Is(SubjectKind.Party)
                ? subject
                : throw new UsageException($"party: {problem ?? $"\"{parsed.GetValue(argument)}\" is no party"}");
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var record = await PartyRecord.ReadAsync(client, party, surroundings.Shelf(parsed), parsed.GetValue(all), cancellation);
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(Answer(record));
            }
            else
            {
                Print(record);
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static object Answer(PartyRecord record) => new
    {
        party = record.History.Subject,
        registration = record.State.Registration is { } registration ? Json.Of(registration) : (object?)null,
        suspended = record.State.IsSuspended,
        keys = record.Keys.Select(key => new { subject = key.Subject, standing = key.Standing, roles = key.Roles, prefixes = key.State?.Current.Prefixes, subjects = key.State?.Current.Subjects, notAfter = key.State is { Current.NotAfter: > 0 } state ? Day(state.Current.NotAfter) : null }),
        allKeys = record.IsWhole,
        statements = record.Entries.Select(entry => new { index = entry.Index, version = entry.Version, identity = entry.Statement.Identity.ToString(), kind = entry.Statement.Rules.FieldName, recordedAt = Day(entry.RecordedAt), statement = Json.Of(entry.Statement.Message), flags = FlagsOf(record, entry) }),
        size = record.History.Checkpoint.Checkpoint.Size,
    };

    private static void Print(PartyRecord record)
    {
        var words = new Words(Words.IsChinese(null), record.History.Parties);
        if (record.State.Registration is { } registration)
        {
            Printed.Line($"[bold]{registration.Name.Zh}[/] {registration.Name.En}");
            Row("party", record.History.Subject);
            Row("roles", string.Join(", ", registration.Roles.Select(EnumWords.Of)));
            Row("prefixes", string.Join(", ", registration.Prefixes));
            Row("GLNs", string.Join(", ", registration.Glns));
            Row("credit code", registration.CreditCode);
            Row("carrier", registration.Carrier);
            Row("domains", string.Join(", ", registration.Domains));
            Row("region", registration.Region);
            Row("address", registration.Address);
            Row("contact", registration.Contact);
        }

        if (record.State.IsSuspended)
        {
            Printed.Line($"[red]suspended[/]: it lists nothing until it is reinstated");
        }

        foreach (var entry in record.Entries.Where(entry => entry.Statement.Kind != Statement.PayloadOneofCase.Registration))
        {
            Row($"entry {entry.Index.ToString(CultureInfo.InvariantCulture)}", $"{Day(entry.RecordedAt)} {words.Kind(entry.Statement.Rules)} {words.Said(entry, _ => null)}{Marks(record, entry)}");
        }

        foreach (var key in record.Keys)
        {
            Row("key", $"{key.Subject[(key.Subject.LastIndexOf('/') + 1)..]} {key.Standing} {string.Join(", ", key.Roles)}{Scope(key)}");
        }

        if (!record.IsWhole)
        {
            Printed.Line($"Keys known here; --all-keys looks for others in the whole log.");
        }

        Printed.Line($"verified at the checkpoint of {record.History.Checkpoint.Checkpoint.Size} entries");
    }

    private static string Scope(Keys.KeyRecord key)
    {
        var limits = key.State is { } state ? state.Current.Prefixes.Concat(state.Current.Subjects).ToList() : [];
        return $"{(limits.Count > 0 ? $", for {string.Join(", ", limits)} alone" : "")}{(key.State is { Current.NotAfter: > 0 } ending ? $", until {Day(ending.Current.NotAfter)}" : "")}";
    }

    private static IEnumerable<string> FlagsOf(PartyRecord record, RecordedEntry entry) =>
        VerifiedMarks.Of(record.History.Entries.First(one => one.Entry.Position == entry.Position)).Select(kind => kind.ToString());

    private static string Marks(PartyRecord record, RecordedEntry entry) => string.Concat(FlagsOf(record, entry).Select(flag => $" [{flag.ToLowerInvariant()}]"));

    private static void Row(string name, string value)
    {
        if (value.Length > 0)
        {
            Printed.Line($"  {name,-12} {value}");
        }
    }

    private static string Day(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
