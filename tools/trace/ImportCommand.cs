using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Import;
using Trace.Import.Olist;
using Trace.Import.Orders;
using Trace.Import.Planning;
using Trace.Import.Running;
using Trace.Tool.Output;
using Trace.V1;

namespace Trace.Tool;

/// <summary><c>trace import orders DIR</c>: posts the orders of a folder as anybody's statements; <c>trace import sample</c> those of the repository.</summary>
internal static class ImportCommand
{
    private static readonly Option<string?> Seed = new("--seed")
    {
        Description = "From which keys, nonces and serials come, in hex, 16 bytes at least; whoever has it can sign as every party of the orders. Without it, one is made once and kept in import.seed beside the keys; the sample's is known to all.",
        HelpName = "hex",
    };

    private static readonly Option<bool> Once = new("--once") { Description = "Post nothing where the ledger holds all of it already." };

    public static Command Create(Surroundings surroundings)
    {
        var folder = new Argument<string>("dir")
        {
            Description = "A folder with orders.csv: beside order_items.csv, order_reviews.csv, products.csv and sellers.csv, or beside parties.json as in samples/orders.",
        };
        var orders = new Command("orders", "Turn orders into parties, keys and statements, and record them. Can be stopped and run again.") { folder, Seed, Once };
        orders.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, () => ImportAsync(surroundings, parsed, parsed.GetValue(folder)!, () => ImportSeed.Of(surroundings.Shelf(parsed)), cancellation)));
        var sample = new Command("sample", "Record the sample orders of samples/orders.") { Seed, Once };
        sample.SetAction((parsed, cancellation) => surroundings.RunAsync(parsed, () => ImportAsync(surroundings, parsed, SampleFolder(), () => ImportContext.SampleSeed, cancellation)));
        return new Command("import", "Post what others hold.") { orders, sample, DispatchCommand.Create(surroundings) };
    }

    private static async Task<int> ImportAsync(Surroundings surroundings, ParseResult parsed, string folder, Func<string> seedOfNone, CancellationToken cancellation)
    {
        await using var client = await surroundings.ConnectAsync(parsed, cancellation, new RetryPolicy());
        using var registrar = surroundings.Key(parsed, "registrar");
        using var platform = surroundings.Key(parsed, "platform");
        var seed = parsed.GetValue(Seed) ?? seedOfNone();
        var context = new ImportContext(client.Ledger, registrar.Party!, registrar.Signer, platform.Party!, platform.Signer, Convert.FromHexString(seed));
        var state = StateFolder(client.Ledger, seed, OrdersSource.IsIn(folder) ? Path.GetFullPath(folder) : "");
        IReadOnlyList<Sight> sights = [];
        ImportPlan plan;
        if (OrdersSource.IsIn(folder))
        {
            using var intake = surroundings.Key(parsed, "intake");
            (plan, sights) = await PlanAsync(OrdersSource.Read(folder), context with { IntakeSigner = intake.Signer }, client, cancellation);
        }
        else
        {
            plan = OlistPlan.Read(folder, context, state);
        }

        if (parsed.GetValue(Once) && !ImportRun.WasStopped(state) && await HoldsAsync(client, plan.Statements[^1], cancellation))
        {
            ImportAnswer.Tell(surroundings, parsed, null, sights, brief: true);
            return 0;
        }

        var run = new ImportRun(plan, (statements, stop) => PostAsync(client, statements, stop), state)
        {
            LogSizeAtStart = (ulong)client.LastCheckpoint!.Checkpoint.Size,
            Disclose = (identity, disclosure, stop) => DiscloseAsync(client, identity, disclosure, stop),
            ReadLog = stop => client.WatchLogAsync(0, stop),
            Beside = await BesideAsync(client, context, cancellation),
        };
        var report = await new Meter<ImportProgress>("statements", at => MeterReading.OfStatements(at.Done, at.Total, at.PerSecond, at.Left)).ShowAsync(shown => run.RunAsync(shown, cancellation));
        ImportAnswer.Tell(surroundings, parsed, report, sights, parsed.GetValue(Once));
        return report.Refused == 0 ? 0 : 1;
    }

    // Any registered party may ask for a year's waybill key; a ledger gives those of this year and the last.
    private static async Task<(ImportPlan Plan, IReadOnlyList<Sight> Sights)> PlanAsync(OrdersSource source, ImportContext context, LedgerClient client, CancellationToken cancellation)
    {
        var keys = new Dictionary<int, byte[]>();
        foreach (var year in source.WaybillYears)
        {
            try
            {
                keys[year] = await client.GetWaybillKeyAsync(year, context.PlatformSigner, context.Platform, cancellation);
            }
            catch (RefusedException refused) when (refused.Reason is Reason.OutOfRange or Reason.NotFound)
            {
                // Such parcels are known by an SSCC then, and the plan counts them.
            }
        }

        var began = (await client.GetEntryAsync(0, cancellation)).Entry.RecordedAt;
        return OrdersPlan.Build(source, context with { WaybillKeys = keys, Began = began });
    }

    private static async IAsyncEnumerable<Posted> PostAsync(LedgerClient client, IAsyncEnumerable<SignedStatement> statements, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var outcome in client.RecordManyAsync(statements, stop))
        {
            yield return new Posted(outcome.Recorded?.Entry, outcome.Refusal);
        }
    }

    private static async Task<Refusal?> DiscloseAsync(LedgerClient client, Hash256 identity, PlannedDisclosure disclosure, CancellationToken stop)
    {
        try
        {
            await client.DiscloseAsync(identity, new SealedContent(disclosure.Path, disclosure.Commitment, disclosure.Content), stop);
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
    }

    private static async Task<bool> HoldsAsync(LedgerClient client, PlannedStatement last, CancellationToken cancellation)
    {
        try
        {
            await client.GetEntryAsync(last.Identity, cancellation);
            return true;
        }
        catch (RefusedException refused) when (refused.Reason == Reason.NotFound)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<RecordedEntry>> BesideAsync(LedgerClient client, ImportContext context, CancellationToken cancellation)
    {
        var key = $"{context.Platform}/key/{KeyId.Of(StatementSigner.PublicKeyOf(context.PlatformSigner))}";
        var histories = new[] { await client.ReadHistoryAsync(context.Platform, cancellation: cancellation), await client.ReadHistoryAsync(key, cancellation: cancellation) };
        return [.. histories.SelectMany(history => history.Entries.Concat(history.Evidence).Select(verified => verified.Entry)).DistinctBy(entry => entry.Index)];
    }

    // Of one ledger and seed; folders of the same form share their numbers, those of the sample's form have none.
    private static string StateFolder(string ledger, string seed, string folder)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ledger}\n{seed}{(folder.Length > 0 ? $"\n{folder}" : "")}")))[..16];
        return Directory.CreateDirectory(Path.Combine(Surroundings.StateFolder, "imports", name)).FullName;
    }

    // Beside the sources, wherever below them this program was built.
    private static string SampleFolder()
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var folder = Path.Combine(above.FullName, "samples", "orders");
            if (OrdersSource.IsIn(folder))
            {
                return folder;
            }
        }

        throw new FileNotFoundException("samples/orders is not above this program; name its folder with: trace import orders DIR");
    }
}
