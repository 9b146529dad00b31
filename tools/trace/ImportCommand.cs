using System.CommandLine;
using System.Runtime.CompilerServices;
using Spectre.Console;
using Trace.Client;
using Trace.Import;
using Trace.Import.Olist;
using Trace.Import.Running;
using Trace.V1;

namespace Trace.Tool;

/// <summary><c>trace import orders DIR</c>: posts the orders of a folder as anybody's statements.</summary>
internal static class ImportCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var folder = new Argument<string>("dir") { Description = "A folder with orders.csv, order_items.csv, order_reviews.csv, products.csv and sellers.csv." };
        var seed = new Option<string>("--seed") { Description = "From which keys, nonces and serials come, in hex, 16 bytes at least.", DefaultValueFactory = _ => "74726163652d6f72646572732d736565642d76312e2e2e2e2e2e2e2e2e2e2e2e" };
        var orders = new Command("orders", "Turn orders into parties, keys and statements, and record them. Can be stopped and run again.") { folder, seed };
        orders.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, async () =>
        {
            await using var client = await surroundings.ConnectAsync(parsed, cancellation);
            using var registrar = surroundings.Key(parsed, "registrar");
            using var platform = surroundings.Key(parsed, "platform");
            var context = new ImportContext(client.Ledger, registrar.Party!, registrar.Signer, platform.Party!, platform.Signer, Convert.FromHexString(parsed.GetValue(seed)!));
            var state = Path.Combine(Surroundings.StateFolder, "imports", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{client.Ledger}\n{parsed.GetValue(seed)}")))[..16]);
            var plan = OlistPlan.Read(parsed.GetValue(folder)!, context, Directory.CreateDirectory(state).FullName);
            var run = new ImportRun(plan, (statements, stop) => PostAsync(client, statements, stop), state) { LogSizeAtStart = (ulong)client.LastCheckpoint!.Checkpoint.Size };
            var report = await run.RunAsync(new Shown(), cancellation);
            Print(surroundings, parsed, report);
            return report.Refused == 0 ? 0 : 1;
        }));
        return new Command("import", "Post what others hold.") { orders };
    }

    private static async IAsyncEnumerable<Outcome> PostAsync(LedgerClient client, IAsyncEnumerable<SignedStatement> statements, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var outcome in client.RecordManyAsync(statements, stop))
        {
            yield return outcome.Recorded is { } recorded
                ? new Outcome { Recorded = new Recorded { Entry = recorded.Entry.Bytes } }
                : new Outcome { Refusal = outcome.Refusal };
        }
    }

    private static void Print(Surroundings surroundings, ParseResult parsed, ImportReport report)
    {
        if (surroundings.Json(parsed))
        {
            surroundings.Answer(report);
            return;
        }

        var table = new Table().AddColumns("kind", "planned", "new", "already there", "refused");
        foreach (var kind in report.Kinds)
        {
            table.AddRow(kind.Kind, $"{kind.Planned:N0}", $"{kind.New:N0}", $"{kind.AlreadyThere + kind.EarlierRun:N0}", $"{kind.Refused:N0}");
        }

        Surroundings.Terminal.Write(table);
        foreach (var refusal in report.Refusals)
        {
            Surroundings.Terminal.MarkupLineInterpolated($"refused {refusal.Count:N0}: {refusal.Reason.ToString()}, such as {refusal.Example}");
        }

        foreach (var (what, count) in report.NotRepresentable)
        {
            Surroundings.Terminal.MarkupLineInterpolated($"not representable {count:N0}: {what}");
        }

        Surroundings.Terminal.MarkupLineInterpolated($"{report.New:N0} new in {report.Seconds:F1} s, {report.New / Math.Max(0.001, report.Seconds):N0} a second");
    }

    private sealed class Shown : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{value.Done:N0} of {value.Total:N0}, {value.PerSecond:N0} a second, {value.Left?.ToString(@"mm\:ss", null) ?? "?"} left   ");
            }
        }
    }
}
