using System.Globalization;

namespace Trace.Relay.Providers;

/// <summary>The names of providers, as the table has them.</summary>
public static class Provider
{
    /// <summary>快递100.</summary>
    public const string Kuaidi100 = "快递100";

    /// <summary>快递鸟.</summary>
    public const string Kdniao = "快递鸟";

    /// <summary>微信.</summary>
    public const string Weixin = "微信";

    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    /// <summary>
    /// The codes of a signature by a locker or station, which providers give for a parcel that is put there and for one that is taken out: the latter
    /// where the same track says before it that it was put there.
    /// </summary>
    /// <param name="signed">The code of the signature.</param>
    /// <param name="placed">The code of a parcel that is put there.</param>
    /// <param name="before">The codes of the track before it.</param>
    internal static string[] OfLocker(string signed, string placed, IEnumerable<string> before) => before.Contains(placed) ? [$"{signed} after {placed}", signed] : [signed];

    /// <summary>A time as providers write it: by China's clocks, and without saying so.</summary>
    internal static DateTimeOffset? TimeOf(string? text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy/MM/dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? new DateTimeOffset(time, s_china) : null;
}

/// <summary>One state of one waybill, as a provider pushed it.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Courier">The courier, as the provider calls it.</param>
/// <param name="Waybill">The number: personal.</param>
/// <param name="At">When; null where it is not said in a way that can be read.</param>
/// <param name="Codes">The provider's codes, the finest first; none where it gives none.</param>
/// <param name="Area">A region code, or empty.</param>
/// <param name="Words">What the courier wrote: personal.</param>
public sealed record PushedState(string Provider, string Courier, string Waybill, DateTimeOffset? At, IReadOnlyList<string> Codes, string Area, string Words);

/// <summary>A push was not what its provider sends.</summary>
/// <param name="message">The rule, and what came.</param>
public sealed class PushFormatException(string message) : FormatException(message);
