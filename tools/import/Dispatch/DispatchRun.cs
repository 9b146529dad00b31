using System.Diagnostics;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Import.Running;
using Trace.V1;

namespace Trace.Import.Dispatch;

/// <summary>What became of a kind's statements in one run.</summary>
/// <param name="Recorded">The ledger has them, and their contents beside the log.</param>
/// <param name="Refused">It refused them.</param>
/// <param name="Held">Shipments whose Sale is not recorded, which wait for it.</param>
public sealed record DispatchCounts(int Recorded, int Refused, int Held);

/// <summary>A statement that the ledger refused.</summary>
public sealed record DispatchRefusal(string Key, string Reason, string Message);

/// <summary>How a run ended.</summary>
public sealed record DispatchReport(DispatchCounts Sales, DispatchCounts Shipments, IReadOnlyList<DispatchRefusal> Refusals, double Seconds);

/// <summary>Sends what a book holds and the ledger has not: Sales first, then the Shipments of the parcels whose Sale is recorded.</summary>
/// <param name="client">The ledger.</param>
/// <param name="book">What was signed.</param>
public sealed class DispatchRun(LedgerClient client, DispatchBook book)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly List<DispatchRefusal> _refusals = [];
    private int _done;
    private int _total;

    /// <summary>Sends all of it. What is stopped is sent again by the next run, as the same bytes.</summary>
    public async Task<DispatchReport> RunAsync(IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        _total = book.Waiting.Count();
        var sales = await SendAsync([.. book.Waiting.Where(entry => IsSale(entry.Key))], progress, cancellation);
        var shipments = book.Waiting.Where(entry => !IsSale(entry.Key)).ToList();
        var ready = shipments.Where(entry => book.IsRecorded(SaleOf(entry.Key))).ToList();
        var sent = await SendAsync(ready, progress, cancellation);
        return new DispatchReport(sales, sent with { Held = shipments.Count - ready.Count }, _refusals, Stopwatch.GetElapsedTime(_began).TotalSeconds);
    }

    private async Task<DispatchCounts> SendAsync(List<DispatchEntry> entries, IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        var (recorded, refused, at) = (0, 0, 0);
        await foreach (var outcome in client.RecordManyAsync(Statements(entries, cancellation), cancellation))
        {
            var entry = entries[at++];
            if (outcome.Recorded is not null)
            {
                await DiscloseAsync(Hash256.From(StatementFactory.IdentityOf(outcome.Statement).Span), entry, cancellation);
                book.Recorded(entry.Key);
                recorded++;
            }
            else
            {
                // What may be taken later stays in the book, and is sent again as it is.
                if (!outcome.Refusal!.Retryable)
                {
                    book.Refused(entry.Key);
                }

                _refusals.Add(new DispatchRefusal(entry.Key, outcome.Refusal.Reason.ToString(), outcome.Refusal.Message));
                refused++;
            }

            var rate = ++_done / Math.Max(Stopwatch.GetElapsedTime(_began).TotalSeconds, 0.001);
            progress.Report(new ImportProgress(_done, _total, rate, TimeSpan.FromSeconds((_total - _done) / rate), 0));
        }

        return new DispatchCounts(recorded, refused, 0);
    }

    private Task DiscloseAsync(Hash256 identity, DispatchEntry entry, CancellationToken cancellation) => client.DiscloseAsync(
        identity,
        new SealedContent(SealedContent.SealedPath, Commitment.Parser.ParseFrom(ByteString.FromBase64(entry.Commitment)), Disclosure.Parser.ParseFrom(ByteString.FromBase64(entry.Disclosure))),
        cancellation);

    private static async IAsyncEnumerable<SignedStatement> Statements(List<DispatchEntry> entries, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return SignedStatement.Parser.ParseFrom(ByteString.FromBase64(entry.Signed));
        }

        await Task.CompletedTask;
    }

    private static bool IsSale(string key) => key.StartsWith("sale|", StringComparison.Ordinal);

    private static string SaleOf(string shipment) => "sale" + shipment[shipment.IndexOf('|', StringComparison.Ordinal)..];
}
