using Npgsql;

namespace Trace.Browser.Tests;

/// <summary>Notices as the senders leave them: of each state one, by e-mail and webhook.</summary>
internal static class Outbox
{
    /// <summary>Puts them into a ledger's outbox, each due again later than any test runs.</summary>
    public static async Task FillAsync(string database, string subject, string party)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var insert = source.CreateCommand("""
            INSERT INTO deadlines.notice (duty, kind, subject, party, channel, address, title, body, made_at, next_at, attempts, sent_at, problem) VALUES
            ('1', 'RemindRespondent', $1, $2, 'email', 'service@fuding-tea.example', 't', 'b', now() - interval '2 days', NULL, 1, now() - interval '2 days', ''),
            ('2', 'OfferFile', $1, $2, 'webhook', 'https://hooks.fuding-tea.example/trace', 't', 'b', now() - interval '1 day', NULL, 20, NULL, '410 Gone'),
            ('3', 'TakeOver', $1, $2, 'webhook', 'https://hooks.fuding-tea.example/trace', 't', 'b', now() - interval '3 hours', now() + interval '1 hour', 4, NULL, '503 Service Unavailable'),
            ('4', 'NotArrived', $1, $2, 'none', '', 't', 'b', now() - interval '1 hour', NULL, 0, NULL, 'no address is known'),
            ('5', 'RemindRefund', $1, $2, 'webhook', 'https://hooks.fuding-tea.example/trace', 't', 'b', now() - interval '30 minutes', NULL, 1, now() - interval '30 minutes', ''),
            ('6', 'CloseByTime', $1, $2, 'email', 'service@fuding-tea.example', 't', 'b', now(), now() + interval '1 hour', 0, NULL, '')
            """);
        insert.Parameters.AddWithValue(subject);
        insert.Parameters.AddWithValue(party);
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
