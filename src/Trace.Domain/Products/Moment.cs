using Trace.Domain.Ledger;
using static Trace.V1.Statement;

namespace Trace.Domain.Products;

/// <summary>When something happened, as flags compare it: by the statement's time, ties by position.</summary>
/// <param name="Time">Microseconds since 1970 UTC.</param>
/// <param name="Position">Of the entry (<see cref="RecordedEntry.Position"/>).</param>
public readonly record struct Moment(long Time, long Position) : IComparable<Moment>
{
    /// <summary>How long an Opening may wait to be recorded before its own time no longer counts.</summary>
    public static readonly TimeSpan OpeningAllowance = TimeSpan.FromHours(72);

    /// <summary>
    /// The moment of an entry. Of an Opening the later of its time and recorded_at minus 72 hours, so that neither a late courier nor a false
    /// date decides.
    /// </summary>
    /// <param name="entry">An entry.</param>
    public static Moment Of(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var time = entry.Statement.Message.Time;
        return entry.Statement.Kind == PayloadOneofCase.Opening
            ? new Moment(Math.Max(time, entry.RecordedAt - (long)OpeningAllowance.TotalMicroseconds), entry.Position)
            : new Moment(time, entry.Position);
    }

    /// <summary>How long after <paramref name="other"/> this is; negative where it is before.</summary>
    /// <param name="other">Another moment.</param>
    public TimeSpan Since(Moment other) => TimeSpan.FromMicroseconds(Time - other.Time);

    /// <inheritdoc/>
    public int CompareTo(Moment other) => Time == other.Time ? Position.CompareTo(other.Position) : Time.CompareTo(other.Time);

    /// <summary>Whether left is before right.</summary>
    public static bool operator <(Moment left, Moment right) => left.CompareTo(right) < 0;

    /// <summary>Whether left is after right.</summary>
    public static bool operator >(Moment left, Moment right) => left.CompareTo(right) > 0;

    /// <summary>Whether left is not after right.</summary>
    public static bool operator <=(Moment left, Moment right) => left.CompareTo(right) <= 0;

    /// <summary>Whether left is not before right.</summary>
    public static bool operator >=(Moment left, Moment right) => left.CompareTo(right) >= 0;
}
