using System.Globalization;

namespace Trace.Api.Hosting;

/// <summary>
/// One process a data folder. The lock is the kernel's (flock, which FileShare.None takes), so that it ends with the process,
/// however that ends; the file stays. A second file holds the holder's pid for the message to a second one, a third the addresses once it
/// serves, for programs beside it.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    // EWOULDBLOCK of Linux, which .NET hands on as it is.
    private const int WouldBlock = 11;
    private readonly FileStream _file;
    private readonly string _pidFile;
    private readonly string _addressFile;

    private DataFolderLock(FileStream file, string folder, string pidFile)
    {
        _file = file;
        _pidFile = pidFile;
        _addressFile = Path.Combine(folder, "trace.addresses");
        // Of a service that was killed.
        File.Delete(_addressFile);
        File.WriteAllText(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
    }

    /// <exception cref="StartRefusedException">Another process holds the folder, or it can't be made or written.</exception>
    public static DataFolderLock Take(string folder)
    {
        var pidFile = Path.Combine(folder, "trace.pid");
        try
        {
            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var file = new FileStream(Path.Combine(folder, "trace.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return new DataFolderLock(file, folder, pidFile);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartRefusedException($"TRACE_DATA \"{folder}\" can't be written by this user ({Environment.UserName}): {e.Message}", inner: e);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            var holder = File.Exists(pidFile) ? File.ReadAllText(pidFile).Trim() : "unknown";
            throw new StartRefusedException($"TRACE_DATA \"{folder}\" is in use by process {holder}. Stop that one, or set TRACE_DATA to another folder.", inner: e);
        }
        catch (IOException e)
        {
            throw new StartRefusedException($"TRACE_DATA \"{folder}\" can't be used: {e.Message}", inner: e);
        }
    }

    /// <summary>Tells programs beside this one where it serves: a line <c>http …</c> and a line <c>grpc …</c>, written at once.</summary>
    public void Serves(Uri http, Uri grpc)
    {
        File.WriteAllText(_addressFile + ".new", $"http {http}\ngrpc {grpc}\n");
        File.Move(_addressFile + ".new", _addressFile, overwrite: true);
    }

    public void Dispose()
    {
        File.Delete(_addressFile);
        File.Delete(_pidFile);
        _file.Dispose();
    }
}
