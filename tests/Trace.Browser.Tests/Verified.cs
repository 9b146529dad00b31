using System.Diagnostics;
using System.Text.Json;

namespace Trace.Browser.Tests;

/// <summary><c>./trace verify</c>, as somebody types it beside the service.</summary>
internal static class Verified
{
    private static readonly string s_tool = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../../tools/trace/bin", Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory), "trace.dll"));

    /// <summary>Verifies a subject's history with one proof an entry.</summary>
    /// <returns>How many entries hold.</returns>
    public static async Task<int> EntriesAsync(Shop shop, string subject)
    {
        var start = new ProcessStartInfo("dotnet", [s_tool, "verify", subject, "--thorough", "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new Dictionary<string, string> { ["TRACE_DATA"] = shop.Folder, ["TRACE_STATE"] = Path.Combine(shop.Folder, "verifier"), ["TRACE_GRPC_PORT"] = $"{shop.Service.Grpc.Port}" })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var told = process.StandardError.ReadToEndAsync();
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"trace verify {subject}: {process.ExitCode}\n{answer}\n{await told}");
        return JsonDocument.Parse(answer).RootElement.GetProperty("entries").GetInt32();
    }
}
