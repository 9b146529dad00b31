using MimeKit;

namespace Trace.Api.Notices;

/// <summary>Addresses as they may be shown and kept: enough for who knows them, and no more.</summary>
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

    /// <summary>A text with the address masked wherever it stands in it, as mail servers and sockets repeat it.</summary>
    /// <param name="text">Such as an error's.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="address">The address.</param>
    public static string In(string text, string channel, string address)
    {
        var bare = channel == NoticeWriter.Email && MailboxAddress.TryParse(address, out var mailbox) ? mailbox.Address : address;
        return text.Replace(address, Of(channel, address), StringComparison.OrdinalIgnoreCase).Replace(bare, Of(channel, bare), StringComparison.OrdinalIgnoreCase);
    }
}
