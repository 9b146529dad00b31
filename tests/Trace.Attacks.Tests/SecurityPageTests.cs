using System.Reflection;
using System.Text.RegularExpressions;
using Trace.Testing;

namespace Trace.Attacks.Tests;

/// <summary>docs/security.md and the tests say the same: each row names a test that is there, each attack that is tried here has its row.</summary>
public partial class SecurityPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "security.md"));

    [Fact]
    public void Every_row_of_the_table_names_a_test_that_is_there()
    {
        var table = Page[Page.IndexOf("## The table", StringComparison.Ordinal)..Page.IndexOf("## What nobody notices", StringComparison.Ordinal)];
        var rows = table.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.NotEmpty(rows);
        var sources = Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories).ToLookup(file => Path.GetFileNameWithoutExtension(file));
        foreach (var row in rows)
        {
            var named = Named().Matches(row);
            Assert.True(named.Count > 0 || row.Contains("issue 6", StringComparison.Ordinal), row);
            foreach (Match test in named)
            {
                Assert.True(
                    sources[test.Groups["file"].Value].Any(file => File.ReadAllText(file).Contains($" {test.Groups["test"].Value}(", StringComparison.Ordinal)),
                    $"{test.Value} is nowhere: {row}");
            }
        }
    }

    [Fact]
    public void Every_attack_tried_here_has_its_row()
    {
        var tried = Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.Namespace == typeof(SecurityPageTests).Namespace && type != typeof(SecurityPageTests))
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => $"{type.Name}.{method.Name}"));

        Assert.All(tried, test => Assert.Contains($"`{test}`", Page, StringComparison.Ordinal));
    }

    [GeneratedRegex("`(?<file>[A-Za-z]+Tests)\\.(?<test>[A-Za-z_0-9]+)`")]
    private static partial Regex Named();
}
