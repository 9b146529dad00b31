namespace Trace.Api.Notices;

/// <summary>What notices say to the log; addresses never. Event ids 1310 to 1319.</summary>
internal static partial class NoticeLog
{
    [LoggerMessage(1310, LogLevel.Information, "notice {Id} went out by {Channel}")]
    public static partial void Sent(this ILogger logger, long id, string channel);

    [LoggerMessage(1311, LogLevel.Warning, "notice {Id} did not go out by {Channel}, attempt {Attempt}: {Problem}")]
    public static partial void NotSent(this ILogger logger, long id, string channel, int attempt, string problem);

    [LoggerMessage(1312, LogLevel.Warning, "notices are not sent just now; it is tried again")]
    public static partial void NoticesWait(this ILogger logger, Exception exception);

    [LoggerMessage(1313, LogLevel.Error, "the contacts in {File} are not read, and the last that were right stay: {Problem}")]
    public static partial void ContactsWrong(this ILogger logger, string file, string problem);
}
