namespace Trace.Api.Hosting;

/// <summary>What hosting says to the log. Event ids 1000 to 1099.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1000, LogLevel.Information, "PostgreSQL {Pid} takes connections on {Folder}, {Milliseconds:0} ms after the start")]
    public static partial void PostgresStarted(this ILogger logger, int pid, string folder, double milliseconds);

    [LoggerMessage(1001, LogLevel.Warning, "PostgreSQL {Pid} was left by a service that was killed; it is stopped first")]
    public static partial void PostgresSurvived(this ILogger logger, int pid);

    [LoggerMessage(1002, LogLevel.Information, "PostgreSQL is still recovering {Folder} from its log; this ends by itself")]
    public static partial void PostgresRecovers(this ILogger logger, string folder);

    [LoggerMessage(1003, LogLevel.Critical, "PostgreSQL ended by itself and is started again. It said: {Tail}")]
    public static partial void PostgresDied(this ILogger logger, string tail);

    [LoggerMessage(1004, LogLevel.Warning, "PostgreSQL is back as {Pid}")]
    public static partial void PostgresRestarted(this ILogger logger, int pid);

    [LoggerMessage(1005, LogLevel.Critical, "PostgreSQL does not start; the next try follows in {Seconds} s")]
    public static partial void PostgresDoesNotReturn(this ILogger logger, double seconds, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning, "PostgreSQL did not stop within {Seconds} s; it is stopped without a checkpoint")]
    public static partial void PostgresStopsSlowly(this ILogger logger, double seconds);

    [LoggerMessage(1007, LogLevel.Information, "PostgreSQL stopped")]
    public static partial void PostgresStopped(this ILogger logger);

    [LoggerMessage(1010, LogLevel.Information, "External PostgreSQL {Version}, database {Database} on {Host}")]
    public static partial void ExternalPostgresUsed(this ILogger logger, string host, string database, string version);

    [LoggerMessage(1011, LogLevel.Critical, "The external PostgreSQL has full_page_writes off: unless its file system never tears a page, what is acknowledged may be lost when it crashes")]
    public static partial void PostgresMayTearPages(this ILogger logger);
}
