using System.Globalization;
using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Products;

/// <summary>One entry to take home: its bytes, and a proof that <c>./trace verify</c> checks with no network.</summary>
internal sealed class EntryEndpoint(HistoryReader histories, Checkpoints checkpoints)
{
    /// <summary>Answers one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="form">proof, bytes or hex.</param>
    public Task AnswerAsync(HttpContext context, string form) => Problems.GuardAsync(context, async () =>
    {
        var text = (string)context.Request.RouteValues["index"]!;
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > long.MaxValue
            || await histories.EntryAsync(new GetEntryRequest { Index = index }, context.RequestAborted) is not { } recorded)
        {
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status404NotFound, "no such entry is recorded"));
        }

        var response = context.Response;
        OpenHeaders.Set(response);
        response.Headers.CacheControl = "no-cache";
        if (form == "proof")
        {
            // What is opened from a download is never run.
            response.Headers.ContentDisposition = FormattableString.Invariant($"attachment; filename=\"entry-{index}.tlog-proof\"");
            await Results.Bytes(await ProofAsync(RecordedEntry.Parse(recorded.Entry), recorded, context.RequestAborted), "text/plain; charset=utf-8").ExecuteAsync(context);
        }
        else if (form == "bytes")
        {
            response.Headers.ContentDisposition = FormattableString.Invariant($"attachment; filename=\"entry-{index}.bin\"");
            await Results.Bytes(recorded.Entry.ToByteArray(), "application/octet-stream").ExecuteAsync(context);
        }
        else
        {
            await Results.Text(Hex(recorded.Entry.Span), "text/plain; charset=utf-8").ExecuteAsync(context);
        }
    });

    // The history up to this entry, with all that it rests on: what came later is not its to prove.
    private async Task<byte[]> ProofAsync(RecordedEntry entry, Recorded recorded, CancellationToken cancellation)
    {
        var request = new GetHistoryRequest { Subject = entry.Statement.Subject.Value, Limit = (uint)Math.Min(entry.Version, HistoryReader.MostEntries) };
        var history = await histories.ReadAsync(request, checkpoints.At(At.Published), cancellation);
        if (history!.Bundle.History.Entries is [.., var last] && last == recorded.Entry)
        {
            return HistoryProof.Create(history.Bundle).ToBytes();
        }

        // Of a history too long for one file the entry alone is proven, by whoever holds its bytes.
        var hashes = recorded.Proof.Hashes.Select(hash => Hash256.From(hash.Span)).ToList();
        return new TlogProof(default, (long)recorded.Proof.Index, hashes, SignedNote.Parse(recorded.Checkpoints[0].Span)).ToBytes();
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var lines = new System.Text.StringBuilder();
        for (var at = 0; at < bytes.Length; at += 32)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{at:x6}  {Convert.ToHexStringLower(bytes[at..Math.Min(at + 32, bytes.Length)])}\n");
        }

        return lines.ToString();
    }
}
