using System.Security.Cryptography;
using System.Text;
using Trace.Tool;

namespace Trace.LabelPrinter.Serving;

/// <summary>Who may do what: the page's own files are anybody's on this machine, everything else takes the token, and no other web site gets in.</summary>
/// <param name="port">Where it is served.</param>
/// <param name="origin">The one other site; null for none.</param>
/// <param name="token">What a request must bring.</param>
internal sealed class Guard(int port, string? origin, string token)
{
    private readonly string[] _hosts = [$"127.0.0.1:{port}", $"localhost:{port}"];
    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    /// <summary>Reads the origin of <c>--origin</c>: scheme, host and port, as browsers write it.</summary>
    public static string OriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.AbsolutePath is "/" or "/dispatch" && address.UserInfo.Length == 0
            ? address.GetLeftPart(UriPartial.Authority)
            : throw new UsageException($"--origin \"{text}\": must be a web site's scheme, host and port, such as https://192.168.1.20:8443");

    /// <summary>Whether the request was meant for this machine: a name that somebody else's DNS leads here is not ours.</summary>
    public bool IsHost(string host) => _hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a page of this origin may ask at all; browsers send none with what a person types.</summary>
    public bool MayAsk(string? from) => string.IsNullOrEmpty(from) || IsOther(from) || _hosts.Any(host => from == $"http://{host}");

    /// <summary>Whether it is the one other site, which has to be told that it may read the answer.</summary>
    public bool IsOther(string? from) => origin is not null && from == origin;

    /// <summary>Whether the token is right.</summary>
    /// <param name="authorization">The header.</param>
    public bool IsKnown(string? authorization) => authorization is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var brought]
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(brought), _token);
}
