using System.Text.RegularExpressions;
using Trace.Testing;
using Xunit;

namespace Trace.Contracts.Tests.Imports;

public sealed partial class NamespaceTests
{
    // The other half of a generated message can only live in the message's namespace; such a file says so in its first line.
    private const string Exception = "#pragma warning disable IDE0130 // ";

    public static TheoryData<string, string> Projects => new()
    {
        { "src/Trace.Domain", "Trace.Domain" },
        { "src/Trace.Client", "Trace.Client" },
        { "src/Trace.Api", "Trace.Api" },
        { "src/Trace.Documents", "Trace.Documents" },
        { "src/Trace.Symbols", "Trace.Symbols" },
        { "tools/agent", "Trace.Agent" },
        { "tools/audit", "Trace.Audit" },
        { "tools/import", "Trace.Import" },
        { "tools/relay", "Trace.Relay" },
        { "tools/witness", "Trace.Witness" },
        { "tools/trace", "Trace.Tool" },
        { "tools/label-printer", "Trace.LabelPrinter" },
    };

    [Theory, MemberData(nameof(Projects))]
    public void Namespaces_are_the_folders(string project, string root)
    {
        string[] wrong = [.. SourcesOf(project).Select(file => Problem(file.Path, file.Text, root)).OfType<string>()];

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Ledger/Chain.cs", "namespace Trace.Domain.Ledger;\n", true)]
    [InlineData("Chain.cs", "namespace Trace.Domain;\n", true)]
    [InlineData("Ledger/Chain.cs", "namespace Trace.Domain;\n", false)]
    [InlineData("Ledger/Chain.cs", "namespace Trace.Domain.Chains;\n", false)]
    [InlineData("Ledger/Chain.cs", Exception + "A reason.\nnamespace Trace.V1;\n", true)]
    [InlineData("Ledger/Chain.cs", Exception + "\nnamespace Trace.V1;\n", false)]
    public void A_namespace_that_is_not_its_folder_is_found(string path, string text, bool isRight)
    {
        Assert.Equal(isRight, Problem(path, text, "Trace.Domain") is null);
    }

    private static IEnumerable<(string Path, string Text)> SourcesOf(string project)
    {
        string folder = CommittedFile.PathOf(project);
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(folder, file).StartsWith("bin", StringComparison.Ordinal) && !Path.GetRelativePath(folder, file).StartsWith("obj", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(files);
        return files.Select(file => (Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)));
    }

    private static string? Problem(string path, string text, string root)
    {
        string? said = Declaration().Match(text) is { Success: true } match ? match.Groups[1].Value : null;
        string folder = string.Join('.', [root, .. path.Split('/')[..^1]]);
        bool isExcused = text.StartsWith(Exception, StringComparison.Ordinal) && text.Length > Exception.Length && text[Exception.Length] != '\n';

        // Top-level programs have none.
        return said is null || said == folder || isExcused ? null : $"{path}: its namespace is {said}, its folder {folder}";
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
