namespace Trace.Client.Outboxes;

/// <summary>One process an outbox. The lock is the kernel's and ends with the process, however that ends.</summary>
internal sealed class OutboxLock : IDisposable
{
    private readonly FileStream _file;

    private OutboxLock(FileStream file) => _file = file;

    /// <exception cref="OutboxException">Another process holds it, or it can't be made.</exception>
    public static OutboxLock Take(string path)
    {
        try
        {
            return new OutboxLock(new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (Exception problem) when (problem is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new OutboxException(OutboxProblem.Unusable, $"the outbox \"{path}\" can't be used: {problem.Message}", problem);
        }
        catch (IOException problem)
        {
            throw new OutboxException(OutboxProblem.InUse, $"the outbox \"{path}\" is in use by another process; one at a time sends from it. Ask that one, or stop it first", problem);
        }
    }

    public void Dispose() => _file.Dispose();
}
