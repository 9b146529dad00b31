using Trace.Audit.State;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Audit;

/// <summary>What an audit found: all of it counted by rule, the first of each rule kept. Not safe for several threads.</summary>
internal sealed class Findings
{
    /// <summary>Findings of one rule that are kept; those after them are counted.</summary>
    public const int MostOfARule = 100;

    private readonly AuditStore _store;
    private readonly List<VerificationFailure> _kept = [];
    private readonly SortedDictionary<VerificationRule, long> _counts = [];

    private readonly List<VerificationFailure> _told = [];
    private readonly Dictionary<VerificationRule, long> _toldCounts = [];

    // Not written yet.
    private readonly List<VerificationFailure> _fresh = [];

    public Findings(AuditStore store)
    {
        _store = store;
        using (var row = store.Read("SELECT rule, reason, subject, idx, version, message FROM finding ORDER BY id"))
        {
            while (row.Read())
            {
                _kept.Add(new VerificationFailure(Enum.Parse<VerificationRule>(row.GetString(0)), row.GetString(2), row.IsDBNull(3) ? null : (ulong)row.GetInt64(3), row.IsDBNull(4) ? null : (ulong)row.GetInt64(4), row.GetString(5))
                {
                    Reason = (Reason)row.GetInt32(1),
                });
            }
        }

        using var counted = store.Read("SELECT rule, number FROM counted");
        while (counted.Read())
        {
            _counts[Enum.Parse<VerificationRule>(counted.GetString(0))] = counted.GetInt64(1);
        }
    }

    /// <summary>How many there are of each rule.</summary>
    public IReadOnlyDictionary<VerificationRule, long> Counts =>
        _counts.Concat(_toldCounts).GroupBy(count => count.Key).OrderBy(count => count.Key).ToDictionary(count => count.Key, count => count.Sum(one => one.Value));

    /// <summary>Those that are kept, by their places.</summary>
    public IReadOnlyList<VerificationFailure> Kept => [.. _kept.Concat(_told).OrderBy(finding => finding.Index ?? ulong.MaxValue).ThenBy(finding => finding.Rule)];

    public void Add(VerificationFailure finding)
    {
        var before = _counts.GetValueOrDefault(finding.Rule);
        _counts[finding.Rule] = before + 1;
        if (before < MostOfARule)
        {
            _kept.Add(finding);
            _fresh.Add(finding);
        }
    }

    /// <summary>Something that this run alone can say, of the log as it is served now: told, and not written.</summary>
    public void Tell(VerificationFailure finding)
    {
        _told.Add(finding);
        _toldCounts[finding.Rule] = _toldCounts.GetValueOrDefault(finding.Rule) + 1;
        if (_told.Count > MostOfARule)
        {
            _told.RemoveAt(_told.Count - 1);
        }
    }

    public void AddAll(IEnumerable<VerificationFailure> findings)
    {
        foreach (var finding in findings)
        {
            Add(finding);
        }
    }

    /// <summary>Writes what was added since the last time: before a commit.</summary>
    public void Flush()
    {
        foreach (var finding in _fresh)
        {
            _store.Execute(
                "INSERT INTO finding (rule, reason, subject, idx, version, message) VALUES ($0, $1, $2, $3, $4, $5)",
                finding.Rule.ToString(), (long)finding.Reason, finding.Subject, (long?)finding.Index, (long?)finding.Version, finding.Message);
        }

        _fresh.Clear();
        foreach (var (rule, number) in _counts)
        {
            _store.Execute("INSERT OR REPLACE INTO counted VALUES ($0, $1)", rule.ToString(), number);
        }
    }
}
