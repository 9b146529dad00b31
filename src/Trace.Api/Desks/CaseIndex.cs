using Npgsql;
using Trace.Api.Ledger;

namespace Trace.Api.Desks;

/// <summary>Which items and parcels were complained of, or asked to be taken back, in memory.</summary>
internal sealed class CaseIndex(NpgsqlDataSource source, Checkpoints checkpoints) : IDisposable
{
    private readonly Dictionary<string, HashSet<string>> _byRespondent = [];

    // Each with the number of what was said of it last. A Closure ends a case, and whoever escalates or complains again opens one.
    private readonly Dictionary<string, long> _open = [];
    private readonly Dictionary<string, long> _closed = [];
    private readonly KindFollower _complaints = new(source, checkpoints, "bdata, seq_id", "complaint", "closure", "escalation");
    private readonly Dictionary<string, HashSet<string>> _bySeller = [];
    private readonly Dictionary<string, long> _returned = [];

    // A request names the opening of what was sold, and so no seller: whoever sold the goods is found beside it.
    private readonly KindFollower _returns = new(
        source, checkpoints, "stream_id, seq_id, ARRAY(SELECT sale.bdata FROM ledger.mt_events sale WHERE sale.stream_id = mt_events.stream_id AND sale.type = 'sale')", "return_request");

    /// <summary>The subjects with complaints: first those that no Closure ended, whose complaint came first before others, then the others, the newest first.</summary>
    /// <param name="respondent">Of complaints that name this party; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<string>> SubjectsAsync(string? respondent, CancellationToken cancellation) => _complaints.AskAsync<IReadOnlyList<string>>(
        Take,
        () =>
        {
            var named = respondent is null ? null : _byRespondent.GetValueOrDefault(respondent, []);
            return [.. _open.OrderBy(one => one.Value).Concat(_closed.OrderByDescending(one => one.Value)).Select(one => one.Key).Where(subject => named?.Contains(subject) != false)];
        },
        cancellation);

    /// <summary>The subjects whose buyers asked to return them, the newest first.</summary>
    /// <param name="seller">Of what this party sold; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<string>> ReturnsAsync(string? seller, CancellationToken cancellation) => _returns.AskAsync<IReadOnlyList<string>>(
        TakeReturn,
        () =>
        {
            var sold = seller is null ? null : _bySeller.GetValueOrDefault(seller, []);
            return [.. _returned.OrderByDescending(one => one.Value).Select(one => one.Key).Where(subject => sold?.Contains(subject) != false)];
        },
        cancellation);

    private void TakeReturn(NpgsqlDataReader row)
    {
        var subject = row.GetString(0);
        _returned[subject] = row.GetInt64(1);
        foreach (var seller in row.GetFieldValue<byte[][]>(2).Select(sale => StatementOf(sale).Message.Party))
        {
            Add(_bySeller, seller, subject);
        }
    }

    private static void Add(Dictionary<string, HashSet<string>> byParty, string party, string subject) =>
        (byParty.TryGetValue(party, out var known) ? known : byParty[party] = []).Add(subject);

    private static Domain.Statements.ParsedStatement StatementOf(byte[] entry) => Domain.Ledger.RecordedEntry.Parse(Google.Protobuf.UnsafeByteOperations.UnsafeWrap(entry)).Statement;

    private void Take(NpgsqlDataReader row)
    {
        var statement = StatementOf(row.GetFieldValue<byte[]>(0));
        var (subject, at) = (statement.Subject.Value, row.GetInt64(1));
        if (statement.Message.Closure is not null)
        {
            _open.Remove(subject);
            _closed[subject] = at;
            return;
        }

        _closed.Remove(subject);
        _open.TryAdd(subject, at);
        if (statement.Message.Complaint is { } complaint)
        {
            Add(_byRespondent, complaint.Respondent, subject);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _complaints.Dispose();
        _returns.Dispose();
    }
}
