namespace Trace.Tool.Tests;

/// <summary>What could come next, as the completion scripts ask for it.</summary>
public class CompletionTests(TracedLedger ledger) : IClassFixture<TracedLedger>
{
    [Theory]
    [InlineData("./trace record tr", "transit", "transformation")]
    [InlineData("trace record transit --activity pi", "picked-up")]
    [InlineData("trace record transit --key re", "registrar")]
    [InlineData("trace keys show pl", "platform")]
    [InlineData("trace party re", "register", "revoke", "reinstate")]
    [InlineData("trace record sale --sealed.pr", "--sealed.price.minor", "--sealed.price.currency")]
    public async Task Kinds_words_and_names_of_keys_are_completed(string line, params string[] expected)
    {
        var ran = await ledger.DoAsync($"[suggest:{line.Length}]", line);

        Assert.Superset(expected.ToHashSet(), ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet());
    }

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete -c trace")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task A_script_is_printed_for_each_shell(string shell, string part) =>
        Assert.Contains(part, (await ledger.DoAsync("completion", shell)).Output, StringComparison.Ordinal);

    [Fact]
    public async Task The_script_of_bash_completes_in_a_real_bash()
    {
        var script = (await ledger.DoAsync("completion", "bash")).Output;
        var program = ledger.Write("trace", $"#!/bin/bash\nexec dotnet '{TracedLedger.ToolPath}' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var asked = ledger.Write("ask.sh", $"{script}\nCOMP_WORDS=(./trace record tran); COMP_CWORD=2; COMP_LINE='./trace record tran'; COMP_POINT=${{#COMP_LINE}}\n_trace_complete\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n");
        var start = new System.Diagnostics.ProcessStartInfo("bash", [asked]) { RedirectStandardOutput = true, WorkingDirectory = ledger.Folder };

        using var bash = System.Diagnostics.Process.Start(start)!;
        var replies = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["transit", "transformation"], replies.Split('\n', StringSplitOptions.RemoveEmptyEntries).OrderDescending());
    }
}
