namespace Trace.Testing;

/// <summary>The files of the repository that a test reads.</summary>
public static class Repository
{
    /// <summary>The folder of Trace.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Trace.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) ?? throw new DirectoryNotFoundException("no Trace.sln above the tests"));
}
