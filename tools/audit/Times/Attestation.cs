namespace Trace.Audit.Times;

/// <summary>What cosignatures say of an entry's time.</summary>
internal enum TimeVerdict
{
    /// <summary>It lies within five minutes of the cosignatures of the first checkpoint that holds the entry.</summary>
    Attested,

    /// <summary>No cosignature was made near to it: it may be right, and nobody says so.</summary>
    NotAttested,

    /// <summary>It is earlier than a cosignature that was made before the entry was in the log.</summary>
    TooEarly,

    /// <summary>It is later than a cosignature of a checkpoint that holds the entry.</summary>
    TooLate,
}

/// <summary>When witnesses cosigned a checkpoint, in seconds since 1970 UTC.</summary>
/// <param name="Earlier">The middle of their times, the earlier of two: what came after the checkpoint is held against it.</param>
/// <param name="Later">The middle of their times, the later of two: what the checkpoint holds is held against it.</param>
internal sealed record CosignedAt(long Earlier, long Later)
{
    /// <summary>The middle one moves little where a single witness's clock is wrong, and can't be chosen by a single one that lies. Null without times.</summary>
    public static CosignedAt? Of(IEnumerable<long> times)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? null : new CosignedAt(sorted[(sorted.Count - 1) / 2], sorted[sorted.Count / 2]);
    }
}

/// <summary>Holds the ledger's times against those of witnesses.</summary>
internal static class Attestation
{
    /// <summary>How far the ledger's clock and those of witnesses may lie apart.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>What is said of an entry's time.</summary>
    /// <param name="recordedAt">The entry's, in microseconds since 1970 UTC.</param>
    /// <param name="before">Cosignatures of the newest checkpoint without the entry, in seconds; 0 where there is none.</param>
    /// <param name="holding">Cosignatures of the first checkpoint with the entry.</param>
    public static TimeVerdict Of(long recordedAt, long before, CosignedAt holding)
    {
        // In seconds, as cosignatures are: no sum of these leaves the range of a number.
        var seconds = recordedAt / 1_000_000;
        var tolerance = (long)Tolerance.TotalSeconds;
        return seconds < before - tolerance ? TimeVerdict.TooEarly
            : seconds - tolerance > holding.Later ? TimeVerdict.TooLate
            : seconds + tolerance < holding.Earlier ? TimeVerdict.NotAttested
            : TimeVerdict.Attested;
    }
}
