namespace Trace.Witness;

/// <summary>What a witness says to its log. Event ids 6000 to 6099.</summary>
internal static partial class WitnessLog
{
    [LoggerMessage(6000, LogLevel.Information, "{Name} witnesses {Logs} logs; its state has grown {Sequence} times")]
    public static partial void Started(this ILogger logger, string name, int logs, long sequence);

    [LoggerMessage(6001, LogLevel.Warning, "{Origin} signed size {Size}, root {Root}, and it was not cosigned: {Rule}. Its signature: {Signature}")]
    public static partial void Inconsistent(this ILogger logger, string origin, long size, string root, string signature, string rule);

    [LoggerMessage(6002, LogLevel.Critical, "Nothing is signed any more, and the witness stops: {Why}")]
    public static partial void MemoryLost(this ILogger logger, string why);

    [LoggerMessage(6003, LogLevel.Warning, "{Count} more submissions of {Origin} were not consistent, and got no line: their trees stand above, or are more than are told in a minute")]
    public static partial void MoreInconsistent(this ILogger logger, long count, string origin);
}
