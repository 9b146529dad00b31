using Npgsql;
using Trace.Api.Ledger;

namespace Trace.Api.Desks;

/// <summary>Which items and parcels were complained of, in memory.</summary>
internal sealed class CaseIndex(NpgsqlDataSource source, Checkpoints checkpoints) : IDisposable
{
    private readonly Dictionary<string, HashSet<string>> _byRespondent = [];
    private readonly List<string> _all = [];
    private readonly HashSet<string> _known = [];
    private readonly KindFollower _complaints = new(source, checkpoints, "bdata", "complaint");

    /// <summary>The subjects with complaints, the newest first.</summary>
    /// <param name="respondent">Of complaints that name this party; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<string>> SubjectsAsync(string? respondent, CancellationToken cancellation) => _complaints.AskAsync<IReadOnlyList<string>>(
        Take, () => [.. (respondent is null ? _all : _byRespondent.TryGetValue(respondent, out var named) ? _all.Where(named.Contains) : []).Reverse()], cancellation);

    private void Take(NpgsqlDataReader row)
    {
        var statement = Domain.Ledger.RecordedEntry.Parse(Google.Protobuf.UnsafeByteOperations.UnsafeWrap(row.GetFieldValue<byte[]>(0))).Statement;
        var (subject, respondent) = (statement.Subject.Value, statement.Message.Complaint.Respondent);
        if (_known.Add(subject))
        {
            _all.Add(subject);
        }

        (_byRespondent.TryGetValue(respondent, out var named) ? named : _byRespondent[respondent] = []).Add(subject);
    }

    /// <inheritdoc/>
    public void Dispose() => _complaints.Dispose();
}
