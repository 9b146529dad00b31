using System.Text.Json;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Pages;
using Trace.Api.Products.Reading;
using Trace.Api.Products.Words;
using Trace.Domain.Complaints;

namespace Trace.Api.Notices;

/// <summary>
/// Writes notices of what fell due into the outbox: one a duty, party and channel, however often it is asked to. Where a party is told is looked up
/// when it is sent; what is kept of an address is no more than the operator's page shows.
/// </summary>
internal sealed class NoticeWriter(Contacts contacts, TraceSettings settings, TimeProvider time)
{
    /// <summary>The channel of a notice that has nowhere to go: it is seen on the operator's page.</summary>
    public const string Nowhere = "none";

    /// <summary>The channel of e-mail.</summary>
    public const string Email = "email";

    /// <summary>The channel of webhooks.</summary>
    public const string Webhook = "webhook";

    private const string Insert = """
        INSERT INTO deadlines.notice (duty, kind, subject, party, channel, address, title, body, made_at, next_at, problem)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
        """;

    private static readonly Dictionary<string, PageTexts> s_texts = PageTexts.Load("notices");

    /// <summary>Writes the notices of a duty.</summary>
    /// <param name="duty">What fell due.</param>
    /// <param name="read">What it follows from: for names.</param>
    /// <param name="connection">Where to.</param>
    /// <param name="transaction">In one with what was done.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task WriteAsync(Duty duty, ReadProduct read, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        foreach (var party in duty.To)
        {
            var contact = await contacts.OfAsync(party, cancellation);
            var texts = s_texts[contact?.Language ?? PageLanguage.All[0]];
            var (title, body) = Worded(duty, party, read, texts);
            foreach (var (channel, address, text) in ChannelsOf(contact, duty, party, body))
            {
                await using var insert = new NpgsqlCommand(Insert, connection, transaction);
                var now = time.GetUtcNow();
                foreach (var value in (object[])[duty.Name, duty.Kind.ToString(), duty.Subject.Value, party, channel, Masked.Of(channel, address), title, text, now, channel == Nowhere ? DBNull.Value : now, channel == Nowhere ? "no address is known" : ""])
                {
                    insert.Parameters.Add(value is DBNull ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz } : new NpgsqlParameter { Value = value });
                }

                await insert.ExecuteNonQueryAsync(cancellation);
            }
        }
    }

    private IEnumerable<(string Channel, string Address, string Body)> ChannelsOf(Contact? contact, Duty duty, string party, string body)
    {
        var any = false;
        if (contact is { Email.Length: > 0 } && settings.Smtp is not null)
        {
            any = true;
            yield return (Email, contact.Email, body);
        }

        if (contact is { Webhook.Length: > 0 })
        {
            any = true;
            yield return (Webhook, contact.Webhook, JsonSerializer.Serialize(new Dictionary<string, string>
            {
                ["kind"] = duty.Kind.ToString(),
                ["subject"] = duty.Subject.Value,
                ["of"] = duty.Of.ToString(),
                ["due"] = duty.At.UtcDateTime.ToString("o", System.Globalization.CultureInfo.InvariantCulture),
                ["to"] = party,
                ["address"] = AddressOf(duty),
            }));
        }

        if (!any)
        {
            yield return (Nowhere, "", body);
        }
    }

    private (string Title, string Body) Worded(Duty duty, string party, ReadProduct read, PageTexts texts)
    {
        var words = new PageWords(PageTexts.Of(texts.Language), read.Context.Parties, read.Registrar);
        (string, object)[] values = [("subject", duty.Subject.Value), ("due", China(duty.At)), ("address", AddressOf(duty)), ("party", words.Party(party))];
        return (texts.Say($"{duty.Kind}.title", values), $"{texts.Say("greeting", values)}\n\n{texts.Say($"{duty.Kind}.text", values)}\n\n{AddressOf(duty)}\n\n{texts.Say("signature", values)}\n");
    }

    private static string China(DateTimeOffset time) => time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private string AddressOf(Duty duty) => settings.PublicUrl is { } url ? $"{url}{duty.Subject}" : $"/{duty.Subject}";
}
