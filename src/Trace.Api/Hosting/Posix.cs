using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Trace.Api.Hosting;

/// <summary>The few calls of the operating system that .NET does not offer.</summary>
internal static partial class Posix
{
    public const int Interrupt = 2;
    public const int Quit = 3;

    /// <summary>Sends a signal; false if there is no such process, or not one of ours.</summary>
    public static bool Signal(int pid, int signal) => kill(pid, signal) == 0;

    /// <summary>Gives a file or folder to another user, without following a link.</summary>
    public static void Give(string path, int uid, int gid) => Check(lchown(path, uid, gid), "chown", path);

    /// <summary>Makes the names in a folder durable: a rename is lost by a crash until this returns.</summary>
    public static void SyncFolder(string path)
    {
        var folder = open(path, ReadOnly);
        Check(folder, "open", path);
        try
        {
            Check(fsync(folder), "fsync", path);
        }
        finally
        {
            _ = close(folder);
        }
    }

    private const int ReadOnly = 0;

    private static void Check(int result, string call, string path)
    {
        if (result >= 0) return;
        var error = Marshal.GetLastPInvokeError();
        throw new IOException($"{call} {path}: {Marshal.GetPInvokeErrorMessage(error)}", new Win32Exception(error));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, int uid, int gid);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int file);
}
