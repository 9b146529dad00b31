using Npgsql;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Desks;

/// <summary>Which items and parcels were complained of, or asked to be taken back, in memory.</summary>
internal sealed class CaseIndex(NpgsqlDataSource source, Checkpoints checkpoints) : IDisposable
{
    private readonly Dictionary<string, HashSet<string>> _byRespondent = [];

    private readonly OpenFirst _complained = new();

    // By subject the complaints that a Closure by time ended: an escalation takes them up again, and nothing else does.
    private readonly Dictionary<string, HashSet<Hash256>> _timedOut = [];
    private readonly KindFollower _complaints = new(source, checkpoints, "bdata, seq_id", "complaint", "closure", "escalation", "correction");
    private readonly Dictionary<string, HashSet<string>> _bySeller = [];
    private readonly OpenFirst _returned = new();

    // A request names the opening of what was sold, and so no seller: whoever sold the goods is found beside it.
    private readonly KindFollower _returns = new(
        source,
        checkpoints,
        "stream_id, seq_id, bdata, CASE WHEN type = 'return_request' THEN ARRAY(SELECT sale.bdata FROM ledger.mt_events sale WHERE sale.stream_id = mt_events.stream_id AND sale.type = 'sale') END",
        "return_request",
        "reply",
        "return",
        "refund",
        "correction");

    private readonly OpenFirst _reported = new();
    private readonly KindFollower _reports = new(source, checkpoints, "bdata, seq_id", "report", "resolution", "correction");

    /// <summary>The subjects with complaints: first those with a complaint that no Closure ended, the oldest first, then the others, the newest first.</summary>
    /// <param name="respondent">Of complaints that name this party; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<string>> SubjectsAsync(string? respondent, CancellationToken cancellation) => _complaints.AskAsync<IReadOnlyList<string>>(
        Take,
        () =>
        {
            var named = respondent is null ? null : _byRespondent.GetValueOrDefault(respondent, []);
            return [.. _complained.Subjects.Where(subject => named?.Contains(subject) != false)];
        },
        cancellation);

    /// <summary>The subjects whose buyers asked to return them: first those with a request that was neither paid back nor refused, the oldest first, then the others, the newest first.</summary>
    /// <param name="seller">Of what this party sold; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<string>> ReturnsAsync(string? seller, CancellationToken cancellation) => _returns.AskAsync<IReadOnlyList<string>>(
        TakeReturn,
        () =>
        {
            var sold = seller is null ? null : _bySeller.GetValueOrDefault(seller, []);
            return [.. _returned.Subjects.Where(subject => sold?.Contains(subject) != false)];
        },
        cancellation);

    /// <summary>The subjects of which a breach was reported: first those with a report that nobody decided, the oldest first, then the others, the newest first.</summary>
    /// <param name="cancellation">Stops it.</param>
    public Task<IReadOnlyList<string>> ReportsAsync(CancellationToken cancellation) => _reports.AskAsync<IReadOnlyList<string>>(TakeReport, () => [.. _reported.Subjects], cancellation);

    private void TakeReport(NpgsqlDataReader row)
    {
        var statement = StatementOf(row.GetFieldValue<byte[]>(0));
        var (subject, at, said) = (statement.Subject.Value, row.GetInt64(1), statement.Message);
        if (statement.Kind == Statement.PayloadOneofCase.Report)
        {
            _reported.Open(subject, statement.Identity, at);
        }
        else if (said.Resolution is { Outcome: not ResolutionOutcome.Forwarded } decided)
        {
            // One that answers an escalation leaves it open here: better shown too much than too little.
            _reported.Finish(subject, Hash256.From(decided.Answers.Span), at);
        }
        else if (said.Correction is { Kind: CorrectionKind.Withdrawn } withdrawn)
        {
            _reported.Finish(subject, Hash256.From(withdrawn.Target.Span), at);
        }
    }

    private void TakeReturn(NpgsqlDataReader row)
    {
        var (subject, at) = (row.GetString(0), row.GetInt64(1));
        if (row.IsDBNull(3))
        {
            if (_returned.Knows(subject))
            {
                TakeAnswer(subject, at, StatementOf(row.GetFieldValue<byte[]>(2)).Message);
            }

            return;
        }

        _returned.Open(subject, StatementOf(row.GetFieldValue<byte[]>(2)).Identity, at);
        foreach (var seller in row.GetFieldValue<byte[][]>(3).Select(sale => StatementOf(sale).Message.Party))
        {
            Add(_bySeller, seller, subject);
        }
    }

    private void TakeAnswer(string subject, long at, Statement said)
    {
        switch (said.PayloadCase)
        {
            // It may name the request, what came back, or the sale: of what it does not name, all is paid back.
            case Statement.PayloadOneofCase.Refund when said.Refund.Outcome == PaymentOutcome.Paid:
                if (!_returned.Finish(subject, Hash256.From(said.Refund.Answers.Span), at))
                {
                    _returned.FinishAll(subject, at);
                }

                break;

            // Nobody but the seller refuses in his place.
            case Statement.PayloadOneofCase.Reply when said.Reply.Outcome == ReplyOutcome.Refused && IsSeller():
                _returned.Finish(subject, Hash256.From(said.Reply.Answers.Span), at);
                break;
            case Statement.PayloadOneofCase.Return when said.Return.Outcome == ReturnOutcome.Rejected && IsSeller():
                _returned.Finish(subject, Hash256.From(said.Return.Answers.Span), at);
                break;
            case Statement.PayloadOneofCase.Correction when said.Correction.Kind == CorrectionKind.Withdrawn:
                _returned.Finish(subject, Hash256.From(said.Correction.Target.Span), at);
                break;
        }

        bool IsSeller() => _bySeller.GetValueOrDefault(said.Party)?.Contains(subject) == true;
    }

    private static void Add(Dictionary<string, HashSet<string>> byParty, string party, string subject) =>
        (byParty.TryGetValue(party, out var known) ? known : byParty[party] = []).Add(subject);

    private static Domain.Statements.ParsedStatement StatementOf(byte[] entry) => RecordedEntry.Parse(Google.Protobuf.UnsafeByteOperations.UnsafeWrap(entry)).Statement;

    private void Take(NpgsqlDataReader row)
    {
        var statement = StatementOf(row.GetFieldValue<byte[]>(0));
        var (subject, at, said) = (statement.Subject.Value, row.GetInt64(1), statement.Message);
        switch (statement.Kind)
        {
            case Statement.PayloadOneofCase.Complaint:
                _complained.Open(subject, statement.Identity, at);
                Add(_byRespondent, said.Complaint.Respondent, subject);
                break;
            case Statement.PayloadOneofCase.Closure:
                var closed = Hash256.From(said.Closure.Complaint.Span);
                if (_complained.Finish(subject, closed, at) && said.Closure.Outcome == ClosureOutcome.TimeOut)
                {
                    (_timedOut.TryGetValue(subject, out var known) ? known : _timedOut[subject] = []).Add(closed);
                }

                break;

            // It may answer any step of a case. Better one that is shown as open too much than one too few.
            case Statement.PayloadOneofCase.Escalation when _timedOut.Remove(subject, out var again):
                foreach (var complaint in again)
                {
                    _complained.Open(subject, complaint, at);
                }

                break;
            case Statement.PayloadOneofCase.Correction when said.Correction.Kind == CorrectionKind.Withdrawn:
                _complained.Finish(subject, Hash256.From(said.Correction.Target.Span), at);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _complaints.Dispose();
        _returns.Dispose();
        _reports.Dispose();
    }
}
