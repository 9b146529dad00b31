using System.CommandLine;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Tool.Output;

namespace Trace.Tool.Histories;

/// <summary><c>trace proof SUBJECT</c>: a file from which anybody verifies the history with no network.</summary>
internal static class ProofCommand
{
    private const string Ending = ".tlog-proof";

    public static Command Create(Surroundings surroundings)
    {
        var subject = new Argument<string>("subject") { Description = "A subject key." };
        var output = new Option<string?>("--output", "-o") { Description = $"A new file; a hyphen is standard output. Without it, the subject with underscores, and {Ending}.", HelpName = "file" };
        var command = new Command("proof", $"Write a {Ending} (C2SP) with the whole history, its keys, every proof and the signed checkpoint. ./trace verify FILE checks it offline.") { subject, output };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var name = parsed.GetValue(subject)!;
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var bundle = await client.ReadBundleAsync(name, thorough: true, cancellation);

            // Nobody is handed a proof that does not hold.
            if (!HistoryVerifier.TryVerify(bundle, client.Policy, client.Ledger, thorough: true, out var history, out var failures))
            {
                throw new VerificationException(failures);
            }

            var path = parsed.GetValue(output) ?? $"{name.Replace('/', '_')}{Ending}";
            var proof = HistoryProof.Create(bundle);
            Files.WriteNew(path, proof.ToBytes());
            if (surroundings.Json(parsed) && path != "-")
            {
                surroundings.Answer(new { subject = name, file = path, entries = history.Entries.Count, index = proof.Index, size = proof.Checkpoint.Size });
            }
            else if (path != "-")
            {
                Printed.Line($"{path}: {history.Entries.Count} entries, proven under the checkpoint of {proof.Checkpoint.Size}. Check it by: ./trace verify {path}");
            }

            return ExitCodes.Done;
        }));
        return command;
    }
}
