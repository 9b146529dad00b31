namespace Courier;

/// <summary>How the program was called.</summary>
internal sealed record Settings(string Server, string Policy, string Key, string Courier)
{
    public const string Usage = """
        usage: courier --server URL --policy FILE --key FILE --courier CODE [--place REGION] [--folder DIR] [--wait SECONDS] [scans file]
          CODE   快递100's code of the courier whose waybills most are, such as shunfeng
          REGION GB/T 2260 province where the device is, such as 350000; none is said without it
          DIR    where outbox, keys of the year and pictures are kept; ./courier-data without it
        """;

    public string Place { get; private init; } = "";

    public string Folder { get; private init; } = "courier-data";

    /// <summary>How long to wait at the end for what is not sent yet.</summary>
    public TimeSpan Wait { get; private init; } = TimeSpan.FromSeconds(10);

    /// <summary>A file of scans; null for standard input.</summary>
    public string? Scans { get; private init; }

    /// <summary>Null where something is missing or not known.</summary>
    public static Settings? Read(string[] arguments)
    {
        var named = new Dictionary<string, string>();
        string? scans = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < arguments.Length)
            {
                named[arguments[i][2..]] = arguments[++i];
            }
            else if (scans is null && !arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                scans = arguments[i];
            }
            else
            {
                return null;
            }
        }

        if (named.Keys.Except(["server", "policy", "key", "courier", "place", "folder", "wait"]).Any()
            || !named.TryGetValue("server", out var server) || !named.TryGetValue("policy", out var policy) || !named.TryGetValue("key", out var key) || !named.TryGetValue("courier", out var courier))
        {
            return null;
        }

        return new Settings(server, policy, key, courier)
        {
            Place = named.GetValueOrDefault("place", ""),
            Folder = named.GetValueOrDefault("folder", "courier-data"),
            Wait = TimeSpan.FromSeconds(int.TryParse(named.GetValueOrDefault("wait", "10"), out var seconds) ? seconds : 10),
            Scans = scans,
        };
    }
}
