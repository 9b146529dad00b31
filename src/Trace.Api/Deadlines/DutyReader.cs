using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;

namespace Trace.Api.Deadlines;

/// <summary>Reads what falls due for a subject, from the log as it is signed: who answered in time has, though too few witnesses have seen it yet.</summary>
internal sealed class DutyReader(ProductReader products, LedgerKeys keys, TraceSettings settings, TimeProvider time)
{
    /// <summary>Its duties, with what was read.</summary>
    /// <param name="subject">An item, lot or parcel.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(IReadOnlyList<Duty> Duties, ReadProduct Read)> ReadAsync(SubjectKey subject, CancellationToken cancellation)
    {
        var read = await products.ReadAsync(subject, cancellation, V1.At.Signed);
        return (Duties.Of(read.Joined, read.Context, read.Parties, keys.Platform.Party!, time.GetUtcNow(), settings.Cases.Deadlines, settings.Cases.Days), read);
    }

    /// <summary>The duty that a statement of the platform's on record has done, though it may not have been told; null where none has.</summary>
    /// <param name="read">What was read.</param>
    /// <param name="kind">What fell due.</param>
    /// <param name="of">The Complaint.</param>
    public Duty? OnRecord(ReadProduct read, DutyKind kind, Hash256 of) => Duties.OnRecord(read.Joined, kind, of, keys.Platform.Party!);
}
