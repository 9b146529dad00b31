using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Complaints;

/// <summary>What was said to a complaint, and what was paid for its goods since.</summary>
internal static class CaseSteps
{
    // A chain of answers is as long as people make it; one that is longer says nothing that the first eight do not.
    private const int MaxDepth = 8;

    private static readonly PayloadOneofCase[] s_kinds =
    [
        PayloadOneofCase.Reply, PayloadOneofCase.Escalation, PayloadOneofCase.Resolution, PayloadOneofCase.Compensation, PayloadOneofCase.Refund, PayloadOneofCase.Closure,
    ];

    /// <summary>By index: what rests on the complaint, and each refund that was paid since for the sale or the request to return of the same buyer.</summary>
    public static IReadOnlyList<Said> Of(JoinedHistory history, Said complaint) =>
        [.. history.Own
            .Where(said => s_kinds.Contains(said.Kind) && (RestsOn(history, said, complaint.Identity, MaxDepth) || PaysFor(history, said, complaint)))
            .OrderBy(said => said.Entry.Position)];

    /// <summary>What a step of a case answers; null for other kinds.</summary>
    public static Hash256? AnsweredBy(Statement said) => Said.Reference(said.PayloadCase switch
    {
        PayloadOneofCase.Reply => said.Reply.Answers,
        PayloadOneofCase.Escalation => said.Escalation.Answers,
        PayloadOneofCase.Resolution => said.Resolution.Answers,
        PayloadOneofCase.Compensation => said.Compensation.Answers,
        PayloadOneofCase.Refund => said.Refund.Answers,
        PayloadOneofCase.Return => said.Return.Answers,
        PayloadOneofCase.Closure => said.Closure.Complaint,
        _ => null,
    });

    private static bool RestsOn(JoinedHistory history, Said said, Hash256 root, int depth) =>
        depth > 0 && AnsweredBy(said.Message) is { } identity
        && (identity == root || (Between(history, identity) is { } between && RestsOn(history, between, root, depth - 1)));

    private static Said? Between(JoinedHistory history, Hash256 identity) =>
        history.Read.Find(identity) is { } between && between.Entry.Statement.Subject == history.Subject ? between : null;

    // Who asks for the money back and gets it for the sale, or for the goods sent back, has it, whatever the refund names.
    private static bool PaysFor(JoinedHistory history, Said said, Said complaint)
    {
        if (said.Message.Refund is not { Outcome: PaymentOutcome.Paid } || complaint.Message.Complaint?.Remedy is not (Remedy.Refund or Remedy.ReturnAndRefund)
            || said.Entry.Position < complaint.Entry.Position)
        {
            return false;
        }

        var opening = complaint.Message.Complaint.Opening;
        var paid = Between(history, AnsweredBy(said.Message)!.Value);
        if (paid?.Message.Return is { } sentBack && Said.Reference(sentBack.Answers) is { } request)
        {
            paid = Between(history, request);
        }

        return paid?.Message.ReturnRequest is { } asked
            ? asked.Opening == opening
            : paid is not null && paid.Kind == PayloadOneofCase.Sale && SaleOf(history, opening) is { } sale && (sale.Identity == paid.Identity || Deliveries.Principal(history, sale).Identity == paid.Identity);
    }

    /// <summary>The Sale that an Opening names.</summary>
    public static Said? SaleOf(JoinedHistory history, ByteString opening) =>
        history.Read.Find(Said.Reference(opening))?.Message.Opening is { } opened ? history.Read.Find(Said.Reference(opened.Sale)) : null;
}
