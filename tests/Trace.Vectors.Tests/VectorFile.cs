using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trace.Vectors.Tests;

/// <summary>One file of vectors: a topic, and its cases in groups that are each checked in one way. Its form is that of vectors/README.md.</summary>
/// <param name="Name">Of the file in <c>vectors/</c>, without <c>.json</c>.</param>
/// <param name="About">What it is about, and by which section of which specification.</param>
internal sealed record VectorFile(string Name, string About)
{
    /// <summary>The verdict of what is good.</summary>
    public const string Valid = "valid";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        // Read by tests, never by a browser's HTML parser: Chinese and quotation marks stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject _groups = [];

    /// <summary>From the repository's root.</summary>
    public string Path => PathOf(Name);

    /// <summary>The path of a file by its name.</summary>
    public static string PathOf(string name) => $"vectors/{name}.json";

    /// <summary>The same file with one group more.</summary>
    public VectorFile With(string group, IEnumerable<JsonObject> cases)
    {
        _groups.Add(group, new JsonArray([.. cases]));
        return this;
    }

    public string ToJson()
    {
        var root = new JsonObject { ["about"] = About };
        foreach (var (group, cases) in _groups)
        {
            root.Add(group, cases!.DeepClone());
        }

        return root.ToJsonString(Readable) + "\n";
    }
}
