using System.Text.Json;
using MimeKit;
using Trace.Api.Hosting;
using Trace.Api.Pages;
using Trace.Api.Parties;

namespace Trace.Api.Notices;

/// <summary>Where a party is told.</summary>
/// <param name="Language">One of <see cref="PageLanguage.All"/>.</param>
/// <param name="Email">Its address for e-mail; empty for none.</param>
/// <param name="Webhook">Where it takes webhooks; empty for none.</param>
internal sealed record Contact(string Language, string Email, string Webhook);

/// <summary>
/// Where parties are told, which stays off the log: the operator's file, and where that does not name a party the address of its application. The file: <c>{"party/gln/…": {"email": "…", "language": "zh", "webhook": "https://…"}}</c>.
/// Read again when it changed; a file that is wrong leaves the last that was right.
/// </summary>
internal sealed class Contacts(TraceSettings settings, ApplicationDesk applications, ILogger<Contacts> logger)
{
    private readonly Lock _reading = new();
    private Dictionary<string, Contact> _known = [];
    private DateTime _readAt;

    /// <summary>Where a party is told; null where that is not known. The file wins: a party that it names without an address is not told.</summary>
    /// <param name="party">Its subject key.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Contact?> OfAsync(string party, CancellationToken cancellation) =>
        OfFile(party) ?? (await applications.EmailOfAsync(party, cancellation) is var (language, email) ? new Contact(language, email, "") : null);

    private Contact? OfFile(string party)
    {
        lock (_reading)
        {
            if (settings.Contacts is { } file && File.Exists(file) && File.GetLastWriteTimeUtc(file) is var changed && changed != _readAt)
            {
                _readAt = changed;
                try
                {
                    _known = Read(File.ReadAllText(file));
                }
                catch (Exception problem) when (problem is FormatException or IOException or UnauthorizedAccessException)
                {
                    logger.ContactsWrong(file, problem.Message);
                }
            }

            return _known.GetValueOrDefault(party);
        }
    }

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="FormatException">It is no such file, or an address is none; the message names which.</exception>
    internal static Dictionary<string, Contact> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.EnumerateObject().ToDictionary(party => party.Name, party => Checked(party.Name, new Contact(
                Text(party.Value, "language") is { Length: > 0 } language ? language : "zh", Text(party.Value, "email"), Text(party.Value, "webhook"))));
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"an object of parties is wanted, each once and with texts alone: {problem.Message}", problem);
        }
    }

    private static Contact Checked(string party, Contact contact) =>
        !PageLanguage.All.Contains(contact.Language) ? throw new FormatException($"{party}: language must be one of {string.Join(", ", PageLanguage.All)}")
        : contact.Email.Length > 0 && !MailboxAddress.TryParse(contact.Email, out _) ? throw new FormatException($"{party}: email is no address")
        : contact.Webhook.Length > 0 && (!Uri.TryCreate(contact.Webhook, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")) ? throw new FormatException($"{party}: webhook must be an address with https or http")
        : contact;

    private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out var member) ? member.GetString() ?? "" : "";
}
