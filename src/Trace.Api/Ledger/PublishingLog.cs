namespace Trace.Api.Ledger;

/// <summary>What publishing says to the operator. Event ids 1120 to 1139.</summary>
internal static partial class PublishingLog
{
    [LoggerMessage(1120, LogLevel.Warning, "Witness {Witness} did not cosign: {Problem}")]
    public static partial void WitnessFailed(ILogger logger, string witness, string problem);

    [LoggerMessage(1121, LogLevel.Information, "Witness {Witness} cosigns again, after {Failures} failures")]
    public static partial void WitnessBack(ILogger logger, string witness, int failures);

    [LoggerMessage(1122, LogLevel.Error, "Witness {Witness} had cosigned {Seen} entries of this log and says {Told} now: it was brought back from an older state")]
    public static partial void WitnessWentBack(ILogger logger, string witness, long seen, long told);

    [LoggerMessage(1123, LogLevel.Error, "No quorum for {Seconds:F0} s: {Problem}")]
    public static partial void QuorumMissing(ILogger logger, double seconds, string problem);

    [LoggerMessage(1124, LogLevel.Information, "The quorum is met again, after {Seconds:F0} s; published is {Size}")]
    public static partial void QuorumMet(ILogger logger, double seconds, long size);

    [LoggerMessage(1125, LogLevel.Error, "A checkpoint could not be published or kept; the next round tries again")]
    public static partial void RoundFailed(ILogger logger, Exception problem);

    [LoggerMessage(1126, LogLevel.Warning, "The checkpoint published last is not served: {Problem}")]
    public static partial void NotRestored(ILogger logger, string problem);
}
