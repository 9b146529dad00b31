using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;

namespace Trace.Domain.Products;

/// <summary>What was read of the log, by subject, in one order whatever order it was read in.</summary>
internal sealed class ReadHistories
{
    private readonly SortedDictionary<string, IReadOnlyList<Said>> _bySubject = new(StringComparer.Ordinal);
    private readonly Dictionary<Hash256, Said> _byIdentity = [];

    public ReadHistories(IReadOnlyDictionary<string, IReadOnlyList<RecordedEntry>> read)
    {
        foreach (var (subject, entries) in read)
        {
            var history = Corrections.Applied(entries);
            _bySubject[subject] = history;
            foreach (var said in history)
            {
                _byIdentity[said.Identity] = said;
            }
        }
    }

    /// <summary>One subject's statements by index; none where it was not read.</summary>
    public IReadOnlyList<Said> Of(string subject) => _bySubject.GetValueOrDefault(subject, []);

    /// <summary>Whether a subject was read, if only to find that it has no history.</summary>
    public bool Has(string subject) => _bySubject.ContainsKey(subject);

    /// <summary>A statement by its identity.</summary>
    public Said? Find(Hash256? identity) => identity is { } some ? _byIdentity.GetValueOrDefault(some) : null;

    /// <summary>What stands in a statement's place in the end: itself, unless it was replaced.</summary>
    public Said Final(Said said)
    {
        // Two statements may replace one another; nobody needs to follow that twice.
        var seen = new HashSet<Hash256>();
        while (seen.Add(said.Identity) && Find(said.ReplacedBy) is { } next)
        {
            said = next;
        }

        return said;
    }

    /// <summary>A parcel's key with those of the same waybill under the years before and after, as far as read.</summary>
    public IReadOnlyList<string> ParcelGroup(string parcel) =>
        [.. _bySubject
            .Where(other => PreviousYears(other.Value).Contains(parcel))
            .Select(other => other.Key)
            .Concat(PreviousYears(Of(parcel)))
            .Append(parcel)
            .Distinct()
            .Order(StringComparer.Ordinal)];

    /// <summary>The keys under the year before that statements about a parcel name.</summary>
    public static IEnumerable<string> PreviousYears(IEnumerable<Said> history) => history
        .Select(said => said.Message.Transit?.PreviousYearParcel ?? said.Message.Receipt?.PreviousYearParcel ?? said.Message.Handover?.PreviousYearParcel ?? "")
        .Where(parcel => parcel.Length > 0)
        .Distinct();

    /// <summary>Transformations of other lots that took from a lot.</summary>
    public IEnumerable<Said> MadeFrom(SubjectKey lot) => _bySubject.Values
        .SelectMany(history => history)
        .Where(said => said.Stands && said.Message.Transformation?.Inputs.Any(input => input.Lot == lot.Value) == true)
        .OrderBy(said => said.Moment);
}
