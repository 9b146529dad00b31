using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Products.Reading;

/// <summary>Reads the histories that a page joins, each with its evidence and proofs, all at one published checkpoint.</summary>
public sealed class ProvenanceReader(ProductReader products, HistoryReader histories, Checkpoints checkpoints)
{
    /// <summary>A subject's histories, its own first; null where nothing is recorded of any.</summary>
    /// <param name="subject">A product, lot, item, parcel or party.</param>
    /// <param name="claimed">The lot that an item's address names too, of which its page tells what matters; null where it names none.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Provenance?> ReadAsync(SubjectKey subject, SubjectKey? claimed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subject);

        // Taken first: what the page was read at is no later, or is read again by whoever compares.
        var head = checkpoints.At(At.Published);
        var provenance = new Provenance { Subject = subject.Value };
        foreach (var one in await SubjectsAsync(subject, claimed, cancellation))
        {
            if (await histories.ReadWholeAsync(one, head, thorough: false, cancellation) is { } history)
            {
                provenance.Histories.Add(history);
            }
        }

        return provenance.Histories.Count > 0 ? provenance : null;
    }

    private async Task<IEnumerable<string>> SubjectsAsync(SubjectKey subject, SubjectKey? claimed, CancellationToken cancellation)
    {
        if (!subject.Is(SubjectKind.Product | SubjectKind.Lot | SubjectKind.Item | SubjectKind.Parcel))
        {
            return [subject.Value];
        }

        var read = await products.ReadAsync(subject, cancellation);
        var joined = read.Joined;
        var entries = joined.All.SelectMany(said => said.Relays.Prepend(said.Entry)).ToList();
        var parcels = entries.Select(entry => entry.Statement.Subject.Value);

        // Of what it was made from, and of parties that are named and said nothing, the page tells too; who spoke stands in the evidence.
        var spoke = entries.Concat(read.Made.Values.SelectMany(chain => chain)).Select(entry => entry.Statement.Message.Party).ToHashSet();
        var beside = read.Made.Concat(read.Parties).Where(chain => chain.Value.Count > 0).Select(chain => chain.Key)
            .Where(other => read.Made.ContainsKey(other) || (SubjectKey.Parse(other).Kind == SubjectKind.Party && !spoke.Contains(other)));
        return joined.Lots.Concat(joined.Products).Select(key => key.Value).Prepend(subject.Value).Concat(parcels).Concat(beside).Concat(claimed is null ? [] : [claimed.Value]).Distinct();
    }
}
