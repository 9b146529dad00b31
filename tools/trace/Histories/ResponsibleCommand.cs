using System.CommandLine;
using Trace.Domain.Barcodes;

namespace Trace.Tool.Histories;

/// <summary><c>trace responsible SUBJECT</c>: who had an item or parcel when, from what was signed, and where nobody signed.</summary>
internal static class ResponsibleCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var subject = new Argument<string>("subject") { Description = "A subject key of an item or parcel." };
        var language = new Option<string?>("--lang") { Description = "zh or en; by LANG without it.", HelpName = "language" };
        language.AcceptOnlyFromAmong("zh", "en");
        var command = new Command("responsible", "Say who had an item or parcel when, from the hand-overs that were signed, where the gaps are, and who had it last before damage or loss was reported.") { subject, language };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var key = SubjectKey.TryParse(parsed.GetValue(subject)!, out var read, out var problem) ? read : throw new UsageException($"subject: {problem}");
            if (!key.Is(SubjectKind.Item | SubjectKind.Parcel))
            {
                throw new UsageException($"subject \"{key}\": nobody has a {key.Kind}; must be an item or parcel. ./trace reach says where a lot or product went");
            }

            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var journey = await new JourneyReader(client, TimeProvider.System, cancellation).ReadAsync(key);
            var page = new CustodyPage(journey, new Words(Words.IsChinese(parsed.GetValue(language)), journey.Context.Parties));
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
