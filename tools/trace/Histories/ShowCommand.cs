using System.CommandLine;
using Trace.Domain.Barcodes;

namespace Trace.Tool.Histories;

/// <summary><c>trace show SUBJECT</c>: what happened, to read, once every history that it rests on is verified.</summary>
internal static class ShowCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var subject = new Argument<string>("subject") { Description = "A subject key: a product, lot, item, parcel, party or key." };
        var language = new Option<string?>("--lang") { Description = "zh or en; by LANG without it.", HelpName = "language" };
        language.AcceptOnlyFromAmong("zh", "en");
        var command = new Command("show", "Show what happened, with flags: an item's history is read together with those of its lot, its product and its parcels, each verified.") { subject, language };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var key = SubjectKey.TryParse(parsed.GetValue(subject)!, out var read, out var problem) ? read : throw new UsageException($"subject: {problem}");
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var journey = await new JourneyReader(client, TimeProvider.System, cancellation).ReadAsync(key);
            var page = new JourneyPage(journey, new Words(Words.IsChinese(parsed.GetValue(language)), journey.Context.Parties));
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(page.Answer());
            }
            else
            {
                page.Print();
            }

            return ExitCodes.Done;
        }));
        return command;
    }
}
