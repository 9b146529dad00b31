using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Http.Description;

/// <summary>The problems of RFC 9457 in the OpenAPI document: one response a status, with the reasons that have it.</summary>
internal sealed class ProblemDescriptions(OpenApiDocument document)
{
    private const string SchemaName = "Problem";

    private static readonly int[] OfHttp =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status406NotAcceptable, StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable,
    ];

    private static IEnumerable<Reason> Reasons => Enum.GetValues<Reason>().Where(reason => reason != Reason.Unspecified);

    /// <summary>Adds the schema and the responses.</summary>
    public void AddAll()
    {
        document.AddComponent<IOpenApiSchema>(SchemaName, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "What kept a request from being answered, as RFC 9457 has it.",
            Required = new HashSet<string> { "type", "title", "status", "detail", "retryable" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("Which problem it is: an address of this service that says more, or `about:blank` where the status says it all.", "uri-reference"),
                ["title"] = Text("The same for every problem of its type."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
                ["detail"] = Text("The rule and what came, for people."),
                ["reason"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "What a program reads; absent where HTTP's own rules were broken, or the service failed. More may come.",
                    Examples = [.. Reasons.Select(reason => (JsonNode)RefusalStatus.NameOf(reason))],
                },
                ["field"] = Text("Path of the field at fault, such as `sale.lines[2].subject`; absent where it is the whole."),
                ["retryable"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether the same request may be answered later." },
            },
        });
        foreach (var status in Reasons.Select(RefusalStatus.HttpOf).Concat(OfHttp).Distinct().Order())
        {
            document.AddComponent<IOpenApiResponse>($"Problem{status}", Describe(status));
        }
    }

    /// <summary>A reference to the response of a status.</summary>
    public OpenApiResponseReference Reference(int status) => new($"Problem{status}", document);

    /// <summary>What the last line of a stream is that failed.</summary>
    public static OpenApiSchema LastLine(ProtoSchemas schemas) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "The last line of a stream that failed.",
        Required = new HashSet<string> { "problem" },
        Properties = new Dictionary<string, IOpenApiSchema> { ["problem"] = schemas.Reference(SchemaName) },
    };

    /// <summary>Adds the address where each type of problem says more.</summary>
    public void AddAddress()
    {
        var item = new OpenApiPathItem();
        item.AddOperation(HttpMethod.Get, new OpenApiOperation
        {
            OperationId = "GetProblemType",
            Summary = "What a type of problem means",
            Description = "Where the `type` of a problem leads.",
            Tags = new HashSet<OpenApiTagReference> { new(LedgerDocument.Problems, document) },
            Parameters =
            [
                new OpenApiParameter
                {
                    Name = "reason",
                    In = ParameterLocation.Path,
                    Required = true,
                    Description = "The reason.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Reasons.Select(reason => (JsonNode)RefusalStatus.NameOf(reason))] },
                },
            ],
            Responses = new OpenApiResponses
            {
                ["200"] = new OpenApiResponse { Description = "The type of problem.", Content = Content(Bodies.JsonType) },
                ["404"] = Reference(StatusCodes.Status404NotFound),
                ["429"] = Reference(StatusCodes.Status429TooManyRequests),
            },
        });
        document.Paths.Add($"{HttpRoute.Root}{ProblemTypes.Address}{{reason}}", item);
    }

    private OpenApiResponse Describe(int status)
    {
        var reasons = Reasons.Where(reason => RefusalStatus.HttpOf(reason) == status).Select(reason => $"- `{RefusalStatus.NameOf(reason)}`: {ProblemTypes.MeaningOf(reason)}").ToList();
        return new OpenApiResponse
        {
            Description = string.Join('\n', reasons.Prepend($"{ReasonPhrases.GetReasonPhrase(status)}.")),
            Content = Content(Problem.MediaType),
            Headers = status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status403Forbidden or StatusCodes.Status409Conflict
                ? new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait, where waiting helps.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } } }
                : null,
        };
    }

    private Dictionary<string, OpenApiMediaType> Content(string type) => new()
    {
        [type] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(SchemaName, document) },
    };

    private static OpenApiSchema Text(string description, string? format = null) => new() { Type = JsonSchemaType.String, Description = description, Format = format };
}
