using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Trace.Api.Http.Description;

/// <summary>The OpenAPI document of the ledger, made of the table of addresses and of the protos: nothing in it is typed twice.</summary>
internal sealed class LedgerDocument : IOpenApiDocumentTransformer
{
    /// <summary>Names the method of the proto that an operation is.</summary>
    public const string RpcExtension = "x-grpc-method";

    /// <summary>The heading of what explains problems.</summary>
    public const string Problems = "Problems";

    private const string About = """
        The same calls as `trace.v1.Ledger` over gRPC, for whoever has no gRPC.

        Bodies are the canonical JSON of protobuf: bytes in base64, 64-bit numbers as strings, enums by name; a field that is not in the schema is refused. `application/x-protobuf` is taken and given too.
        In addresses bytes are lower-case hexadecimal.

        What is signed, hashed and proven is always the bytes of a statement or entry, never its JSON.

        Whatever goes wrong is a problem of RFC 9457, with `reason`, `field` and `retryable`; `Retry-After` says how long to wait, where waiting helps.
        Sending the same statement again is always safe.
        """;

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        document.Info = new OpenApiInfo
        {
            Title = "Trace ledger",
            Version = "v1",
            Description = About,
            License = new OpenApiLicense { Name = "Apache License 2.0", Identifier = "Apache-2.0" },
        };
        var schemas = new ProtoSchemas(document);
        schemas.AddAll();
        var problems = new ProblemDescriptions(document);
        problems.AddAll();
        document.Tags = HttpRoutes.All.Select(route => route.Group).Append(Problems).Distinct().Select(group => new OpenApiTag { Name = group }).ToHashSet();
        foreach (var route in HttpRoutes.All)
        {
            Add(document, route, Describe(document, route, schemas, problems));
        }

        problems.AddAddress();
        return Task.CompletedTask;
    }

    private static void Add(OpenApiDocument document, HttpRoute route, OpenApiOperation operation)
    {
        var address = HttpRoute.Root + route.Pattern.Replace("**", "", StringComparison.Ordinal);
        if (!document.Paths.TryGetValue(address, out var item))
        {
            item = new OpenApiPathItem();
            document.Paths.Add(address, item);
        }

        ((OpenApiPathItem)item).AddOperation(HttpMethod.Parse(route.Verb), operation);
    }

    private static OpenApiOperation Describe(OpenApiDocument document, HttpRoute route, ProtoSchemas schemas, ProblemDescriptions problems)
    {
        var comment = ProtoComments.Of(route.Method);
        var end = comment.IndexOf(". ", StringComparison.Ordinal);
        var operation = new OpenApiOperation
        {
            OperationId = route.OperationId,
            Summary = (end < 0 ? comment : comment[..end]).TrimEnd('.'),
            Description = $"{comment} {route.Remarks}".Trim(),
            Tags = new HashSet<OpenApiTagReference> { new(route.Group, document) },
            Parameters = [.. Parameters(route, schemas)],
            RequestBody = route.HasBody ? Request(route, schemas) : null,
            Responses = new OpenApiResponses { ["200"] = Answer(route, schemas) },
            Extensions = new Dictionary<string, IOpenApiExtension> { [RpcExtension] = new JsonNodeExtension(JsonValue.Create(route.Method.FullName)) },
        };
        foreach (var status in StatusesOf(route))
        {
            operation.Responses[$"{status}"] = problems.Reference(status);
        }

        return operation;
    }

    private static IEnumerable<int> StatusesOf(HttpRoute route)
    {
        IEnumerable<int> any = [StatusCodes.Status400BadRequest, StatusCodes.Status406NotAcceptable, StatusCodes.Status429TooManyRequests, StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable];
        IEnumerable<int> withBody = route.HasBody ? [StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType] : [];
        return any.Concat(withBody).Concat(route.Refusals).Order();
    }

    private static IEnumerable<IOpenApiParameter> Parameters(HttpRoute route, ProtoSchemas schemas)
    {
        if (route.FieldInAddress is { } field)
        {
            yield return new OpenApiParameter { Name = field.Name, In = ParameterLocation.Path, Required = true, Description = ProtoComments.Of(field), Schema = schemas.InAddress(field) };
        }

        foreach (var asked in route.FieldsInQuery)
        {
            yield return new OpenApiParameter { Name = asked.JsonName, In = ParameterLocation.Query, Description = ProtoComments.Of(asked), Schema = schemas.InAddress(asked) };
        }
    }

    private static OpenApiRequestBody Request(HttpRoute route, ProtoSchemas schemas) => new()
    {
        Required = route.Method.InputType.Fields.InFieldNumberOrder().Count > 0,
        Description = ProtoComments.Of(route.Method.InputType),
        Content = route.Method.IsClientStreaming ? Lines(schemas.Reference(route.Method.InputType)) : Bodies(route.Method.InputType, schemas),
    };

    private static OpenApiResponse Answer(HttpRoute route, ProtoSchemas schemas)
    {
        var type = route.Method.OutputType;
        return new OpenApiResponse
        {
            Description = ProtoComments.Of(type),
            Content = route.Method.IsServerStreaming
                ? Lines(new OpenApiSchema { AnyOf = [schemas.Reference(type), ProblemDescriptions.LastLine(schemas)] })
                : Bodies(type, schemas),
        };
    }

    private static Dictionary<string, OpenApiMediaType> Bodies(MessageDescriptor type, ProtoSchemas schemas) => new()
    {
        [Http.Bodies.JsonType] = new OpenApiMediaType { Schema = schemas.Reference(type) },
        [Http.Bodies.ProtobufType] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = $"A {type.FullName}." } },
    };

    // OpenAPI 3.1 has no word for it: the schema is that of each line.
    private static Dictionary<string, OpenApiMediaType> Lines(IOpenApiSchema line) => new()
    {
        [Http.Bodies.NdjsonType] = new OpenApiMediaType { Schema = line },
    };
}
