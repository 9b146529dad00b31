using Google.Protobuf.Reflection;
using Trace.Api.Http.Description;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Http;

/// <summary>Where the <c>type</c> of a problem leads: what it means, in the words of the proto.</summary>
internal static class ProblemTypes
{
    /// <summary>Below <c>/v1</c>; the reason's name follows.</summary>
    public const string Address = "/problems/";

    private static readonly EnumDescriptor Reasons = LedgerReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(Reason));

    /// <summary>What a reason means.</summary>
    public static string MeaningOf(Reason reason) => ProtoComments.Of(Reasons.FindValueByNumber((int)reason));

    /// <summary>Answers with the type of a reason, as a problem that nobody has.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["reason"]!;
        if (Reasons.FindValueByName($"REASON_{name}") is not { Number: > 0 } value)
        {
            throw new ProblemException(Problems.OfStatus(StatusCodes.Status404NotFound, $"there is no reason \"{name}\""));
        }

        var refusal = Refusal.Because((Reason)value.Number, "", MeaningOf((Reason)value.Number));
        context.Response.ContentType = Bodies.JsonType;
        return context.Response.WriteAsync(RefusalStatus.ToProblem(refusal).ToJson().ToJsonString(Bodies.Readable), context.RequestAborted);
    }
}
