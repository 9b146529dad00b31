using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.Api.Pages;
using Trace.Api.Products.Addresses;
using Trace.Api.Products.Model;
using Trace.Api.Products.Reading;
using Trace.Api.Products.Slices;
using Trace.Documents.Cases;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Products.Cases;

/// <summary>The case file of a page, to take home: <c>/case/</c> and its address give a ZIP of the PDF and the proofs; <c>?entry=N</c> chooses, and <c>?choose</c> is the page to choose on.</summary>
internal sealed class CaseEndpoint(ProductReader products, HistoryReader histories, Checkpoints checkpoints, LogOptions log, TimeProvider time)
{
    /// <summary>More than any page has; each proof is a history of its own.</summary>
    private const int MostSubjects = 60;

    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context) => Problems.GuardAsync(context, async () =>
    {
        if (!ProductLink.TryRead($"/{RawTarget.After(context, "/case/")}", "", out var link, out var problem))
        {
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status400BadRequest, problem));
        }

        if (!link.Subject.Is(SubjectKind.Product | SubjectKind.Lot | SubjectKind.Item | SubjectKind.Parcel) || await products.ReadAsync(link.Subject, context.RequestAborted) is not { Joined.All.Count: > 0 } read)
        {
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status404NotFound, $"nothing is recorded about \"{link.Subject}\""));
        }

        var texts = PageTexts.Of(PageLanguage.Of(context.Request));
        var now = time.GetUtcNow();
        var page = PageMaking.Make(read, null, null, texts, now);
        if (context.Request.Query.ContainsKey("choose"))
        {
            var frame = Frames.Of(context, texts, texts["case.choose.title"], $"/case{link.Path}");
            await PageSlice.AnswerAsync(context, ChooseView.Create(new ChooseInFrame(page, frame)));
            return;
        }

        var rows = Chosen(page, context.Request.Query["entry"]);
        var head = checkpoints.At(At.Published);
        var (proofs, unproven) = await ProveAsync(head, [.. rows.Select(row => row.Subject).Prepend(page.Subject).Distinct()], context.RequestAborted);
        using var pdf = new MemoryStream();
        CasePdf.Write(FileOf(page, rows, [.. proofs.Select(proof => proof.Listed)], unproven, head.Head, now), texts.Language, pdf);
        await WriteAsync(context, page.Subject, pdf.ToArray(), proofs);
    });

    private static List<RecordRow> Chosen(ProductPage page, Microsoft.Extensions.Primitives.StringValues wanted)
    {
        var indexes = wanted.Select(text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? index : throw new ProblemException(Problems.OfStatus(StatusCodes.Status400BadRequest, $"entry \"{text}\" is no number"))).ToHashSet();
        var rows = page.Record.Where(row => indexes.Count == 0 || indexes.Contains(row.Index)).ToList();
        return rows.Count > 0 ? rows : throw new ProblemException(Problems.OfStatus(StatusCodes.Status404NotFound, "none of these entries is on the page"));
    }

    private async Task<(List<(CaseProof Listed, byte[] Bytes)> Proofs, List<CaseUnproven> Unproven)> ProveAsync(SignedHead head, IReadOnlyList<string> subjects, CancellationToken cancellation)
    {
        var (proofs, unproven) = (new List<(CaseProof, byte[])>(), subjects.Skip(MostSubjects).Select(subject => new CaseUnproven(subject, CanBeMade: true)).ToList());
        foreach (var subject in subjects.Take(MostSubjects))
        {
            if (await histories.ReadWholeAsync(subject, head, thorough: true, cancellation) is not { Bundle.History.Entries.Count: > 0 } history)
            {
                continue;
            }

            // Nothing is left out without a word.
            var isLarge = history.Bundle.CalculateSize() > HistoryProof.MaxBundleBytes;
            if (history.NextVersion != 0 || isLarge)
            {
                unproven.Add(new CaseUnproven(subject, CanBeMade: !isLarge));
                continue;
            }

            var bytes = HistoryProof.Create(history.Bundle).ToBytes();
            var name = $"{(proofs.Count + 1).ToString("00", CultureInfo.InvariantCulture)}_{subject.Replace('/', '_').Replace('%', '_')}.tlog-proof";
            proofs.Add((new CaseProof(name, subject, Convert.ToHexStringLower(SHA256.HashData(bytes)), history.Bundle.History.Entries.Count), bytes));
        }

        return (proofs, unproven);
    }

    private CaseFile FileOf(ProductPage page, List<RecordRow> rows, IReadOnlyList<CaseProof> proofs, IReadOnlyList<CaseUnproven> unproven, LogHead head, DateTimeOffset now)
    {
        // What others passed on says the same as what it stands under.
        var events = page.Steps.SelectMany(step => step.Events).SelectMany(told => told.AlsoRelayed.Prepend(told.Entry).Select(entry => (entry.Index, Told: told)))
            .GroupBy(one => one.Index).ToDictionary(same => same.Key, same => same.First().Told);
        var custody = page.Custody;
        return new CaseFile(
            page.Subject,
            page.Title.Text == page.Subject ? "" : page.Title.Text,
            log.Ledger,
            log.Signer.VerifierKey.Name,
            log.Signer.VerifierKey.ToString(),
            head.Size,
            head.Root.ToBase64(),
            now.ToOffset(TimeSpan.FromHours(8)),
            rows.Count < page.Record.Count,
            [.. (custody?.Rows ?? []).Select(row => new CaseHolding(row.From.Text, row.Until?.Text ?? "", row.Who.Name, row.Says))],
            [.. (custody?.Gaps ?? []).Concat(custody?.Reports ?? []).Select(note => note.Text), .. page.Safety.Warnings.Select(warning => $"{warning.Title}: {warning.Text}")],
            [.. rows.Select(row => EntryOf(row, events.GetValueOrDefault(row.Index), page.Texts))],
            proofs,
            unproven);
    }

    private static CaseEntry EntryOf(RecordRow row, StepEvent? told, PageTexts texts) => new(
        row.Index.ToString(CultureInfo.InvariantCulture),
        row.Kind,
        told is null ? "" : string.Join(" · ", told.Facts.Select(fact => fact.Text).Prepend(told.What == row.Kind ? "" : told.What).Append(told.Relayed).Where(fact => fact.Length > 0)),
        row.Who.Name,
        row.Who.Subject,
        row.When.Text,
        row.RecordedAt.Text,
        told?.Place ?? "",
        row.KeyId,
        row.Subject,
        row.Identity,
        string.Join(" · ", row.Marks.Select(mark => texts[$"Flag.{mark}"]).Append(row.Correction?.Text ?? "").Where(remark => remark.Length > 0)));

    private static async Task WriteAsync(HttpContext context, string subject, byte[] pdf, List<(CaseProof Listed, byte[] Bytes)> proofs)
    {
        using var zip = new MemoryStream();
        await using (var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null))
        {
            foreach (var (name, bytes) in proofs.Select(proof => (proof.Listed.File, proof.Bytes)).Prepend(("case.pdf", pdf)))
            {
                await using var to = await archive.CreateEntry(name).OpenAsync();
                await to.WriteAsync(bytes);
            }
        }

        PageHeaders.Set(context.Response);
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"case_{new string([.. subject.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')])}.zip\"";
        await Results.Bytes(zip.ToArray(), "application/zip").ExecuteAsync(context);
    }
}
