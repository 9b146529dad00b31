using System.Text.RegularExpressions;

namespace Trace.Testing;

/// <summary>The comments of the protos, which descriptors in C# do not hold, by the full names of messages, fields, enums and their values.</summary>
public static partial class ProtoComments
{
    private static readonly Lazy<Dictionary<string, string>> All = new(() =>
    {
        var found = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("protos", "trace", "v1"), "*.proto"))
        {
            Read(File.ReadAllLines(file), found);
        }

        return found;
    });

    /// <summary>The comment above a declaration as one line; empty where there is none.</summary>
    public static string Of(string fullName) => All.Value.GetValueOrDefault(fullName, "");

    private static void Read(string[] lines, Dictionary<string, string> found)
    {
        var (scopes, comment) = (new Stack<string>(["trace.v1"]), new List<string>());
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                comment.Add(line[2..].Trim());
                continue;
            }

            if (Opening().Match(line) is { Success: true } opening)
            {
                // A oneof is no scope of names.
                var scope = opening.Groups["kind"].Value is "message" or "enum" ? $"{scopes.Peek()}.{opening.Groups["name"].Value}" : scopes.Peek();
                found.TryAdd(scope, string.Join(' ', comment));
                if (!line.EndsWith('}'))
                {
                    scopes.Push(scope);
                }
            }
            else if (line == "}")
            {
                scopes.Pop();
            }
            else if (Declaration().Match(line) is { Success: true } declared)
            {
                found[$"{scopes.Peek()}.{declared.Groups["name"].Value}"] = string.Join(' ', comment);
            }

            comment.Clear();
        }
    }

    [GeneratedRegex(@"^(?<kind>message|enum|oneof|service|extend) (?<name>[\w.]+) \{")]
    private static partial Regex Opening();

    [GeneratedRegex(@"^(repeated )?([\w.]+ )?(?<name>\w+) = \d+")]
    private static partial Regex Declaration();
}
