using System.Diagnostics;

namespace Trace.Api.Tests;

/// <summary>What a PDF says to a program that had no part in making it: pdftotext of poppler-utils.</summary>
public static class PdfText
{
    /// <summary>The letters of a document, in the order they are read in; the test is skipped where the program is not installed.</summary>
    public static string Of(byte[] pdf)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, pdf);
            return OfFile(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The same of a file.</summary>
    public static string OfFile(string path)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/pdftotext"), "pdftotext (poppler-utils) is not installed");
        using var process = Process.Start(new ProcessStartInfo("pdftotext", [path, "-"]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"pdftotext ended with {process.ExitCode}");
    }
}
