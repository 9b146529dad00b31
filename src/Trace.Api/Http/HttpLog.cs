namespace Trace.Api.Http;

/// <summary>What the JSON door says to its operator. Event ids 1200 to 1249. Addresses are named by their patterns: a subject may be somebody's.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1200, LogLevel.Error, "{Endpoint} failed")]
    public static partial void Failed(ILogger logger, string endpoint, Exception failure);
}
