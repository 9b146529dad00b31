using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Trace.LabelPrinter.Printers;

/// <summary>A printer of the Windows spooler, which takes its commands as they are (data type RAW).</summary>
/// <remarks>Written for win-x64 to be tried by hand: no test runs it.</remarks>
[SupportedOSPlatform("windows")]
internal sealed partial class SpoolerPrinter(string name) : IPrinter
{
    public int LabelsOfJob => 50;

    public Task SendAsync(ReadOnlyMemory<byte> job, CancellationToken cancellation) => Task.Run(() => Send(job.ToArray()), cancellation);

    private void Send(byte[] job)
    {
        Check(OpenPrinter(name, out var printer, 0));
        try
        {
            var (title, type) = (Marshal.StringToHGlobalUni("Trace labels"), Marshal.StringToHGlobalUni("RAW"));
            try
            {
                var document = new DocInfo { Name = title, DataType = type };
                Check(StartDocPrinter(printer, 1, in document) > 0);
                Check(StartPagePrinter(printer));
                for (var from = 0; from < job.Length;)
                {
                    Check(WritePrinter(printer, ref job[from], job.Length - from, out var written) && written > 0);
                    from += written;
                }

                Check(EndPagePrinter(printer));
                Check(EndDocPrinter(printer));
            }
            finally
            {
                Marshal.FreeHGlobal(title);
                Marshal.FreeHGlobal(type);
            }
        }
        finally
        {
            ClosePrinter(printer);
        }
    }

    private void Check(bool done)
    {
        if (!done)
        {
            var problem = new Win32Exception(Marshal.GetLastPInvokeError());
            throw new IOException($"the Windows printer \"{name}\" did not take the labels: {problem.Message}", problem);
        }
    }

    [LibraryImport("winspool.drv", EntryPoint = "OpenPrinterW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool OpenPrinter(string name, out nint printer, nint defaults);

    [LibraryImport("winspool.drv", EntryPoint = "StartDocPrinterW", SetLastError = true)]
    private static partial int StartDocPrinter(nint printer, int level, in DocInfo document);

    [LibraryImport("winspool.drv", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool StartPagePrinter(nint printer);

    [LibraryImport("winspool.drv", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool WritePrinter(nint printer, ref byte data, int length, out int written);

    [LibraryImport("winspool.drv", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool EndPagePrinter(nint printer);

    [LibraryImport("winspool.drv", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool EndDocPrinter(nint printer);

    [LibraryImport("winspool.drv", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ClosePrinter(nint printer);

    /// <summary>DOC_INFO_1W.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DocInfo
    {
        public nint Name;
        public nint OutputFile;
        public nint DataType;
    }
}
