using System.Diagnostics;
using System.Text.Json;

namespace Trace.Tool.Tests;

/// <summary>The commands about barcodes, as a process of their own: they need no service, no key and no folder.</summary>
public sealed class BarcodeTests
{
    private const string Secret = "K7Q2M9XW4T0HV3Y8ZBNH";

    [Fact]
    public async Task Parse_prints_a_line_of_JSON_for_each_text_with_exactly_these_members()
    {
        var (code, output, _) = await RunAsync("", "barcode", "parse", "^0112312312312333", "hello", "--json");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal(1, code);
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Equal(["input", "valid", "elementString", "digitalLink", "subject", "error"], line.EnumerateObject().Select(member => member.Name)));
        Assert.Equal(
            """{"input":"^0112312312312333","valid":true,"elementString":"^0112312312312333","digitalLink":"https://id.gs1.org/01/12312312312333","subject":null,"error":null}""",
            lines[0].GetRawText());
        Assert.False(lines[1].GetProperty("valid").GetBoolean());
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("elementString").ValueKind);
    }

    [Fact]
    public async Task Parse_answers_each_line_of_standard_input_blank_ones_too_and_keeps_what_is_in_it()
    {
        var (code, output, _) = await RunAsync("]d2010952111110001010L1\u001d21S1\r\n\n6901234567892", "barcode", "parse", "--json");
        var subjects = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("subject").GetString());

        Assert.Equal((1, "01/09521111100010/21/S1  01/06901234567892"), (code, string.Join(' ', subjects)));
    }

    [Fact]
    public async Task Parse_tells_people_the_rule_that_is_broken()
    {
        var (code, output, _) = await RunAsync("", "barcode", "parse", "6901234567893");

        Assert.Equal(1, code);
        Assert.Contains("not valid: (01)", output, StringComparison.Ordinal);
        Assert.Contains("check digit is 3, must be 2", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_says_what_scans_mean_and_never_repeats_a_claim_code(bool json)
    {
        var (code, output, error) = await RunAsync($"{Secret}\nSF1234567890123\n", json ? ["barcode", "read", "--json"] : ["barcode", "read"]);

        Assert.Equal(0, code);
        Assert.Contains("SF Express 顺丰速运", output, StringComparison.Ordinal);
        Assert.Contains("claim code", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_lists_every_check_of_the_dictionary()
    {
        var (code, output, _) = await RunAsync("", "barcode", "rules");

        Assert.Equal(0, code);
        Assert.Contains("csum            checked", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        var (code, _, error) = await RunAsync(new string('1', 70_000), "barcode", "parse");

        Assert.Equal(2, code);
        Assert.Contains("a line has more than 65536 characters", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandTree).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), TestContext.Current.CancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It had read enough.
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
