namespace Trace.Api.Deadlines;

/// <summary>What deadlines say to the log. Event ids 1300 to 1309.</summary>
internal static partial class DeadlineLog
{
    [LoggerMessage(1300, LogLevel.Information, "{Duty} fell due: {Kind} of {Subject}")]
    public static partial void Done(this ILogger logger, string kind, string subject, string duty);

    [LoggerMessage(1301, LogLevel.Error, "{Duty} fell due, and the ledger refused what it asks for, {Reason}: {Message}")]
    public static partial void Refused(this ILogger logger, string duty, string reason, string message);

    [LoggerMessage(1302, LogLevel.Warning, "the log is not followed for deadlines just now; it is tried again")]
    public static partial void NotFollowed(this ILogger logger, Exception exception);

    [LoggerMessage(1303, LogLevel.Information, "{Count} deadlines of {Subjects} subjects follow from the log up to entry {Position}")]
    public static partial void Followed(this ILogger logger, int count, int subjects, long position);

    [LoggerMessage(1304, LogLevel.Information, "deadlines are planned anew, from the log's beginning: the rules are others than they were planned by")]
    public static partial void PlannedAnew(this ILogger logger);

    [LoggerMessage(1305, LogLevel.Warning, "the calendar of working days ends with {Until}: deadlines after it count weekends and fixed holidays alone, and may be days early. TRACE_CALENDAR names a newer one")]
    public static partial void CalendarEnds(this ILogger logger, DateOnly until);
}
