using System.Globalization;
using Trace.Domain.Ledger;

namespace Trace.Import.Orders;

/// <summary>Times as the files write them: of the clock on the wall in China, or counted from the ledger's beginning.</summary>
internal static class OrdersTime
{
    /// <summary>China's offset, in minutes east of UTC.</summary>
    public const int OffsetMinutes = 480;

    private const string Began = "began";

    /// <summary>Reads <c>2026-09-03 10:12</c>, or <c>began-2h</c>, <c>began+90min</c>.</summary>
    /// <param name="text">As it stands.</param>
    /// <param name="began">When the ledger began.</param>
    /// <returns>Microseconds since 1970 UTC; null where it is neither.</returns>
    public static long? Parse(string text, long began)
    {
        if (text.StartsWith(Began, StringComparison.Ordinal))
        {
            var minutes = text.EndsWith("min", StringComparison.Ordinal);
            var number = text[Began.Length..].Replace(minutes ? "min" : "h", "", StringComparison.Ordinal);
            return long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
                ? began + (count * (minutes ? 60_000_000L : 3_600_000_000L))
                : null;
        }

        return DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? UnixMicroseconds.Of(new DateTimeOffset(local, TimeSpan.FromMinutes(OffsetMinutes)))
            : null;
    }
}
