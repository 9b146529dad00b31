namespace Trace.Import.Tests;

/// <summary>Where the sources lie that this was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Trace.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Trace.sln is not above the tests");
    }
}
