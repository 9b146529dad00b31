using System.Text.Json;

namespace Trace.Relay.Providers;

/// <summary>What 快递鸟 pushes: the whole tracks of one or many waybills, each state with an <c>Action</c>.</summary>
internal static class Kdniao
{
    private const string Placed = "211";
    private const string SignedByLocker = "311";

    /// <summary>The states of a push, in its order, which is the oldest first. A state without an action is the track's <c>StateEx</c> or <c>State</c> where it is the last.</summary>
    /// <exception cref="PushFormatException">It is no such push.</exception>
    public static (string Id, IReadOnlyList<PushedState> States) Read(string data)
    {
        using var document = Json.Parse(data, "RequestData");
        var root = document.RootElement;
        var states = new List<PushedState>();
        foreach (var track in Json.Items(root, "Data").Where(track => track.ValueKind == JsonValueKind.Object))
        {
            var (courier, waybill) = (Json.Text(track, "ShipperCode"), Json.Text(track, "LogisticCode"));
            if (courier.Length == 0 || waybill.Length == 0)
            {
                throw new PushFormatException("RequestData: ShipperCode and LogisticCode must be there");
            }

            var steps = Json.Items(track, "Traces").Where(step => step.ValueKind == JsonValueKind.Object).ToList();
            string[] whole = [.. new[] { Json.Text(track, "StateEx"), Json.Text(track, "State") }.Where(code => code.Length > 0)];
            states.AddRange(steps.Select((step, place) => new PushedState(
                Provider.Kdniao,
                courier,
                waybill,
                Provider.TimeOf(Json.Text(step, "AcceptTime")),
                Codes(Json.Text(step, "Action") is { Length: > 0 } action ? [action] : place == steps.Count - 1 ? whole : [], steps.Take(place)),
                "",
                Json.Text(step, "AcceptStation"))));
        }

        return (Json.Text(root, "EBusinessID"), states);
    }

    private static string[] Codes(string[] own, IEnumerable<JsonElement> before) => own is [SignedByLocker, ..]
        ? [.. Provider.OfLocker(SignedByLocker, Placed, before.Select(step => Json.Text(step, "Action"))), .. own[1..]]
        : own;
}
