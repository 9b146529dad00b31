using System.CommandLine;
using Spectre.Console;
using Trace.Domain.Ledger;

namespace Trace.Tool;

/// <summary><c>trace verify SUBJECT</c>: reads a history and checks everything that it rests on.</summary>
internal static class VerifyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var subject = new Argument<string>("subject") { Description = "A subject key, such as 01/09506000134352/21/A1." };
        var thorough = new Option<bool>("--thorough") { Description = "One inclusion proof an entry, not of the newest alone." };
        var command = new Command("verify", "Check a history: every signature, key, link, rule and proof down to Genesis.") { subject, thorough };
        command.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            var history = await client.ReadHistoryAsync(parsed.GetValue(subject)!, parsed.GetValue(thorough), cancellation);
            if (surroundings.Json(parsed))
            {
                surroundings.Answer(new
                {
                    verified = true,
                    subject = history.Subject,
                    entries = history.Entries.Count,
                    evidence = history.Evidence.Count,
                    keys = history.Keys.Count,
                    size = history.Checkpoint.Checkpoint.Size,
                    root = history.Checkpoint.Checkpoint.Root.ToBase64(),
                    thorough = history.IsThorough,
                    notUnderstood = history.NotUnderstood.Count,
                    evidenceAfterHeads = history.EvidenceAfterHeads.Count,
                });
                return 0;
            }

            Print(history);
            return 0;
        }));
        return command;
    }

    private static void Print(VerifiedHistory history)
    {
        var checkpoint = history.Checkpoint.Checkpoint;
        Line($"checkpoint of {checkpoint.Origin}, size {checkpoint.Size}: signed by the log, consistent with the last one accepted here");
        Line($"{history.Entries.Count} entries of this history: linked without a gap, and {(history.IsThorough ? "each" : "the newest")} proven to be in the log");
        Line($"{history.Entries.Count + history.Evidence.Count} signatures: strict Ed25519, each by the key that it names");
        Line($"{history.Keys.Count} keys and {history.Parties.Count} parties: followed down to Genesis, in force when they spoke");
        Line("the rules: who may say what, about what, and when");
        foreach (var entry in history.NotUnderstood)
        {
            Surroundings.Terminal.MarkupLineInterpolated($"[yellow]![/] entry {entry.Entry.Index}: signed, in order, not understood: {entry.NotUnderstood}");
        }

        foreach (var entry in history.Entries.Where(entry => entry.IsDisputed || entry.IsLate))
        {
            Surroundings.Terminal.MarkupLineInterpolated($"[yellow]![/] entry {entry.Entry.Index}: {(entry.IsDisputed ? "disputed, its key was compromised" : "late, its key had ended")}");
        }

        if (history.EvidenceAfterHeads.Count > 0)
        {
            Surroundings.Terminal.MarkupLine("  What became of these keys after they spoke is only as complete as the server is honest.");
        }
    }

    private static void Line(string text) => Surroundings.Terminal.MarkupLineInterpolated($"[green]✓[/] {text}");
}
