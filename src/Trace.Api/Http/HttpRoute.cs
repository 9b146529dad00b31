using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Http;

/// <summary>
/// One call of <c>trace.v1.Ledger</c> at an address of HTTP. The same row maps the endpoint and describes it, so that neither can say what the
/// other does not do.
/// </summary>
/// <param name="Rpc">Name of the method in the proto.</param>
/// <param name="Verb">The HTTP method.</param>
/// <param name="Address">Below <c>/v1</c>; ends in a slash where a field follows.</param>
internal abstract record HttpRoute(string Rpc, string Verb, string Address)
{
    /// <summary>The path that all addresses begin with.</summary>
    public const string Root = "/v1";

    /// <summary>The field of the request that ends the address, by its name in the proto; null where the address is whole.</summary>
    public string? Field { get; init; }

    /// <summary>Which limits of size, rate and time it stands under.</summary>
    public required HttpLimits Limits { get; init; }

    /// <summary>Under which heading it is described.</summary>
    public required string Group { get; init; }

    /// <summary>What the ledger may refuse it with, beyond what any request may meet.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    /// <summary>What the proto does not say of it, because it is so over HTTP alone.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>Its name in the description; the method's where one address has the method to itself.</summary>
    public string OperationId { get; init; } = Rpc;

    /// <summary>The method, as the proto has it.</summary>
    public MethodDescriptor Method { get; } = LedgerReflection.Descriptor.Services[0].FindMethodByName(Rpc);

    /// <summary>Whether the request is a body, and not the address alone.</summary>
    public bool HasBody => Verb == HttpMethods.Post;

    /// <summary>The whole address up to the field.</summary>
    public string Prefix => Root + Address;

    /// <summary>The route pattern. A subject holds slashes.</summary>
    public string Pattern => Field switch
    {
        null => Address,
        "subject" => $"{Address}{{**{Field}}}",
        _ => $"{Address}{{{Field}}}",
    };

    /// <summary>The field that ends the address.</summary>
    public FieldDescriptor? FieldInAddress => Field is null ? null : Method.InputType.FindFieldByName(Field);

    /// <summary>The fields that the query may hold: of a call without body all, less the one in the address and what excludes it.</summary>
    public IEnumerable<FieldDescriptor> FieldsInQuery => HasBody ? [] : Method.InputType.Fields.InFieldNumberOrder()
        .Where(asked => asked.Name != Field && (asked.ContainingOneof is null || asked.ContainingOneof != FieldInAddress?.ContainingOneof));

    /// <summary>Answers one request.</summary>
    /// <param name="calls">What the calls do.</param>
    /// <param name="context">The request.</param>
    public abstract Task AnswerAsync(LedgerCalls calls, HttpContext context);
}

/// <summary>One request, one answer.</summary>
internal sealed record UnaryRoute<TRequest, TResponse>(string Rpc, string Verb, string Address, Func<LedgerCalls, TRequest, HttpContext, Task<TResponse>> Call)
    : HttpRoute(Rpc, Verb, Address)
    where TRequest : IMessage
    where TResponse : IMessage
{
    /// <inheritdoc/>
    public override async Task AnswerAsync(LedgerCalls calls, HttpContext context)
    {
        var form = Bodies.Negotiate(context);
        var request = (TRequest)await RequestReader.ReadAsync(this, context);
        var answer = await Call(calls, request, context);
        await Bodies.WriteAsync(context, form, answer);
    }
}

/// <summary>One request, and a line for each entry until the reader leaves.</summary>
internal sealed record WatchRoute<TRequest>(string Rpc, string Address, Func<LedgerCalls, TRequest, NdjsonWriter<WatchedEntry>, CancellationToken, Task> Call)
    : HttpRoute(Rpc, HttpMethods.Get, Address)
    where TRequest : IMessage
{
    /// <inheritdoc/>
    public override async Task AnswerAsync(LedgerCalls calls, HttpContext context)
    {
        Bodies.RequireNdjson(context);
        var request = (TRequest)await RequestReader.ReadAsync(this, context);
        await using var lines = NdjsonWriter.For<WatchedEntry>(context);
        var watching = Call(calls, request, lines, context.RequestAborted);
        await lines.StartAsync();
        await watching;
    }
}

/// <summary>A statement a line, and an outcome a line, in order.</summary>
internal sealed record StreamRoute(string Rpc, string Address) : HttpRoute(Rpc, HttpMethods.Post, Address)
{
    /// <inheritdoc/>
    public override async Task AnswerAsync(LedgerCalls calls, HttpContext context)
    {
        Bodies.RequireNdjson(context);
        RequestReader.RequireNdjsonBody(this, context);
        await using var lines = NdjsonWriter.For<Outcome>(context);
        await lines.StartAsync();
        await calls.RecordManyAsync(NdjsonReader.ReadAsync(context, context.RequestAborted), lines, context.RequestAborted);
    }
}
