using Trace.V1;

namespace Trace.Api.Http;

/// <summary>Which call of <c>trace.v1.Ledger</c> has which address. A method of the proto without a row here fails a test.</summary>
/// <remarks>What may be personal, a waybill number or who reads what, is never part of an address: addresses are kept in logs and histories of browsers.</remarks>
internal static class HttpRoutes
{
    private const string Recording = "Recording";
    private const string Reading = "Reading";
    private const string Watching = "Watching";
    private const string KeyHolders = "Key holders";
    private const string Waybills = "Waybills";

    private const string Subject = "The subject goes into the address as it is, slashes, percent signs and all, with nothing escaped once more: `/01/09521111100010/10/A%2FB` is the lot `A/B`.";
    private const string Watch = "A line is a WatchedEntry; begin again at its `resumeFrom`. An empty line every 15 seconds says that there is nothing to say. Where the watch ends by itself the last line is a `problem` that says where to go on.";

    public static IReadOnlyList<HttpRoute> All { get; } =
    [
        new UnaryRoute<SignedStatement, Recorded>("Record", HttpMethods.Post, "/statements", (calls, request, context) => calls.RecordAsync(request, context.RequestAborted))
        {
            Group = Recording,
            Refusals = [StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict],
            Remarks = "The answer is the same for bytes that are recorded already, however often they come.",
            Limits = HttpLimits.Write,
        },
        new StreamRoute("RecordMany", "/statements/stream")
        {
            Group = Recording,
            Remarks = "A line is a SignedStatement, a line of the answer an Outcome. Read while you send: a thousand lines may be under way, and beyond that this side reads no more until you do. A line has at most 32 KiB; one that can't be read is refused in its place. Where the stream itself fails the last line is a `problem`.",
            Limits = HttpLimits.Stream,
        },
        new UnaryRoute<GetEntryRequest, Recorded>("GetEntry", HttpMethods.Get, "/statements/", (calls, request, context) => calls.GetEntryAsync(request, context.RequestAborted))
        {
            Field = "identity",
            OperationId = "GetEntryByIdentity",
            Group = Reading,
            Refusals = [StatusCodes.Status404NotFound],
            Limits = HttpLimits.Read,
        },
        new UnaryRoute<GetEntryRequest, Recorded>("GetEntry", HttpMethods.Get, "/entries/", (calls, request, context) => calls.GetEntryAsync(request, context.RequestAborted))
        {
            Field = "index",
            OperationId = "GetEntryByIndex",
            Group = Reading,
            Refusals = [StatusCodes.Status404NotFound],
            Limits = HttpLimits.Read,
        },
        new UnaryRoute<GetHistoryRequest, History>("GetHistory", HttpMethods.Get, "/histories/", (calls, request, context) => calls.GetHistoryAsync(request, context.RequestAborted))
        {
            Field = "subject",
            Group = Reading,
            Refusals = [StatusCodes.Status404NotFound],
            Remarks = Subject,
            Limits = HttpLimits.Read,
        },
        new UnaryRoute<GetCheckpointRequest, CheckpointNote>("GetCheckpoint", HttpMethods.Get, "/checkpoint", (calls, request, _) => Task.FromResult(calls.GetCheckpoint(request)))
        {
            Group = Reading,
            Limits = HttpLimits.Read,
        },
        new UnaryRoute<GetInclusionProofRequest, InclusionProof>("GetInclusionProof", HttpMethods.Get, "/proofs/inclusion", (calls, request, context) => calls.GetInclusionProofAsync(request, context.RequestAborted))
        {
            Group = Reading,
            Limits = HttpLimits.Read,
        },
        new UnaryRoute<GetConsistencyProofRequest, ConsistencyProof>("GetConsistencyProof", HttpMethods.Get, "/proofs/consistency", (calls, request, context) => calls.GetConsistencyProofAsync(request, context.RequestAborted))
        {
            Group = Reading,
            Limits = HttpLimits.Read,
        },
        new WatchRoute<WatchLogRequest>("WatchLog", "/watch/entries", (calls, request, to, cancellation) => calls.WatchLogAsync(request, to, cancellation))
        {
            Group = Watching,
            Remarks = Watch,
            Limits = HttpLimits.Watch,
        },
        new WatchRoute<WatchHistoryRequest>("WatchHistory", "/watch/histories/", (calls, request, to, cancellation) => calls.WatchHistoryAsync(request, to, cancellation))
        {
            Field = "subject",
            Group = Watching,
            Remarks = $"{Watch} {Subject}",
            Limits = HttpLimits.Watch,
        },
        new UnaryRoute<GetChallengeRequest, Challenge>("GetChallenge", HttpMethods.Post, "/challenges", (calls, _, context) => Task.FromResult(calls.GetChallenge(Audience.Of(context))))
        {
            Group = KeyHolders,
            Remarks = "Sign only if `audience` is the origin that you called. An empty body will do.",
            Limits = HttpLimits.Write,
        },
        new UnaryRoute<DiscloseRequest, DiscloseResponse>("Disclose", HttpMethods.Post, "/disclosures", (calls, request, context) => calls.DiscloseAsync(request, context.RequestAborted))
        {
            Group = KeyHolders,
            Refusals = [StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status410Gone],
            Limits = HttpLimits.Upload,
        },
        new UnaryRoute<EraseRequest, EraseResponse>("Erase", HttpMethods.Post, "/erasures", (calls, request, context) => calls.EraseAsync(request, context.RequestAborted))
        {
            Group = KeyHolders,
            Refusals = [StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound],
            Limits = HttpLimits.Write,
        },
        new UnaryRoute<GetWaybillKeyRequest, WaybillKeyResponse>("GetWaybillKey", HttpMethods.Post, "/waybills/key", (calls, request, context) => calls.GetWaybillKeyAsync(request, context.RequestAborted))
        {
            Group = KeyHolders,
            Refusals = [StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound],
            Limits = HttpLimits.Write,
        },
        new UnaryRoute<ResolveWaybillRequest, ResolveWaybillResponse>("ResolveWaybill", HttpMethods.Post, "/waybills/resolve", (calls, request, context) => Task.FromResult(calls.ResolveWaybill(request, ClientAddress.Of(context))))
        {
            Group = Waybills,
            Refusals = [StatusCodes.Status404NotFound],
            Remarks = "30 a minute from one address. The number is in the body, and never in an address, where logs would keep it.",
            Limits = HttpLimits.Write,
        },
    ];
}
