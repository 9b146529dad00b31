namespace Trace.Testing;

/// <summary>How much of what may be repeated without end is done: <c>./test</c> does some of it, <c>./test --all</c> (TRACE_TEST_ALL=1) the whole.</summary>
public static class Thorough
{
    /// <summary>Whether the whole is asked for.</summary>
    public static bool IsAll { get; } = Environment.GetEnvironmentVariable("TRACE_TEST_ALL") is { Length: > 0 };

    /// <summary>How often, or of how many.</summary>
    /// <param name="all">Where the whole is asked for.</param>
    /// <param name="some">Else.</param>
    public static int Of(int all, int some) => IsAll ? all : some;
}
