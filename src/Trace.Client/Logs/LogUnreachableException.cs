namespace Trace.Client.Logs;

/// <summary>A log's files could not be read: the network, the server or the disk failed. Nothing is said of the log itself.</summary>
public sealed class LogUnreachableException : IOException
{
    /// <summary>A file that could not be read.</summary>
    /// <param name="place">Where the files lie.</param>
    /// <param name="path">The file.</param>
    /// <param name="problem">What happened.</param>
    /// <param name="mayPass">Whether waiting may mend it.</param>
    /// <param name="inner">What was thrown below; null where the server answered.</param>
    public LogUnreachableException(string place, string path, string problem, bool mayPass, Exception? inner = null)
        : base($"{place}: {path} could not be read: {problem}", inner)
    {
        Path = path;
        MayPass = mayPass;
    }

    /// <summary>The file, as <see cref="ILogFiles.ReadAsync"/> was asked for it.</summary>
    public string Path { get; }

    /// <summary>Whether waiting may mend it.</summary>
    public bool MayPass { get; }
}
