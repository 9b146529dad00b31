namespace Trace.Domain.Ledger;

/// <summary>Times as statements and entries hold them: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.</summary>
public static class UnixMicroseconds
{
    /// <summary>The microseconds of a moment; what is finer is cut off. <see cref="DateTimeOffset.AddMicroseconds"/> to <see cref="DateTimeOffset.UnixEpoch"/> is the way back.</summary>
    /// <param name="moment">Any moment, in any offset.</param>
    public static long Of(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
}
