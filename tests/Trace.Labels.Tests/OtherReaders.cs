using System.Diagnostics;

namespace Trace.Labels.Tests;

/// <summary>Programs that had no part in making a label: Debian's zbar-tools, dmtx-utils, poppler-utils and chromium. A test that needs one is skipped where it is missing.</summary>
internal static class OtherReaders
{
    private const string Folder = "/usr/bin";

    /// <summary>Every text that zbar finds; it knows no DataMatrix.</summary>
    public static string[] Zbar(string picture) => Lines("zbarimg", "zbar-tools", "-q", "--raw", picture);

    /// <summary>Every text that libdmtx finds, with FNC1 as GS.</summary>
    public static string[] DataMatrix(string picture) => Lines("dmtxread", "dmtx-utils", "-n", "-m", "8000", "-G", "29", picture);

    /// <summary>A PDF's pages as PNG files, in their order.</summary>
    public static string[] Pages(string pdf, int dpi)
    {
        var stem = Path.ChangeExtension(pdf, null);
        Run("pdftoppm", "poppler-utils", "-png", "-gray", "-r", $"{dpi}", pdf, stem);
        return [.. Directory.EnumerateFiles(Path.GetDirectoryName(pdf)!, $"{Path.GetFileName(stem)}-*.png").Order(StringComparer.Ordinal)];
    }

    /// <summary>An SVG as a browser draws it.</summary>
    public static void Screenshot(string svg, string png, int width, int height)
    {
        var profile = Directory.CreateTempSubdirectory("trace-chromium-").FullName;
        Run("chromium", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars", "--force-device-scale-factor=3.125",
            $"--user-data-dir={profile}", $"--window-size={width},{height}", $"--screenshot={png}", $"file://{svg}");
        Directory.Delete(profile, recursive: true);
    }

    private static string[] Lines(string program, string package, params string[] arguments) => Run(program, package, arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Run(string program, string package, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Folder, program)), $"{program} (Debian's {package}) is not installed");
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Folder, program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        said.Wait();
        return lines;
    }
}
