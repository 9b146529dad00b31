using Trace.Domain.Barcodes;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Statements;

public static partial class RulesTable
{
    // Whoever a case concerns may speak in it: the respondent, the seller, the sender, the owner of the product; platforms and inspectors always.
    private static Speaker[] Respondents =>
    [
        By(Role.Seller, Over.Concerned),
        By(Role.Producer, Over.Concerned),
        By(Role.Courier, Over.Concerned),
        By(Role.Platform),
        By(Role.Inspector),
    ];

    private static IEnumerable<KindRules> Complaints() =>
    [
        new()
        {
            Kind = PayloadOneofCase.Opening,
            Chinese = "首次验码",
            Subjects = Bought,
            Speakers = [By(SpeakerKind.ClaimKey)],
            References = [new("opening.sale", s => s.Opening.Sale, [PayloadOneofCase.Sale], SameSubject: true)],
            Effects = Effects.NamesBuyerKey | Effects.Final,
        },
        new()
        {
            Kind = PayloadOneofCase.Review,
            Chinese = "评价",
            Subjects = Bought,
            Speakers = [By(SpeakerKind.BuyerKey)],
            References = [OpeningNamed("review.opening", s => s.Review.Opening)],
            Shapes =
            [
                Needs("review.line", "a review of a parcel says of which line", (s, subject) => (subject.Kind & SubjectKind.Parcel) == 0 || s.Review.Line > 0),
                NoLineOfItem("review.line", s => s.Review.Line),
            ],
            Effects = Effects.UsesReview,
        },
        new()
        {
            Kind = PayloadOneofCase.Complaint,
            Chinese = "投诉",
            Subjects = Bought,
            Speakers = [By(SpeakerKind.BuyerKey)],
            References = [OpeningNamed("complaint.opening", s => s.Complaint.Opening)],
            Shapes = [NoLineOfItem("complaint.line", s => s.Complaint.Line)],
            Effects = Effects.Case,
        },
        new()
        {
            Kind = PayloadOneofCase.Report,
            Chinese = "举报",
            Subjects = Any,
            Speakers = [By(Role.Intake)],
            Effects = Effects.NamesAuthorKey | Effects.Case,
        },
        new()
        {
            Kind = PayloadOneofCase.FollowUp,
            Chinese = "补充",
            Subjects = Any,
            Speakers = [By(SpeakerKind.AuthorKey, Over.OwnCases)],
            References = [new("follow_up.report", s => s.FollowUp.Report, [PayloadOneofCase.Report], SameSubject: true)],
            Effects = Effects.Case,
        },
        new()
        {
            Kind = PayloadOneofCase.Reply,
            Chinese = "答复",
            Subjects = Any,
            Speakers = Respondents,
            References =
            [
                Answers("reply.answers", s => s.Reply.Answers, PayloadOneofCase.Complaint, PayloadOneofCase.Report, PayloadOneofCase.FollowUp, PayloadOneofCase.Review,
                    PayloadOneofCase.ReturnRequest, PayloadOneofCase.Escalation, PayloadOneofCase.Inspection, PayloadOneofCase.Recall),
            ],
            Effects = Effects.Case,
        },
        new()
        {
            Kind = PayloadOneofCase.Escalation,
            Chinese = "升级",
            Subjects = Any,
            Speakers = [.. Respondents, By(SpeakerKind.BuyerKey, Over.OwnCases)],
            References = [Answers("escalation.answers", s => s.Escalation.Answers, PayloadOneofCase.Complaint, PayloadOneofCase.Report)],
            Effects = Effects.Case,
        },
        new()
        {
            Kind = PayloadOneofCase.Resolution,
            Chinese = "处理结果",
            Subjects = Any,
            Speakers = Respondents,
            References = [Answers("resolution.answers", s => s.Resolution.Answers, PayloadOneofCase.Complaint, PayloadOneofCase.Report, PayloadOneofCase.Escalation)],
            Effects = Effects.Case,
        },
        new()
        {
            Kind = PayloadOneofCase.Compensation,
            Chinese = "先行赔付",
            Subjects = Any,
            Speakers = Respondents,
            References = [Answers("compensation.answers", s => s.Compensation.Answers, PayloadOneofCase.Complaint, PayloadOneofCase.Escalation, PayloadOneofCase.Resolution)],
            Effects = Effects.Case,
        },
        new()
        {
            Kind = PayloadOneofCase.ReturnRequest,
            Chinese = "申请退货",
            Subjects = Bought,
            Speakers = [By(SpeakerKind.BuyerKey)],
            References = [OpeningNamed("return_request.opening", s => s.ReturnRequest.Opening)],
            Shapes = [NoLineOfItem("return_request.line", s => s.ReturnRequest.Line)],
            Effects = Effects.Case,
        },
        new()
        {
            Kind = PayloadOneofCase.Return,
            Chinese = "退货",
            Subjects = Moved,
            Speakers = [By(Role.Seller, Over.Concerned), By(Role.Producer, Over.Concerned), By(Role.Platform, Over.Concerned)],
            Place = PlaceRule.ReadPoint,
            References = [Answers("return.answers", s => s.Return.Answers, PayloadOneofCase.ReturnRequest, PayloadOneofCase.Shipment)],
            Effects = Effects.Case | Effects.MovesGoods,
        },
        new()
        {
            Kind = PayloadOneofCase.Refund,
            Chinese = "退款",
            Subjects = Any,
            Speakers = Respondents,
            References =
            [
                Answers("refund.answers", s => s.Refund.Answers, PayloadOneofCase.Complaint, PayloadOneofCase.ReturnRequest, PayloadOneofCase.Return,
                    PayloadOneofCase.Resolution, PayloadOneofCase.Sale),
            ],
            Effects = Effects.Case,
        },
        new()
        {
            Kind = PayloadOneofCase.Closure,
            Chinese = "结案",
            Subjects = Bought,
            Speakers =
            [
                By(SpeakerKind.BuyerKey, Over.OwnCases, s => s.Closure.Outcome != ClosureOutcome.TimeOut, "an outcome other than TIME_OUT"),
                By(Role.Platform, Over.Any, s => s.Closure.Outcome == ClosureOutcome.TimeOut, "outcome TIME_OUT"),
            ],
            References = [Answers("closure.complaint", s => s.Closure.Complaint, PayloadOneofCase.Complaint)],
            Effects = Effects.Case,
        },
    ];

    private static Reference OpeningNamed(string field, Func<Statement, Google.Protobuf.ByteString> of) =>
        new(field, of, [PayloadOneofCase.Opening], SameSubject: true);

    private static Reference Answers(string field, Func<Statement, Google.Protobuf.ByteString> of, params PayloadOneofCase[] kinds) =>
        new(field, of, kinds, SameSubject: true);

    private static Shape NoLineOfItem(string field, Func<Statement, uint> line) =>
        Refuses(field, "a line is for parcels alone", (s, subject) => subject.Kind != SubjectKind.Item || line(s) == 0);
}
