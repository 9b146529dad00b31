using System.Diagnostics;
using System.Globalization;

namespace Trace.Api.Hosting;

/// <summary>
/// The folder of the embedded server: made once by initdb, opened to this process's user alone, and freed of servers that an earlier,
/// killed service left behind.
/// </summary>
/// <remarks>
/// The programs see the folder as their own working directory, <c>/proc/self/cwd</c>. So the server's user needs no way into the folders
/// above, which may be root's own, and nothing in the folder names the place where it lies.
/// </remarks>
internal sealed class PostgresCluster
{
    public const string Itself = "/proc/self/cwd";
    public const string Superuser = "postgres";
    public const string Owner = "trace";
    private const int NobodysId = 65534;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan s_initialise = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_survivorsStop = TimeSpan.FromSeconds(60);

    // What initdb writes into postgresql.conf, where an operator may change it. Nothing here touches durability.
    private static readonly string[] s_initialSettings =
    [
        "shared_buffers=256MB", "max_connections=100", "timezone=UTC", "log_timezone=UTC",
        "logging_collector=on", "log_directory=log", "log_filename=postgresql-%a.log", "log_rotation_age=1d", "log_truncate_on_rotation=on",
    ];

    private readonly string _bin;
    private readonly (int User, int Group)? _runAs;

    private PostgresCluster(string folder, string bin, (int User, int Group)? runAs)
    {
        Folder = folder;
        _bin = bin;
        _runAs = runAs;
    }

    /// <summary>PostgreSQL's data folder.</summary>
    public string Folder { get; }

    /// <summary>The folder, made if need be, ready for the server to start on it.</summary>
    public static async Task<PostgresCluster> PrepareAsync(string folder, CancellationToken cancellation)
    {
        var bin = PostgresBinaries.Find(forAnotherUser: Environment.IsPrivilegedProcess);
        var cluster = new PostgresCluster(folder, bin, Environment.IsPrivilegedProcess ? await OwnerOfAsync(folder, cancellation) : null);
        if (!cluster.Exists()) await cluster.InitialiseAsync(cancellation);
        cluster.AdmitThisUser();
        return cluster;
    }

