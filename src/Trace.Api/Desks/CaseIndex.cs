using Npgsql;
using Trace.Api.Ledger;

namespace Trace.Api.Desks;

/// <summary>Which items and parcels were complained of, or asked to be taken back, in memory.</summary>
internal sealed class CaseIndex(NpgsqlDataSource source, Checkpoints checkpoints) : IDisposable
{
    private readonly Dictionary<string, HashSet<string>> _byRespondent = [];
    private readonly List<string> _all = [];
    private readonly HashSet<string> _known = [];
    private readonly Dictionary<string, List<string>> _bySeller = [];
    private readonly KindFollower _complaints = new(source, checkpoints, "bdata", "complaint");

    // A request names the opening of what was sold, and so no seller: whoever sold the goods is found beside it.
    private readonly KindFollower _returns = new(
        source, checkpoints, "stream_id, ARRAY(SELECT sale.bdata FROM ledger.mt_events sale WHERE sale.stream_id = mt_events.stream_id AND sale.type = 'sale')", "return_request");

    /// <summary>The subjects with complaints, the newest first.</summary>
    /// <param name="respondent">Of complaints that name this party; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<string>> SubjectsAsync(string? respondent, CancellationToken cancellation) => _complaints.AskAsync<IReadOnlyList<string>>(
        Take, () => [.. (respondent is null ? _all : _byRespondent.TryGetValue(respondent, out var named) ? _all.Where(named.Contains) : []).Reverse()], cancellation);

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
        var (subject, respondent) = (statement.Subject.Value, statement.Message.Complaint.Respondent);
        if (_known.Add(subject))
        {
            _all.Add(subject);
        }

        (_byRespondent.TryGetValue(respondent, out var named) ? named : _byRespondent[respondent] = []).Add(subject);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _complaints.Dispose();
        _returns.Dispose();
    }
}
