namespace Trace.Witness.State;

/// <summary>One process a key and one a state file. The lock is the kernel's (flock, which FileShare.None takes) and ends with the process, however that ends.</summary>
internal sealed class FileLock : IDisposable
{
    // EWOULDBLOCK of Linux, and of macOS, which .NET hands on as they are.
    private static readonly int[] WouldBlock = [11, 35];

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <exception cref="StartRefusedException">Another process holds it, or it can't be made.</exception>
    public static FileLock Take(string path)
    {
        try
        {
            return new FileLock(new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException problem) when (WouldBlock.Contains(problem.HResult))
        {
            throw new StartRefusedException($"\"{path}\" is in use by another witness: two processes of one key could sign two forks. Stop that one first.", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"\"{path}.lock\" can't be used: {problem.Message}", problem);
        }
    }

    public void Dispose() => _file.Dispose();
}
