using System.Diagnostics;
using Trace.Testing;
using Xunit;

namespace Trace.Vectors.Tests;

[Collection("the folder vectors")]
public sealed class OtherLanguageTests
{
    [Fact]
    public async Task Vectors_hold_in_JavaScript()
    {
        var (code, said) = await NodeAsync(CommittedFile.PathOf("vectors/check.mjs"));

        Assert.True(code == 0, said);
        Assert.Contains("vectors hold", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vector_that_does_not_hold_fails_in_JavaScript()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (string file in Directory.EnumerateFiles(CommittedFile.PathOf("vectors")))
            {
                string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
                await File.WriteAllTextAsync(
                    Path.Combine(folder.FullName, Path.GetFileName(file)),
                    file.EndsWith("merkle.json", StringComparison.Ordinal) ? text.Replace("\"NOT_INCLUDED\"", "\"valid\"", StringComparison.Ordinal) : text,
                    TestContext.Current.CancellationToken);
            }

            var (code, said) = await NodeAsync(Path.Combine(folder.FullName, "check.mjs"));

            Assert.Equal(1, code);
            Assert.Contains("merkle/inclusion: 5 of 11, another leaf: must be valid, came NOT_INCLUDED", said, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Said)> NodeAsync(string script)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (node.ExitCode, await errors + await output);
    }
}
