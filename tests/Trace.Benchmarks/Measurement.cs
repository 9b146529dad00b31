namespace Trace.Benchmarks;

/// <summary>One row of the table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="PerSecond">How many a second.</param>
/// <param name="P50Ms">Median latency in milliseconds; null where none is meant.</param>
/// <param name="P99Ms">99th percentile in milliseconds.</param>
/// <param name="OfReference">Ratio to the reference of the same run.</param>
/// <param name="CpuMicroseconds">Processor time that each took of client and service, without the database's; null where it was not read.</param>
internal sealed record Measurement(string Name, double PerSecond, double? P50Ms, double? P99Ms, double OfReference, double? CpuMicroseconds = null);
