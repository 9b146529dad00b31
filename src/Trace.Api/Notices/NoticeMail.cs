using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Trace.Api.Hosting;

namespace Trace.Api.Notices;

/// <summary>Sends one notice by e-mail. Sent twice, it has the same Message-ID.</summary>
internal sealed class NoticeMail(TraceSettings settings)
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(30);

    /// <summary>Sends it.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="address">Where to.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task SendAsync(Waiting notice, string address, CancellationToken cancellation)
    {
        var smtp = settings.Smtp ?? throw new InvalidOperationException("no TRACE_SMTP_HOST is set");
        var from = MailboxAddress.Parse(smtp.From);
        using var message = new MimeMessage { Subject = notice.Title, MessageId = $"trace-{notice.Id}.{notice.DutyDigest}@{from.Domain}" };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(address));

        // Out-of-office answers to what no person wrote help nobody (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new TextPart("plain") { Text = notice.Body };
        using var client = new SmtpClient { Timeout = (int)s_within.TotalMilliseconds };
        await client.ConnectAsync(smtp.Host, smtp.Port, smtp.Security switch { "tls" => SecureSocketOptions.SslOnConnect, "none" => SecureSocketOptions.None, _ => SecureSocketOptions.StartTls }, cancellation);
        if (smtp.User is { } user)
        {
            await client.AuthenticateAsync(user, smtp.Password ?? "", cancellation);
        }

        await client.SendAsync(message, cancellation);
        await client.DisconnectAsync(quit: true, cancellation);
    }
}
