namespace Trace.Client.Logs;

/// <summary>What is wrong with a file of a log.</summary>
public enum LogFileProblem
{
    /// <summary>The checkpoint commits to it, and it is not there.</summary>
    Missing,

    /// <summary>Longer than such a file can be.</summary>
    TooLong,

    /// <summary>Not in its format.</summary>
    Malformed,

    /// <summary>Not what the checkpoint commits to.</summary>
    Differs,

    /// <summary>A checkpoint that the policy does not believe.</summary>
    NotBelieved,
}

/// <summary>A file of a log is not what its signed checkpoint says, or not there: nothing of it may be believed.</summary>
public sealed class LogFileException : Exception
{
    /// <summary>A file that does not hold.</summary>
    /// <param name="place">Where the files lie.</param>
    /// <param name="flaw">The file, and what is wrong with it.</param>
    public LogFileException(string place, LogFlaw flaw)
        : base($"{place}: {flaw}")
    {
        ArgumentNullException.ThrowIfNull(flaw);
        Flaw = flaw;
    }

    /// <summary>The file, and what is wrong with it.</summary>
    public LogFlaw Flaw { get; }

    internal static LogFileException Of(ILogFiles files, string path, LogFileProblem problem, string message, long? index = null) =>
        new(files.Place, new LogFlaw(path, problem, message, index));
}

/// <summary>Something in a file of a log that does not hold.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problem">Its kind.</param>
/// <param name="Message">The rule and what came, for people.</param>
/// <param name="Index">Of the entry in the log, where it is one entry's; else null.</param>
public sealed record LogFlaw(string Path, LogFileProblem Problem, string Message, long? Index = null)
{
    /// <summary>File, entry and what came, on one line.</summary>
    public override string ToString() => $"{Path}{(Index is { } index ? $", entry {index}" : "")}: {Message}";
}
