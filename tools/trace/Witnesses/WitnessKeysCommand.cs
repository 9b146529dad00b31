using System.CommandLine;
using Trace.Domain.Ledger;
using Trace.Witness.Keys;

namespace Trace.Tool.Witnesses;

/// <summary><c>trace witness keys new|show</c>.</summary>
internal static class WitnessKeysCommand
{
    private static readonly Dictionary<string, WitnessAlgorithm[]> Algorithms = new()
    {
        ["ed25519"] = [WitnessAlgorithm.Ed25519],
        ["ml-dsa-44"] = [WitnessAlgorithm.MLDsa44],
        ["both"] = [WitnessAlgorithm.Ed25519, WitnessAlgorithm.MLDsa44],
    };

    public static Command Create(Surroundings surroundings) =>
        new("keys", "Make a witness's keys, and print their vkeys.") { New(surroundings), Show(surroundings) };

    private static Command New(Surroundings surroundings)
    {
        var name = new Argument<string>("name") { Description = "The witness's name, a URL without scheme, such as witness.example/w1: it stands in every cosignature." };
        var output = new Option<string>("--out") { Description = "The key file to make, mode 0600. Nothing is overwritten.", HelpName = "file", Required = true };
        var algorithm = new Option<string>("--algorithm") { Description = "ed25519, ml-dsa-44 or both: a witness with both gives two cosignatures.", HelpName = "name", DefaultValueFactory = _ => "both" };
        algorithm.AcceptOnlyFromAmong([.. Algorithms.Keys]);
        var command = new Command("new", "Make the keys of a witness in one file, and a marker beside it that follows the state file. Prints a line \"vkey …\" for each key.") { name, output, algorithm };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            try
            {
                using var key = WitnessKeyFile.Create(parsed.GetValue(output)!, parsed.GetValue(name)!, Algorithms[parsed.GetValue(algorithm)!]);
                return Task.FromResult(Print(surroundings, parsed, key));
            }
            catch (ArgumentException problem)
            {
                throw new UsageException($"name \"{parsed.GetValue(name)}\": {problem.Message}");
            }
        }));
        return command;
    }

    private static Command Show(Surroundings surroundings)
    {
        var file = new Argument<string>("file") { Description = "A witness's key file." };
        var command = new Command("show", "Print the vkeys of a key file, never its secrets.") { file };
        command.SetAction((parsed, _) => surroundings.RunAsync(parsed, () =>
        {
            using var key = WitnessKeyFile.Load(parsed.GetValue(file)!);
            return Task.FromResult(Print(surroundings, parsed, key));
        }));
        return command;
    }

    private static int Print(Surroundings surroundings, ParseResult parsed, WitnessKeyFile key)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(new { name = key.Name, file = key.Path, vkeys = key.VerifierKeys.Select(vkey => vkey.ToString()) });
            return ExitCodes.Done;
        }

        foreach (VerifierKey vkey in key.VerifierKeys)
        {
            Console.Out.WriteLine($"vkey {vkey}");
        }

        return ExitCodes.Done;
    }
}
