using System.Diagnostics;
using Trace.Testing;

namespace Trace.Tool.Tests;

/// <summary>The programs of samples/agent, as they stand there, where their languages are installed.</summary>
public sealed class SamplesTests(AgentTests.Couriers ledger) : IClassFixture<AgentTests.Couriers>
{
    private static readonly string Samples = Repository.PathOf("samples", "agent");

    public static TheoryData<string, string> Signing => new() { { "python3", "sign_and_post.py" }, { "java", "SignAndPost.java" }, { "go", "sign_and_post.go" } };

    public static TheoryData<string, string> Posting => new() { { "python3", "agent_post.py" }, { "java", "AgentPost.java" }, { "go", "agent_post.go" } };

    [Theory]
    [MemberData(nameof(Signing))]
    public async Task What_signs_without_the_agent_agrees_with_the_vectors_and_is_recorded(string language, string program)
    {
        var (code, output) = await RunAsync(language, program, "--vectors", Repository.PathOf("vectors"));
        Assert.True(code == 0, output);
        Assert.Contains("vectors agree", output, StringComparison.Ordinal);

        var year = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8));
        await using (var agent = await ledger.AgentAsync($"keys-{language}"))
        {
            // Asks the ledger for the year's key, which the program is given.
            await agent.PostAsync($$"""{"waybill":"SF99","courier":"shunfeng","event":"held","at":"{{year.AddMinutes(-1):yyyy-MM-dd HH:mm:ss}}+08:00"}""");
            await agent.OutcomesAsync(1);
        }

        string Key(int of) => Path.Combine(ledger.Folder($"keys-{language}"), $"waybill-{of}.key");
        string[] before = year.Month <= 3 ? [Key(year.Year - 1)] : [];
        (code, output) = await RunAsync(language, program, [ledger.Traced.Service.Http.ToString().TrimEnd('/'), await ledger.LedgerNameAsync(), Path.Combine(ledger.Traced.Data, "keys", "courier.key"), Key(year.Year), "shunfeng", $"SF88{language.Length}", "2", "350000", .. before]);
        Assert.True(code == 0, output);
        Assert.Equal("Transit", Assert.Single(await ledger.HistoryAsync($"SF88{language.Length}")).Kind);
    }

    [Theory]
    [MemberData(nameof(Posting))]
    public async Task What_posts_to_the_agent_gets_its_outcomes(string language, string program)
    {
        var name = $"post-{language}";
        await using var agent = await ledger.AgentAsync(name);
        var at = AgentTests.Couriers.Morning.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + "+08:00";
        var lines = ledger.Traced.Write($"{name}.jsonl", $$"""
            {"waybill":"SF77{{language.Length}}","courier":"shunfeng","event":"picked_up","at":"{{at}}","place":"350100"}
            {"waybill":"SF77{{language.Length}}","courier":"shunfeng","event":"flown","at":"{{at}}"}
            {"waybill":"SF77{{language.Length}}","courier":"shunfeng","event":"received","how":"locker_collected","at":"{{at}}","place":"350100"}
            """);

        var (code, output) = await RunAsync(language, program, [agent.Http.BaseAddress!.ToString().TrimEnd('/'), Path.Combine(ledger.Folder(name), "agent.secret"), lines]);

        Assert.True(code == 0, output);
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(output, @"recorded\b"));
        Assert.Contains("picked_up, arrived", output, StringComparison.Ordinal);
        Assert.Equal(["Transit", "Receipt"], (await ledger.HistoryAsync($"SF77{language.Length}")).Select(said => said.Kind));
    }

    private static async Task<(int Code, string Output)> RunAsync(string language, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(language, [.. language == "go" ? ["run"] : Array.Empty<string>(), program, .. arguments])
        {
            WorkingDirectory = Samples,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{language} is not installed");
            throw;
        }

        using (process)
        {
            if (language == "go" && arguments.Length == 3)
            {
                await process.StandardInput.WriteAsync(await File.ReadAllTextAsync(arguments[2], TestContext.Current.CancellationToken));
            }

            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await error);
        }
    }
}