    /// <summary>How a program of the server is started: in a session of its own, so that Ctrl-C reaches the service alone, and never as root.</summary>
    public ProcessStartInfo Command(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("setsid") { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        if (_runAs is var (user, group))
            foreach (var word in (ReadOnlySpan<string>)["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups"]) start.ArgumentList.Add(word);
        start.ArgumentList.Add(Path.Combine(_bin, program));
        start.ArgumentList.Add("-D");
        start.ArgumentList.Add(Itself);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        // Nothing of the caller's environment: it may hold secrets and PG… settings.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    public static Process Start(ProcessStartInfo command)
    {
        try
        {
            var process = new Process { StartInfo = command, EnableRaisingEvents = true };
            process.Start();
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new StartRefusedException($"The embedded PostgreSQL needs setsid and setpriv of util-linux: {e.Message}. Install util-linux, or set TRACE_POSTGRES to the connection string of a server.", inner: e);
        }
    }

    /// <summary>Makes a folder that the server's user alone may enter (and root).</summary>
    public void MakePrivate(string path)
    {
        if (!Directory.Exists(path)) Directory.CreateDirectory(path, Private);
        if (_runAs is var (user, group)) Posix.Give(path, user, group);
    }

    /// <summary>
    /// Ends what an earlier service's server left running on this folder. Two servers on one folder would destroy it, so nothing is
    /// started before the last process whose working directory it is has gone; PostgreSQL's own interlock stands behind that.
    /// </summary>
    public async Task EndSurvivorsAsync(ILogger logger, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var asked = false;
        while (ProcessesOn(Folder) is { Count: > 0 } survivors)
        {
            // Without its postmaster a backend ends by itself at its next step. The file's first line is the postmaster.
            if (!asked && Postmaster() is { } postmaster && survivors.Contains(postmaster))
            {
                logger.PostgresSurvived(postmaster);
                Posix.Signal(postmaster, Posix.Interrupt);
                asked = true;
            }
            else if (Stopwatch.GetElapsedTime(started) > s_survivorsStop / 2)
            {
                foreach (var pid in survivors) Posix.Signal(pid, Posix.Quit);
            }
            if (Stopwatch.GetElapsedTime(started) > s_survivorsStop)
                throw new StartRefusedException($"Processes of an earlier PostgreSQL ({string.Join(", ", survivors)}) still run on \"{Folder}\" and don't end. End them, then start again.");
            await Task.Delay(50, cancellation);
        }

        // A recorded pid that now belongs to some other program, as happens in a restarted container, would make PostgreSQL refuse
        // to start. A dead pid is left to PostgreSQL.
        if (Postmaster() is { } stale && Directory.Exists($"/proc/{stale}")) File.Delete(PidFile);
    }

    /// <summary>The last lines that the server wrote into its own log.</summary>
    public string LogTail()
    {
        try
        {
            var newest = new DirectoryInfo(Path.Combine(Folder, "log")).EnumerateFiles().MaxBy(file => file.LastWriteTimeUtc);
            return newest is null ? "" : string.Join('\n', File.ReadLines(newest.FullName).TakeLast(8));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"(its log can't be read: {e.Message})";
        }
    }

    private string PidFile => Path.Combine(Folder, "postmaster.pid");

    private int? Postmaster() =>
        File.Exists(PidFile) && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;

    private static List<int> ProcessesOn(string folder)
    {
        var found = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            try
            {
                // The name keeps a shell that merely stands in the folder alive. A zombie has no working directory.
                if (Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName != folder) continue;
                if (File.ReadAllText(Path.Combine(process, "comm")).TrimEnd() == "postgres") found.Add(pid);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is another user's and so not this folder's.
            }
        }
        return found;
    }

    private bool Exists()
    {
        try
        {
            if (File.Exists(Path.Combine(Folder, "PG_VERSION"))) return true;
            if (!Directory.Exists(Folder)) return false;
            if (Directory.EnumerateFileSystemEntries(Folder).Any())
                throw new StartRefusedException($"\"{Folder}\" is no data folder of PostgreSQL and is not empty. Move its content away, or set TRACE_DATA to another folder.");
            Directory.Delete(Folder);
            return false;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartRefusedException($"\"{Folder}\" can't be read by this user ({Environment.UserName}). If another one, such as root, made it, start as that one again or give it away with chown -R.", inner: e);
        }
    }

    // initdb works in a folder beside, and the rename is its last step: what has the final name is whole, and what has not holds nothing.
    private async Task InitialiseAsync(CancellationToken cancellation)
    {
        var unfinished = Folder + ".new";
        if (Directory.Exists(unfinished))
        {
            await EndInitialisersAsync(unfinished, cancellation);
            Directory.Delete(unfinished, recursive: true);
        }
        MakePrivate(unfinished);

        string[] arguments =
        [
            "--username=" + Superuser, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--data-checksums", "--auth=peer", "--no-instructions", .. s_initialSettings.SelectMany(setting => (string[])["--set", setting]),
        ];
        using var initdb = Start(Command("initdb", unfinished, arguments));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_initialise);
        try
        {
            var output = initdb.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = await initdb.StandardError.ReadToEndAsync(limit.Token);
            await output;
            await initdb.WaitForExitAsync(limit.Token);
            if (initdb.ExitCode != 0)
                throw new StartRefusedException($"The embedded PostgreSQL could not make its data folder (initdb, exit code {initdb.ExitCode}):\n{errors.Trim()}");
        }
        catch (OperationCanceledException)
        {
            initdb.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new StartRefusedException($"The embedded PostgreSQL did not make its data folder within {s_initialise.TotalMinutes:0} minutes.");
        }
        Directory.Move(unfinished, Folder);
        Posix.SyncFolder(Path.GetDirectoryName(Folder)!);
    }

    // The helpers of an initdb whose service was killed end within a second, when their pipes break.
    private static async Task EndInitialisersAsync(string folder, CancellationToken cancellation)
    {
        for (var tries = 0; tries < 100 && ProcessesOn(folder) is { Count: > 0 } helpers; tries++)
        {
            foreach (var pid in helpers) Posix.Signal(pid, Posix.Quit);
            await Task.Delay(50, cancellation);
        }
    }

    // Peer authentication: the kernel tells the server which user connects, and only this process's user is let in. There is no
    // password to keep. Written at each start, since that user may have changed.
    private void AdmitThisUser()
    {
        Write("pg_hba.conf", $"# Written by Trace at each start.\nlocal all all peer map={Owner}\n");
        var me = Environment.UserName;
        Write("pg_ident.conf", $"# Written by Trace at each start.\n{Owner} \"{me}\" {Superuser}\n{Owner} \"{me}\" {Owner}\n");
    }

    // The folder belongs to a user with fewer rights than ours: a new file and a rename never write through a link that it may have laid.
    private void Write(string name, string text)
    {
        var (path, fresh) = (Path.Combine(Folder, name), Path.Combine(Folder, name + ".new"));
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new StreamWriter(fresh, options)) file.Write(text);
        if (_runAs is var (user, group)) Posix.Give(fresh, user, group);
        File.Move(fresh, path, overwrite: true);
    }

    // .NET does not tell a file's owner.
    private static async Task<(int User, int Group)> OwnerOfAsync(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder)) return (NobodysId, NobodysId);
        using var stat = Start(new ProcessStartInfo("stat", ["-c", "%u %g", folder]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true });
        var words = (await stat.StandardOutput.ReadToEndAsync(cancellation)).Split(' ');
        var (user, group) = (int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
        if (user != 0) return (user, group);
        return Directory.EnumerateFileSystemEntries(folder).Any()
            ? throw new StartRefusedException($"\"{folder}\" belongs to root, but PostgreSQL never runs as root. Give it back with: chown -R {NobodysId}:{NobodysId} \"{folder}\"")
            : (NobodysId, NobodysId);
    }
}
