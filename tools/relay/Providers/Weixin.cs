using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace Trace.Relay.Providers;

/// <summary>What 微信 pushes: the event <c>add_express_path</c>, the whole path of one waybill, in JSON or XML as the account is set.</summary>
internal static class Weixin
{
    private const string Event = "add_express_path";
    private const string Encrypt = "Encrypt";

    /// <summary>The states of a push, in its order, which is the oldest first; none of an event that is another.</summary>
    /// <exception cref="PushFormatException">It is no such push, or is encrypted.</exception>
    public static IReadOnlyList<PushedState> Read(string body) => IsXml(body) ? OfXml(ParseXml(body)) : OfJson(body);

    /// <summary>What is encrypted of a push; empty where nothing is.</summary>
    /// <exception cref="PushFormatException">It is no push.</exception>
    public static string EncryptedOf(string body)
    {
        if (IsXml(body))
        {
            return Text(ParseXml(body), Encrypt);
        }

        using var document = Json.Parse(body, "body");
        return Json.Text(document.RootElement, Encrypt);
    }

    private static bool IsXml(string body) => body.TrimStart().StartsWith('<');

    private static IReadOnlyList<PushedState> Of(string name, string encrypted, IEnumerable<PushedState> states) => name switch
    {
        Event => [.. states],

        // Nobody's push is passed over because its account encrypts.
        "" when encrypted.Length > 0 => throw new PushFormatException("the body is encrypted: weixin.aesKey and weixin.appId must be in the relay's settings"),
        _ => [],
    };

    private static IReadOnlyList<PushedState> OfJson(string body)
    {
        using var document = Json.Parse(body, "body");
        var root = document.RootElement;
        return Of(Json.Text(root, "Event"), Json.Text(root, Encrypt), Json.Items(root, "Actions").Where(action => action.ValueKind == JsonValueKind.Object).Select(action =>
            Of(Json.Text(root, "DeliveryID"), Json.Text(root, "WayBillId"), Json.Text(action, "ActionTime"), Json.Text(action, "ActionType"), Json.Text(action, "ActionMsg"))));
    }

    private static XElement ParseXml(string body)
    {
        try
        {
            // No document type, and so no entities to grow or to fetch.
            using var reader = XmlReader.Create(new StringReader(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException problem)
        {
            throw new PushFormatException($"the body is no XML: line {problem.LineNumber}, column {problem.LinePosition}");
        }
    }

    private static IReadOnlyList<PushedState> OfXml(XElement root) => Of(Text(root, "Event"), Text(root, Encrypt), root.Elements("Actions").Select(action =>
        Of(Text(root, "DeliveryID"), Text(root, "WayBillId"), Text(action, "ActionTime"), Text(action, "ActionType"), Text(action, "ActionMsg"))));

    private static PushedState Of(string courier, string waybill, string time, string type, string words) => courier.Length == 0 || waybill.Length == 0
        ? throw new PushFormatException("DeliveryID and WayBillId must be there")
        : new PushedState(
            Provider.Weixin,
            courier,
            waybill,
            long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 4_102_444_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromHours(8)) : null,
            type.Length > 0 ? [type] : [],
            "",
            words);

    private static string Text(XElement element, string name) => element.Element(name)?.Value.Trim() ?? "";
}
