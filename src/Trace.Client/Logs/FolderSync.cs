using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Trace.Client.Logs;

/// <summary>Makes the names in a folder durable: on Unix a rename is lost by a crash until its folder is written too. Windows has no such call, and needs none.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The folder could not be opened or written.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var opened = Check(open(folder, ReadOnly), "open", folder);
        try
        {
            Check(fsync(opened), "fsync", folder);
        }
        finally
        {
            _ = close(opened);
        }
    }

    private static int Check(int result, string call, string folder)
    {
        if (result >= 0)
        {
            return result;
        }

        var error = Marshal.GetLastPInvokeError();
        throw new IOException($"{call} {folder}: {Marshal.GetPInvokeErrorMessage(error)}", new Win32Exception(error));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int file);
}
