using System.Net;
using Npgsql;
using Trace.Api.Pages;

namespace Trace.Api.Notices;

/// <summary>A notice as the operator sees it.</summary>
public sealed record ShownNotice(string Kind, string Subject, string Party, string Channel, string Address, DateTimeOffset MadeAt, int Attempts, DateTimeOffset? SentAt, DateTimeOffset? NextAt, string Problem)
{
    /// <summary>The name of the text that says how it stands.</summary>
    public string State => SentAt is not null ? "sent" : NextAt is null ? (Channel == NoticeWriter.Nowhere ? "unaddressed" : "givenUp") : Attempts > 0 ? "failed" : "waits";
}

/// <summary>What the page of notices shows.</summary>
public sealed record NoticesModel(PageTexts Texts, IReadOnlyList<ShownNotice> Notices, IReadOnlyDictionary<string, long> Counts, string WebhookKey, string SwitchTo);

/// <summary><c>/operator/notices</c>: what went out, to whom, and what waits; to browsers on this machine alone, by a name of this machine.</summary>
internal static class NoticesPage
{
    private const string Address = "/operator/notices";
    private const int Most = 200;

    private static readonly Dictionary<string, PageTexts> s_texts = PageTexts.Load("notices");

    // A name that somebody else's page could have made to mean this machine is none of these.
    private static readonly string[] s_names = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Maps it.</summary>
    /// <param name="pages">The group of pages.</param>
    public static void Map(RouteGroupBuilder pages) => pages.MapMethods(Address, [HttpMethods.Get, HttpMethods.Head], AnswerAsync);

    private static async Task AnswerAsync(HttpContext context, NpgsqlDataSource source, NoticePost post)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Connection.RemoteIpAddress is not { } from || !IPAddress.IsLoopback(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from) || !s_names.Contains(context.Request.Host.Host) || context.Request.Headers.ContainsKey("X-Forwarded-For"))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var texts = s_texts[PageLanguage.Of(context.Request)];
        var model = new NoticesModel(texts, await ReadAsync(source, context.RequestAborted), await CountAsync(source, context.RequestAborted), post.PublicKeyText, $"{Address}?lang={(texts.IsChinese ? "en" : "zh")}");
        await PageSlice.AnswerAsync(context, NoticesView.Create(model));
    }

    private static async Task<List<ShownNotice>> ReadAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var select = source.CreateCommand("SELECT kind, subject, party, channel, address, made_at, attempts, sent_at, next_at, problem FROM deadlines.notice ORDER BY id DESC LIMIT $1");
        select.Parameters.AddWithValue(Most);
        var notices = new List<ShownNotice>();
        await using var row = await select.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            DateTimeOffset? Time(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
            notices.Add(new ShownNotice(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Masked.Of(row.GetString(3), row.GetString(4)), row.GetFieldValue<DateTimeOffset>(5), row.GetInt32(6), Time(7), Time(8), row.GetString(9)));
        }

        return notices;
    }

    private static async Task<Dictionary<string, long>> CountAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var count = source.CreateCommand("""
            SELECT CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN next_at IS NULL AND channel = 'none' THEN 'unaddressed' WHEN next_at IS NULL THEN 'givenUp' WHEN attempts > 0 THEN 'failed' ELSE 'waits' END AS state, count(*)
            FROM deadlines.notice GROUP BY state
            """);
        var counts = new Dictionary<string, long>();
        await using var row = await count.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            counts[row.GetString(0)] = row.GetInt64(1);
        }

        return counts;
    }
}
