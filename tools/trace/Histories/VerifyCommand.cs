using System.CommandLine;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.Tool.Output;

namespace Trace.Tool.Histories;

/// <summary><c>trace verify SUBJECT|FILE</c>: checks everything that a history rests on.</summary>
internal static class VerifyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var argument = new Argument<string>("subject|file") { Description = "A subject key, such as 01/09506000134352/21/A1, which is read from the service; or a file that ./trace proof wrote, or a HistoryBundle, which is checked with no network." };
        var thorough = new Option<bool>("--thorough") { Description = "One inclusion proof an entry, not of the newest alone." };
        var command = new Command("verify", "Check a history: every signature, key, link, rule and proof down to Genesis. Each failure names its entry and rule.") { argument, thorough };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            var what = parsed.GetValue(argument)!;
            if (SubjectKey.TryParse(what, out _, out var problem))
            {
                return await SubjectAsync(surroundings, parsed, what, parsed.GetValue(thorough), cancellation);
            }

            return File.Exists(what) || what == "-"
                ? await FileAsync(surroundings, parsed, what, parsed.GetValue(thorough))
                : throw new UsageException($"\"{what}\" is neither a file nor a subject key: {problem}");
        }));
        return command;
    }

    private static async Task<int> SubjectAsync(Surroundings surroundings, ParseResult parsed, string subject, bool thorough, CancellationToken cancellation)
    {
        await using var client = await surroundings.ConnectAsync(parsed, cancellation);
        VerifiedHistory history;
        try
        {
            history = await client.ReadHistoryAsync(subject, thorough, cancellation);
        }
        catch (VerificationException failed)
        {
            return Failed(surroundings, parsed, subject, failed.Failures);
        }

        return Holds(surroundings, parsed, history, isOnline: true);
    }

    private static async Task<int> FileAsync(Surroundings surroundings, ParseResult parsed, string path, bool thorough)
    {
        if (!ProofFile.TryRead(path, out var file, out var failures))
        {
            return Failed(surroundings, parsed, path, failures);
        }

        var policy = (await surroundings.PolicyAsync(parsed, () => Task.FromResult(file!.Origin))).Policy;
        if (!file!.TryVerify(policy, thorough, out var history, out failures))
        {
            return Failed(surroundings, parsed, path, failures);
        }

        RequireSameTree(history!.Checkpoint);
        return Holds(surroundings, parsed, history, isOnline: false);
    }

    // Offline two sizes can't be compared; two trees of one size can.
    private static void RequireSameTree(VerifiedCheckpoint offered)
    {
        var (origin, store) = (offered.Checkpoint.Origin, Surroundings.Store);
        if (store.Last(origin) is { } last && Checkpoint.Parse(last.Text) is var accepted && accepted.Size == offered.Checkpoint.Size && accepted.Root != offered.Checkpoint.Root)
        {
            var problem = $"{origin}: two trees of {accepted.Size} entries: root {accepted.Root} was accepted, root {offered.Checkpoint.Root} is in the file";
            throw new ForkException(last, offered.Note, problem, store.SaveFork(origin, last, offered.Note, problem));
        }
    }

    private static int Failed(Surroundings surroundings, ParseResult parsed, string what, IReadOnlyList<VerificationFailure> failures)
    {
        if (!surroundings.Json(parsed))
        {
            Surroundings.Tell(new Failure(ExitCodes.Refused, $"not verified: {what}", [.. surroundings.Lines(failures)]), json: false);
            return ExitCodes.Refused;
        }

        surroundings.Answer(new
        {
            verified = false,
            what,
            failures = failures.Select(failure => new { rule = failure.Rule.ToString(), subject = failure.Subject, index = failure.Index, version = failure.Version, reason = failure.Reason.ToString(), message = failure.Message }),
        });
        return ExitCodes.Refused;
    }

    private static int Holds(Surroundings surroundings, ParseResult parsed, VerifiedHistory history, bool isOnline)
    {
        if (!surroundings.Json(parsed))
        {
            Print(history, isOnline);
            return ExitCodes.Done;
        }

        surroundings.Answer(new
        {
            verified = true,
            subject = history.Subject,
            entries = history.Entries.Count,
            evidence = history.Evidence.Count,
            keys = history.Keys.Count,
            origin = history.Checkpoint.Checkpoint.Origin,
            size = history.Checkpoint.Checkpoint.Size,
            root = history.Checkpoint.Checkpoint.Root.ToBase64(),
            cosignatures = history.Checkpoint.Cosignatures.Count,
            thorough = history.IsThorough,
            notUnderstood = history.NotUnderstood.Count,
            late = history.Entries.Where(entry => entry.IsLate).Select(entry => entry.Entry.Index),
            disputed = history.Entries.Where(entry => entry.IsDisputed).Select(entry => entry.Entry.Index),
            evidenceAfterHeads = history.EvidenceAfterHeads.Count,
        });
        return ExitCodes.Done;
    }

    private static void Print(VerifiedHistory history, bool isOnline)
    {
        var checkpoint = history.Checkpoint.Checkpoint;
        Good($"{history.Subject}");
        Good($"checkpoint of {checkpoint.Origin}, size {checkpoint.Size}: signed by the log{(isOnline ? ", consistent with the last one accepted here" : "; checked offline, so nothing is said of what came after it")}");
        Good($"{history.Entries.Count} entries of this history: linked without a gap, and {(history.IsThorough ? "each" : "the newest")} proven to be in the log");
        Good($"{history.Entries.Count + history.Evidence.Count} signatures: strict Ed25519, each by the key that it names");
        Good($"{history.Keys.Count} keys and {history.Parties.Count} parties: followed down to Genesis, in force when they spoke");
        Good($"the rules: who may say what, about what, and when");
        foreach (var entry in history.NotUnderstood)
        {
            Remark($"entry {entry.Entry.Index}: {entry.NotUnderstood}");
        }

        foreach (var (entry, mark) in history.Entries.SelectMany(entry => VerifiedMarks.Of(entry).Select(mark => (entry, mark))))
        {
            Remark($"entry {entry.Entry.Index}: {Flags.RuleOf(mark).English.ToLowerInvariant()}: {KeyMarks.DetailOf(mark)}");
        }

        if (history.EvidenceAfterHeads.Count > 0)
        {
            Printed.Line($"  What became of these keys after they spoke is only as complete as the server is honest.");
        }
    }

    private static void Good(string text) => Printed.Line($"[green]✓[/] {text}");

    private static void Remark(string text) => Printed.Line($"[yellow]![/] {text}");
}
