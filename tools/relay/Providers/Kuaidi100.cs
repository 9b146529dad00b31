using System.Text.Json;

namespace Trace.Relay.Providers;

/// <summary>What 快递100 pushes: the whole track of one waybill, in <c>lastResult.data</c>, with a code of its own for each state from <c>resultv2</c> on.</summary>
internal static class Kuaidi100
{
    private const string Placed = "501";
    private const string SignedByLocker = "304";

    /// <summary>The states of a push, the oldest first. Of the newest, where it has no code, the track's own counts; what lies behind it has none then.</summary>
    /// <exception cref="PushFormatException">It is no such push.</exception>
    public static IReadOnlyList<PushedState> Read(string param)
    {
        using var document = Json.Parse(param, "param");
        var root = document.RootElement;
        if (!root.TryGetProperty("lastResult", out var result) || result.ValueKind != JsonValueKind.Object)
        {
            throw new PushFormatException("param: lastResult is missing");
        }

        var (courier, waybill, whole) = (Json.Text(result, "com"), Json.Text(result, "nu"), Json.Text(result, "state"));
        if (courier.Length == 0 || waybill.Length == 0)
        {
            throw new PushFormatException("param: lastResult.com and lastResult.nu must be there");
        }

        var items = Json.Items(result, "data").Where(item => item.ValueKind == JsonValueKind.Object).ToList();
        // It is pushed with the newest first, and what happened in one second is told apart by its place alone.
        return [.. items.Select((item, place) => new PushedState(
            Provider.Kuaidi100,
            courier,
            waybill,
            Provider.TimeOf(Json.Text(item, "ftime")) ?? Provider.TimeOf(Json.Text(item, "time")),
            Codes(Json.Text(item, "statusCode"), place == 0 ? whole : "", items.Skip(place + 1)),
            AreaOf(Json.Text(item, "areaCode")),
            Json.Text(item, "context"))).Reverse()];
    }

    // The newest state stands first. One that carries no code of its own is told by the whole track's.
    private static string[] Codes(string own, string whole, IEnumerable<JsonElement> before) => (own.Length > 0 ? own : whole) switch
    {
        "" => [],
        SignedByLocker => Provider.OfLocker(SignedByLocker, Placed, before.Select(item => Json.Text(item, "statusCode"))),
        var code => [code],
    };

    // CN and twelve digits, or twelve digits, of which the first six are the region's.
    private static string AreaOf(string area)
    {
        var digits = area.StartsWith("CN", StringComparison.Ordinal) ? area[2..] : area;
        return digits.Length >= 6 && digits.All(char.IsAsciiDigit) ? digits[..6] : "";
    }
}
