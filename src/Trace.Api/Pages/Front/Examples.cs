using Npgsql;
using Trace.Api.Hosting;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;

namespace Trace.Api.Pages.Front;

/// <summary>A few histories of the sample: the items with most to see, then lots, those that were called back first. Looked up now and then, since the sample is loaded while the service runs.</summary>
internal sealed class Examples(NpgsqlDataSource source, TraceSettings settings, TimeProvider time)
{
    private const int MostOfEach = 3;

    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);

    // GTINs under 952 are GS1's own for examples, and nobody else's: a real shop's goods are never shown here.
    private const string Longest = """
        SELECT e.subject, max(e.version), bool_or(m.type = 'recall'), (SELECT l.bdata FROM ledger.mt_events l WHERE l.stream_id = substr(e.subject, 1, 17) AND l.type = 'listing' ORDER BY l.version LIMIT 1)
        FROM ledger.log_entry e JOIN ledger.mt_events m ON m.seq_id = e.index + 1
        WHERE e.subject >= '01/0952' AND e.subject < '01/0953' AND (e.subject LIKE '01/%/21/%' OR e.subject LIKE '01/%/10/%')
        GROUP BY e.subject
        ORDER BY e.subject LIKE '01/%/21/%' DESC, bool_or(m.type = 'recall') DESC, max(e.version) DESC, e.subject
        LIMIT 400
        """;

    private IReadOnlyList<Example> _last = [];
    private DateTimeOffset _until;

    /// <summary>The examples, none in a ledger without the sample.</summary>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<Example>> ReadAsync(CancellationToken cancellation)
    {
        if (settings.Sample == SampleData.None || time.GetUtcNow() < _until)
        {
            return _last;
        }

        var found = new List<Example>();
        await using var select = source.CreateCommand(Longest);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            // One of each product and kind: a newcomer wants to see different things.
            var subject = SubjectKey.Parse(reader.GetString(0));
            var isItem = subject.Kind == SubjectKind.Item;
            if (found.Count(other => other.IsItem == isItem) < MostOfEach && !await reader.IsDBNullAsync(3, cancellation) && RecordedEntry.Parse(Google.Protobuf.ByteString.CopyFrom(reader.GetFieldValue<byte[]>(3))).Statement.Message.Listing is { } listing
                && !found.Exists(other => other.IsItem == isItem && other.Zh == listing.Name.Zh))
            {
                found.Add(new Example(AddressOf(subject), listing.Name.Zh, listing.Name.En, isItem, subject.Serial ?? subject.Lot ?? "", reader.GetInt64(1), reader.GetBoolean(2)));
            }
        }

        _until = time.GetUtcNow() + s_kept;
        return _last = found;
    }

    private static string AddressOf(SubjectKey subject) => DigitalLink.Of(subject, stem: "") ?? $"/{subject}";
}
