using System.CommandLine;
using System.Text;

namespace Trace.Tool.Policies;

/// <summary><c>trace policy</c>: the trust policy of a log, to be saved and handed to others.</summary>
internal static class PolicyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var output = new Option<string>("--output", "-o") { Description = "A new file; a hyphen is standard output.", HelpName = "file", DefaultValueFactory = _ => "-" };
        var command = new Command("policy", "Print the trust policy of the log, once its Genesis is verified. Whoever holds it believes this log's key and no other.") { output };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var log = client.LastCheckpoint!.Log;

            // By now the local log's names are remembered.
            var text = (await surroundings.PolicyAsync(parsed, () => Task.FromResult(log.Name))).Text;
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { ledger = client.Ledger, origin = log.Name, vkey = log.ToString(), policy = text });
                return ExitCodes.Done;
            }

            Files.WriteNew(parsed.GetValue(output)!, Encoding.UTF8.GetBytes(text));
            return ExitCodes.Done;
        }));
        return command;
    }
}
