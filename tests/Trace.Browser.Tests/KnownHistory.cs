using System.Text.Json.Nodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>A history of the vectors, as files that somebody could hand on.</summary>
internal sealed class KnownHistory
{
    private readonly JsonNode _case;

    private KnownHistory(JsonNode found) => _case = found;

    public string Policy => _case["policy"]!.GetValue<string>();

    public byte[] Bundle => Convert.FromHexString(_case["bundle"]!.GetValue<string>());

    /// <summary>The history as a <c>.tlog-proof</c>.</summary>
    public byte[] Proof => HistoryProof.Create(HistoryBundle.Parser.ParseFrom(Bundle)).ToBytes();

    public static KnownHistory Named(string name)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "vectors", "histories.json")))!;
        return new KnownHistory(file["histories"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == name)!);
    }
}
