namespace Trace.Contracts.Tests.Imports;

/// <summary>What pure code keeps away from: files, networks, processes, the console, the environment, clocks, waiting, and chance that is not the system's.</summary>
internal static class Outside
{
    // Streams over memory, and the exception for bytes that are not what they should be.
    private static readonly string[] PureIO =
        ["System.IO.Stream", "System.IO.MemoryStream", "System.IO.InvalidDataException", "System.IO.EndOfStreamException", "System.IO.IOException"];

    private static readonly string[] Namespaces =
        ["System.Net", "System.IO.Pipes", "System.Diagnostics.Tracing", "Microsoft.Win32", "Microsoft.AspNetCore", "Microsoft.Extensions", "Marten", "Npgsql"];

    private static readonly string[] Types =
    [
        "System.Console", "System.Random", "System.AppContext", "System.AppDomain", "System.TimeProvider", "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch", "System.Threading.Thread", "System.Threading.Timer", "System.Threading.PeriodicTimer",
        "System.Runtime.InteropServices.NativeLibrary",
    ];

    private static readonly string[] Members =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.Wait", "System.TimeZoneInfo.get_Local",
    ];

    // The compiler writes it into every method that yields.
    private const string OfIterators = "System.Environment.get_CurrentManagedThreadId";

    // What an assembly carries inside itself is part of it; loading others is not.
    private const string OwnResource = "System.Reflection.Assembly.GetManifestResourceStream";

    /// <summary>What an assembly imports of all that.</summary>
    public static IReadOnlyList<string> In(Imported imported) =>
    [
        .. imported.Types.Where(type => (type.StartsWith("System.IO.", StringComparison.Ordinal) && !PureIO.Contains(type))
            || Types.Contains(type) || Namespaces.Any(name => type.StartsWith(name + ".", StringComparison.Ordinal))),
        .. imported.Members.Where(member => Members.Contains(member) || (member.StartsWith("System.Environment.", StringComparison.Ordinal) && member != OfIterators)
            || (member.StartsWith("System.Reflection.Assembly.", StringComparison.Ordinal) && member != OwnResource)),
        .. imported.Native,
    ];
}
