using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;

namespace Trace.Api.Desks;

/// <summary>What a party was asked for: what is open, and the newest of the rest.</summary>
/// <param name="Complaints">Complaints that ask it first.</param>
/// <param name="Returns">Requests to return what it sold.</param>
public sealed record PartyCases(IReadOnlyList<ComplaintCase> Complaints, IReadOnlyList<ReturnCase> Returns);

/// <summary>Reads it from the histories of the goods.</summary>
internal sealed class PartyCasesReader(CaseIndex index, ProductReader products)
{
    private const int MostSubjects = 200;

    /// <summary>Of one party.</summary>
    public async Task<PartyCases> ReadAsync(string party, DateTimeOffset now, CancellationToken cancellation)
    {
        var (complaints, returns) = (new List<ComplaintCase>(), new List<ReturnCase>());
        foreach (var subject in (await index.SubjectsAsync(party, cancellation)).Take(MostSubjects))
        {
            var read = await products.ReadAsync(SubjectKey.Parse(subject), cancellation);
            complaints.AddRange(ComplaintCase.Of(read.Joined, read.Context, now, read.Rules.Deadlines, read.Rules.Days).Where(one => one.Respondent == party));
        }

        foreach (var subject in (await index.ReturnsAsync(party, cancellation)).Take(MostSubjects))
        {
            var read = await products.ReadAsync(SubjectKey.Parse(subject), cancellation);
            returns.AddRange(ReturnCase.Of(read.Joined, read.Parties, now, read.Rules.Deadlines, read.Rules.Days).Where(one => one.Seller == party));
        }

        return new PartyCases(complaints, returns);
    }
}
