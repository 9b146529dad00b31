namespace Trace.Testing;

/// <summary>
/// Files in the repository that the tests make again and compare: vectors, the protos as text, public surfaces. With
/// <c>TRACE_REWRITE=1</c> in the environment they are written instead, and what changed is seen in the commit.
/// </summary>
public static class CommittedFile
{
    private const string Switch = "TRACE_REWRITE";

    /// <summary>The repository's root: the nearest folder above the tests that holds Trace.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Whether files are written rather than compared.</summary>
    public static bool IsRewriting => Environment.GetEnvironmentVariable(Switch) == "1";

    /// <summary>The full path of a file of the repository.</summary>
    /// <param name="path">From the root, with slashes.</param>
    public static string PathOf(string path) => Path.Combine([Root, .. path.Split('/')]);

    /// <summary>The file's text; empty where there is none yet.</summary>
    public static string Read(string path) => File.Exists(PathOf(path)) ? File.ReadAllText(PathOf(path)) : "";

    /// <summary>Where the file first differs from what it must be, or null. Writes it, and finds nothing, while rewriting.</summary>
    public static string? Difference(string path, string text)
    {
        if (IsRewriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
            File.WriteAllText(PathOf(path), text);
            return null;
        }

        string committed = Read(path);
        if (committed == text)
        {
            return null;
        }

        string[] there = committed.Split('\n');
        string[] made = text.Split('\n');
        int line = 0;
        while (line < there.Length && line < made.Length && there[line] == made[line])
        {
            line++;
        }

        return $"""
            {path} differs from what the code makes, first in line {line + 1}:
              committed: {(line < there.Length ? there[line] : "(end)")}
              made now:  {(line < made.Length ? made[line] : "(end)")}
            If that is meant, run {Switch}=1 ./test and commit the file.
            """;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Trace.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} holds Trace.sln");
    }
}
