namespace Trace.Api.Ledger;

/// <summary>What the log says to its operator. Event ids 1100 to 1199.</summary>
internal static partial class LedgerLog
{
    [LoggerMessage(1100, LogLevel.Critical, "Read-only: {Problem}")]
    public static partial void ReadOnly(ILogger logger, string problem);

    [LoggerMessage(1101, LogLevel.Critical, "This server leads the log no longer")]
    public static partial void LostTheLead(ILogger logger, Exception problem);

    [LoggerMessage(1102, LogLevel.Error, "A batch of {Count} statements failed; the head is read again before the next")]
    public static partial void BatchFailed(ILogger logger, int count, Exception problem);

    [LoggerMessage(1103, LogLevel.Critical, "Holding: {Problem}")]
    public static partial void ClockIsWrong(ILogger logger, string problem);

    [LoggerMessage(1104, LogLevel.Information, "The log {Origin} begins; ledger {Ledger}")]
    public static partial void Founded(ILogger logger, string origin, string ledger);

    [LoggerMessage(1105, LogLevel.Warning, "A reader of {What} took more than {Seconds} s for one entry and was cut off at {ResumeFrom}")]
    public static partial void ReaderTooSlow(ILogger logger, string what, double seconds, ulong resumeFrom);

    [LoggerMessage(1106, LogLevel.Critical, "The last signed head can't be served either: its tree is damaged")]
    public static partial void NothingToServe(ILogger logger, Exception problem);

    [LoggerMessage(1107, LogLevel.Error, "{Method} failed: the caller was told to send it again")]
    public static partial void WorldFailed(ILogger logger, string method, Exception problem);

    [LoggerMessage(1108, LogLevel.Critical, "{Method} met something stored that is damaged")]
    public static partial void StoreDamaged(ILogger logger, string method, Exception problem);

    [LoggerMessage(1109, LogLevel.Warning, "The content key {Former} is not wholly changed for {Current} yet: both are used, and neither file may go. Stop the service and run ./trace content rotate, which goes on")]
    public static partial void RotationUnderWay(ILogger logger, string former, string current);
}
