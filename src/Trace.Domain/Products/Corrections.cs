using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Domain.Products;

/// <summary>Which Correction holds. A Correction changes what is displayed; it never undoes what others built on a statement.</summary>
internal static class Corrections
{
    /// <summary>One subject's entries in order of index, each with what became of it.</summary>
    public static IReadOnlyList<Said> Applied(IEnumerable<RecordedEntry> entries)
    {
        var ordered = entries.OrderBy(entry => entry.Position).ToList();
        var holds = new Dictionary<Hash256, RecordedEntry>();
        foreach (var entry in ordered)
        {
            if (entry.Statement.Message.Correction is { } correction && Said.Reference(correction.Target) is { } target)
            {
                // In order of index, so that of two the later is left.
                holds[target] = entry;
            }
        }

        return [.. ordered.Select(entry => With(entry, holds.GetValueOrDefault(entry.Statement.Identity)))];
    }

    private static Said With(RecordedEntry entry, RecordedEntry? correction)
    {
        if (correction is null)
        {
            return new Said(entry, SaidState.Stands, null, null, []);
        }

        var said = correction.Statement.Message.Correction;
        return said.Kind == CorrectionKind.Replaced
            ? new Said(entry, SaidState.Replaced, correction, Said.Reference(said.Replacement), [])
            : new Said(entry, SaidState.Withdrawn, correction, null, []);
    }
}
