using Microsoft.Extensions.DependencyInjection;
using Trace.Api;
using Trace.Api.Deadlines;
using Trace.Api.Hosting;
using Trace.Testing;

namespace Trace.MovedService;

/// <summary>The service as it is, in a process of its own that can be killed, but for its clock, which a test moves, and its patience, which is short.</summary>
internal static class MovedService
{
    /// <summary>The file of the clock.</summary>
    private const string Clock = "TRACE_TEST_CLOCK";

    private static async Task<int> Main()
    {
        using var clock = new SharedClock(Environment.GetEnvironmentVariable(Clock) ?? throw new InvalidOperationException($"{Clock} names no file"));
        return await Launch.RunAsync((settings, database) => Program.BuildApp(settings, database, services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton(new DeadlinePace(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200)));
        }));
    }
}
