using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Products.Reading;

/// <summary>Reads the histories that a page joins, each with its evidence and proofs, all at one published checkpoint.</summary>
public sealed class ProvenanceReader(ProductReader products, HistoryReader histories, Checkpoints checkpoints)
{
    /// <summary>A subject's histories, its own first; null where nothing is recorded of any.</summary>
    /// <param name="subject">A product, lot, item, parcel or party.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Provenance?> ReadAsync(SubjectKey subject, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subject);

        // Taken first: what the page was read at is no later, or is read again by whoever compares.
        var head = checkpoints.At(At.Published);
        var provenance = new Provenance { Subject = subject.Value };
        foreach (var one in await SubjectsAsync(subject, cancellation))
        {
            if (await histories.ReadAsync(new GetHistoryRequest { Subject = one }, head, cancellation) is { } history)
            {
                provenance.Histories.Add(history);
            }
        }

        return provenance.Histories.Count > 0 ? provenance : null;
    }

    private async Task<IEnumerable<string>> SubjectsAsync(SubjectKey subject, CancellationToken cancellation)
    {
        if (!subject.Is(SubjectKind.Product | SubjectKind.Lot | SubjectKind.Item | SubjectKind.Parcel))
        {
            return [subject.Value];
        }

        var joined = (await products.ReadAsync(subject, cancellation)).Joined;
        var parcels = joined.All.SelectMany(said => said.Relays.Prepend(said.Entry)).Select(entry => entry.Statement.Subject.Value);
        return joined.Lots.Concat(joined.Products).Select(key => key.Value).Prepend(subject.Value).Concat(parcels).Distinct();
    }
}
