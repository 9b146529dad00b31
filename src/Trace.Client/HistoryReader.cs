using Trace.V1;

namespace Trace.Client;

/// <summary>
/// Puts the pages of a history together as one bundle under the last page's checkpoint. The log may grow between pages: proofs that lead to an
/// older size are asked for again, or left out where a link proves the same. Nothing is believed here; the verifier reads the whole.
/// </summary>
internal sealed class HistoryReader(
    Func<GetHistoryRequest, CancellationToken, Task<History>> getPage,
    Func<ulong, ulong, CancellationToken, Task<InclusionProof>> prove)
{
    public async Task<HistoryBundle> ReadAsync(string subject, bool thorough, CancellationToken cancellation)
    {
        var pages = new List<HistoryBundle>();
        for (ulong from = 1; ;)
        {
            var page = await getPage(new GetHistoryRequest { Subject = subject, FromVersion = from, At = At.Published, Thorough = thorough }, cancellation).ConfigureAwait(false);
            if (page.Bundle?.History is null || page.Bundle.History.Subject != subject)
            {
                throw VerificationException.Because(Domain.Ledger.VerificationRule.Answer, "the answer is no history of this subject", subject);
            }

            pages.Add(page.Bundle);
            if (page.NextVersion == 0)
            {
                break;
            }

            if (page.NextVersion != from + (ulong)page.Bundle.History.Entries.Count || page.NextVersion == from)
            {
                throw VerificationException.Because(Domain.Ledger.VerificationRule.Answer, $"{page.Bundle.History.Entries.Count} entries from version {from} on are followed by version {page.NextVersion}", subject);
            }

            from = page.NextVersion;
        }

        return pages.Count == 1 ? pages[0] : await MergeAsync(pages, thorough, cancellation).ConfigureAwait(false);
    }

    private async Task<HistoryBundle> MergeAsync(List<HistoryBundle> pages, bool thorough, CancellationToken cancellation)
    {
        var last = pages[^1];
        var size = SizeOf(last);
        var merged = new HistoryBundle { Checkpoint = last.Checkpoint, History = new Chain { Subject = last.History.Subject } };
        foreach (var page in pages)
        {
            if (page.History.Predecessor is { } part)
            {
                // Pages follow one another, and the log before ends in one of them.
                merged.History.Predecessor = new PredecessorPart { Entries = (ulong)merged.History.Entries.Count + part.Entries, Proof = part.Proof };
            }

            merged.History.Entries.Add(page.History.Entries);
            if (thorough)
            {
                await AddProofsAsync(merged.History, page.History, size, cancellation).ConfigureAwait(false);
            }
        }

        if (!thorough)
        {
            merged.History.Proofs.Add(last.History.Proofs);
        }

        // The same chain in a later page is the same or longer; the history itself is whole by now, though pages may rest on it.
        foreach (var chain in pages.SelectMany(page => page.Evidence).Where(chain => chain.Subject != merged.History.Subject).GroupBy(chain => chain.Subject).Select(same => same.MaxBy(chain => chain.Entries.Count)!))
        {
            var kept = new Chain { Subject = chain.Subject, Entries = { chain.Entries }, Predecessor = chain.Predecessor };
            await AddProofsAsync(kept, chain, size, cancellation).ConfigureAwait(false);
            merged.Evidence.Add(kept);
        }

        return merged;
    }

    // Those of the log before lead to its last checkpoint, whatever this one's is.
    private async Task AddProofsAsync(Chain into, Chain from, ulong size, CancellationToken cancellation)
    {
        for (var i = 0; i < from.Proofs.Count; i++)
        {
            var entry = (ulong)(from.Entries.Count - from.Proofs.Count + i);
            into.Proofs.Add(entry < from.Predecessor?.Entries ? from.Proofs[i] : await AtAsync(from.Proofs[i], size, cancellation).ConfigureAwait(false));
        }
    }

    private async Task<InclusionProof> AtAsync(InclusionProof proof, ulong size, CancellationToken cancellation) =>
        proof.Size == size ? proof : await prove(proof.Index, size, cancellation).ConfigureAwait(false);

    private static ulong SizeOf(HistoryBundle bundle) =>
        Domain.Ledger.SignedNote.TryParse(bundle.Checkpoint.Span, out var note, out var problem)
            && Domain.Ledger.Checkpoint.TryParse(note.Text, out var checkpoint, out problem)
                ? (ulong)checkpoint.Size
                : throw VerificationException.Because(Domain.Ledger.VerificationRule.Checkpoint, problem!);
}
