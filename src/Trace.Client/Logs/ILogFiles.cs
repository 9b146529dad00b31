namespace Trace.Client.Logs;

/// <summary>
/// A log as files (C2SP tlog-tiles), wherever they lie: a service, a web server, a folder. What comes from it is believed only after
/// <see cref="LogReader"/> has checked it. Safe for many threads.
/// </summary>
public interface ILogFiles
{
    /// <summary>Where the files lie, as a person named it.</summary>
    string Place { get; }

    /// <summary>The bytes of one file, not compressed; null where there is none.</summary>
    /// <param name="path">Under the log's prefix and without a leading slash: <c>checkpoint</c>, <c>tile/0/x001/234.p/3</c>, <c>tile/entries/000</c>, <c>checkpoints/1234</c>, <c>log/trust</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogUnreachableException">It could not be read, for as long as was tried: nothing is said of whether it is there.</exception>
    /// <exception cref="LogFileException">It is longer than such a file can be (<see cref="LogFileProblem.TooLong"/>).</exception>
    Task<byte[]?> ReadAsync(string path, CancellationToken cancellation);
}
