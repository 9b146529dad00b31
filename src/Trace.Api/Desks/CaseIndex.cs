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
    private readonly Dictionary<string, List<string>> _bySeller = [];
    private readonly KindFollower _complaints = new(source, checkpoints, "bdata, seq_id", "complaint", "closure", "escalation");

    // A request names the opening of what was sold, and so no seller: whoever sold the goods is found beside it.
    private readonly KindFollower _returns = new(
        source, checkpoints, "stream_id, ARRAY(SELECT sale.bdata FROM ledger.mt_events sale WHERE sale.stream_id = mt_events.stream_id AND sale.type = 'sale')", "return_request");

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
    /// <param name="seller">Who sold them.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<string>> ReturnsAsync(string seller, CancellationToken cancellation) => _returns.AskAsync<IReadOnlyList<string>>(
        TakeReturn, () => [.. _bySeller.GetValueOrDefault(seller, []).AsEnumerable().Reverse()], cancellation);

    private void TakeReturn(NpgsqlDataReader row)
    {
        var subject = row.GetString(0);
        foreach (var seller in row.GetFieldValue<byte[][]>(1).Select(sale => StatementOf(sale).Message.Party).Distinct())
        {
            var known = _bySeller.TryGetValue(seller, out var list) ? list : _bySeller[seller] = [];
            known.Remove(subject);
            known.Add(subject);
        }
    }

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
            (_byRespondent.TryGetValue(complaint.Respondent, out var named) ? named : _byRespondent[complaint.Respondent] = []).Add(subject);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _complaints.Dispose();
        _returns.Dispose();
    }
}
