using System.Globalization;
using Npgsql;
using Trace.Api.Hosting;

namespace Trace.Api.Sealing;

/// <summary>
/// <c>Trace.Api rotate</c>: <see cref="KeyRotation"/> as the command line calls it. Standard output says how far it is, a line each:
/// <c>stored DONE TOTAL</c>, at the end <c>rotated FORMER CURRENT</c>, or <c>refused MESSAGE</c>.
/// </summary>
internal static class RotateRun
{
    /// <summary>Does it.</summary>
    public static async Task RunAsync(TraceSettings settings, string connectionString, CancellationToken cancellation)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            var (former, current) = await new KeyRotation(source, Path.Combine(settings.Data, "keys")).RunAsync(new Told(), cancellation);
            Say($"rotated {former} {current}");
        }
        catch (Exception problem) when (problem is StartRefusedException or NpgsqlException or IOException)
        {
            Say($"refused {problem.Message.ReplaceLineEndings(" ")}");
            throw new StartRefusedException(problem.Message, problem is StartRefusedException refused ? refused.ExitCode : StartRefusedException.BadSurroundings, problem);
        }
    }

    private static void Say(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Told : IProgress<RotationProgress>
    {
        public void Report(RotationProgress value) => Say($"stored {value.Done} {value.Total}");
    }
}
