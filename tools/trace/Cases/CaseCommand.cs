using System.CommandLine;
using System.Security.Cryptography;
using Trace.Client;
using Trace.Documents.Cases;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Tool.Histories;
using Trace.Tool.Output;

namespace Trace.Tool.Cases;

/// <summary><c>trace case SUBJECT</c>: what is recorded, as a PDF to hand in, with the proofs that check it offline.</summary>
internal static class CaseCommand
{
    private const string Document = "case.pdf";
    private const string Ending = ".tlog-proof";

    public static Command Create(Surroundings surroundings)
    {
        var subject = new Argument<string>("subject") { Description = "A subject key: an item with its lot, product and parcels, or any other." };
        var entry = new Option<ulong[]>("--entry") { Description = "Only this entry, by its index in the log; can be given many times.", HelpName = "index", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--out", "-o") { Description = "A folder that is not there yet, or empty.", HelpName = "folder", Required = true };
        var language = new Option<string?>("--lang") { Description = "zh or en; by LANG without it.", HelpName = "language" };
        language.AcceptOnlyFromAmong("zh", "en");
        var command = new Command("case", $"Make a case file, for 12315, a court or an inspector: {Document} with who said what, when, by which key, and how to check it; and beside it a {Ending} of each history.") { subject, entry, output, language };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var key = SubjectKey.TryParse(parsed.GetValue(subject)!, out var read, out var problem) ? read : throw new UsageException($"subject: {problem}");
            var folder = Empty(parsed.GetValue(output)!);
            var isChinese = Words.IsChinese(parsed.GetValue(language));
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var journey = await new JourneyReader(client, TimeProvider.System, cancellation).ReadAsync(key);
            var making = new CaseMaking(journey, new Words(isChinese, journey.Context.Parties), [.. parsed.GetValue(entry) ?? []]);
            var (proofs, unproven) = (new List<CaseProof>(), new List<CaseUnproven>());
            foreach (var one in making.Subjects)
            {
                if (await ProveAsync(client, one, folder, proofs.Count, cancellation) is { } proof)
                {
                    proofs.Add(proof);
                }
                else
                {
                    unproven.Add(new CaseUnproven(one, CanBeMade: false));
                }
            }

            using var pdf = new MemoryStream();
            var file = making.Make(proofs, unproven, client, DateTimeOffset.Now);
            CasePdf.Write(file, isChinese ? "zh" : "en", pdf);
            Files.WriteNew(Path.Combine(folder, Document), pdf.ToArray());
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new { subject = key.Value, document = Path.Combine(folder, Document), entries = file.Entries.Select(one => ulong.Parse(one.Index, System.Globalization.CultureInfo.InvariantCulture)), proofs, unproven = unproven.Select(one => one.Subject) });
            }
            else
            {
                Printed.Line($"{Path.Combine(folder, Document)}: {file.Entries.Count} entries, with {proofs.Count} proofs beside it.{(unproven.Count > 0 ? $" Too large for a proof, and named in it: {string.Join(", ", unproven.Select(one => one.Subject))}." : "")}");
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static string Empty(string folder) => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
        ? throw new UsageException($"--out \"{folder}\": is not empty")
        : Directory.CreateDirectory(folder).FullName;

    // Null where the history is larger than any proof.
    private static async Task<CaseProof?> ProveAsync(LedgerClient client, string subject, string folder, int number, CancellationToken cancellation)
    {
        var bundle = await client.ReadBundleAsync(subject, thorough: true, cancellation);

        // Nobody is handed a proof that does not hold.
        if (!HistoryVerifier.TryVerify(bundle, client.Policy, client.Ledger, thorough: true, out var history, out var failures))
        {
            throw new VerificationException(failures);
        }

        if (bundle.CalculateSize() > HistoryProof.MaxBundleBytes)
        {
            return null;
        }

        var bytes = HistoryProof.Create(bundle).ToBytes();
        var name = subject.Replace('/', '_').Replace('%', '_') + Ending;

        // Two subjects may have one name so.
        name = File.Exists(Path.Combine(folder, name)) ? $"{number}_{name}" : name;
        Files.WriteNew(Path.Combine(folder, name), bytes);
        return new CaseProof(name, subject, Convert.ToHexStringLower(SHA256.HashData(bytes)), history.Entries.Count);
    }
}
