namespace Trace.Api.Http;

/// <summary>What the JSON door says to its operator. Event ids 1200 to 1249. Addresses are named by their patterns: a subject may be somebody's.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1200, LogLevel.Error, "{Method} {Endpoint} failed: the caller was told to send it again")]
    public static partial void WorldFailed(ILogger logger, string method, string? endpoint, Exception failure);

    [LoggerMessage(1201, LogLevel.Error, "{Method} {Endpoint} failed")]
    public static partial void Failed(ILogger logger, string method, string? endpoint, Exception failure);
}
