using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Trace.Tool.Tests;

/// <summary>How large the files of a process may get: a disk that is full at a byte of the test's choice. Linux.</summary>
internal static partial class FileLimit
{
    private const int FileSize = 1;

    /// <summary>Limits a process, or sets it free.</summary>
    /// <param name="process">Its id.</param>
    /// <param name="bytes">The most bytes; null for as many as there are.</param>
    public static void Set(int process, long? bytes)
    {
        var limit = new Limits((ulong?)bytes ?? ulong.MaxValue, ulong.MaxValue);
        if (prlimit(process, FileSize, limit, 0) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prlimit(int process, int resource, in Limits limits, nint old);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limits(ulong Soft, ulong Hard);
}
