namespace Trace.Api.Notices;

/// <summary>Addresses as they may be shown: enough for who knows them, and no more.</summary>
internal static class Masked
{
    /// <summary><c>l…@shop.example</c>; of a webhook its host alone; a dash for none.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="address">The address.</param>
    public static string Of(string channel, string address) => channel switch
    {
        NoticeWriter.Email when address.LastIndexOf('@') is var at and > 0 => $"{address[0]}…{address[at..].TrimEnd('>')}",
        NoticeWriter.Webhook when Uri.TryCreate(address, UriKind.Absolute, out var url) => $"{url.Scheme}://{url.Authority}/…",
        _ => "–",
    };
}
