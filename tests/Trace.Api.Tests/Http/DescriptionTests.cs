using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Http;

/// <summary>The OpenAPI document says what the addresses do, and leaves out no call of the proto.</summary>
public class DescriptionTests(PostgresFixture postgres)
{
    private static readonly string[] Verbs = ["get", "post", "put", "delete", "patch"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_call_of_the_proto_has_an_address()
    {
        var rpcs = LedgerReflection.Descriptor.Services[0].Methods.Select(method => method.Name);

        Assert.Equal(rpcs.Order(), HttpRoutes.All.Select(route => route.Rpc).Distinct().Order());
    }

    [Fact]
    public async Task The_document_is_valid_and_every_reference_in_it_leads_somewhere()
    {
        var (text, document) = await ReadAsync();

        var read = OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.All(References(document), reference => Assert.True(Resolve(document, reference) is not null, reference));
    }

    [Fact]
    public async Task Every_operation_is_named_once_described_and_tells_its_answers_and_problems()
    {
        var (_, document) = await ReadAsync();
        var operations = Operations(document).ToList();

        Assert.Equal(operations.Count, operations.Select(operation => (string)operation.Body["operationId"]!).Distinct().Count());
        Assert.All(operations, operation =>
        {
            var body = operation.Body;
            var name = (string)body["operationId"]!;
            Assert.False(string.IsNullOrWhiteSpace((string?)body["summary"]), name);
            Assert.False(string.IsNullOrWhiteSpace((string?)body["description"]), name);
            Assert.All(body["parameters"]?.AsArray() ?? [], parameter => Assert.False(string.IsNullOrWhiteSpace((string?)parameter!["description"]), $"{name} {parameter}"));
            Assert.Equal(operation.Verb == "post", body["requestBody"] is not null);
            var responses = body["responses"]!.AsObject();
            Assert.NotNull(responses["200"]!["content"]);
            Assert.NotNull(responses["429"]);
            Assert.All(responses.Where(response => response.Key != "200"), response =>
                Assert.NotNull(Resolve(document, (string)response.Value!["$ref"]!)!["content"]!["application/problem+json"]));
        });
    }

    [Fact]
    public async Task Every_call_of_the_proto_is_described_and_every_operation_is_answered()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var json = new JsonLedger(service);
        var document = (await json.Http.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Cancellation))!;

        var described = Operations(document).Select(operation => (string?)operation.Body["x-grpc-method"]).OfType<string>().Distinct();
        Assert.Equal(LedgerReflection.Descriptor.Services[0].Methods.Select(method => method.FullName).Order(), described.Order());
        foreach (var (address, verb, _) in Operations(document))
        {
            using var request = new HttpRequestMessage(HttpMethod.Parse(verb), address.Replace("{reason}", "NOT_YOURS", StringComparison.Ordinal));
            using var answer = await json.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType, $"{verb} {address}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Schemas_hold_the_bounds_and_the_comments_of_the_protos()
    {
        var (_, document) = await ReadAsync();
        var schemas = document["components"]!["schemas"]!;

        var signed = schemas["SignedStatement"]!;
        Assert.Equal(["statement", "signatures"], signed["required"]!.AsArray().Select(name => (string?)name));
        Assert.Equal("base64", (string?)signed["properties"]!["statement"]!["contentEncoding"]);
        Assert.Equal(21_848, (int)signed["properties"]!["statement"]!["maxLength"]!);
        Assert.Equal(1, (int)signed["properties"]!["signatures"]!["minItems"]!);
        Assert.Equal(2, (int)signed["properties"]!["signatures"]!["maxItems"]!);
        Assert.Contains("only encoding of what it says", (string?)signed["properties"]!["statement"]!["description"], StringComparison.Ordinal);
        Assert.Equal(160, (int)schemas["Statement"]!["properties"]!["subject"]!["maxLength"]!);
        Assert.Equal("trace-subject", (string?)schemas["Statement"]!["properties"]!["subject"]!["format"]);
        Assert.Equal("-720", schemas["Statement"]!["properties"]!["offset"]!["minimum"]!.ToJsonString());
        Assert.Contains("AT_SIGNED", schemas["At"]!["enum"]!.AsArray().Select(value => (string?)value));
        Assert.Equal(["index", "size", "hashes"], schemas["InclusionProof"]!["required"]!.AsArray().Select(name => (string?)name));
    }

    [Fact]
    public async Task Every_field_of_the_service_and_every_reason_has_a_comment_to_be_described_by()
    {
        var (_, document) = await ReadAsync();
        var schemas = document["components"]!["schemas"]!;

        foreach (var message in LedgerReflection.Descriptor.MessageTypes)
        {
            var schema = schemas[message.Name]!;
            Assert.False(string.IsNullOrEmpty((string?)schema["description"]), message.Name);
            Assert.All(message.Fields.InDeclarationOrder(), field => Assert.False(string.IsNullOrEmpty((string?)schema["properties"]![field.JsonName]!["description"]), field.FullName));
        }

        Assert.All(Enum.GetValues<Reason>().Where(reason => reason != Reason.Unspecified), reason => Assert.NotEqual("", ProblemTypes.MeaningOf(reason)));
    }

    [Fact]
    public async Task A_type_of_problem_leads_to_what_it_means()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var json = new JsonLedger(service);

        var problem = await json.Http.GetFromJsonAsync<JsonObject>("/v1/problems/NOT_YOURS", Cancellation);

        Assert.Equal(RefusalStatus.HttpOf(Reason.NotYours), (int)problem!["status"]!);
        Assert.Equal(ProblemTypes.MeaningOf(Reason.NotYours), (string?)problem["detail"]);
        using var none = await json.GetAsync("/v1/problems/BAD_WEATHER");
        await JsonLedger.ProblemAsync(HttpStatusCode.NotFound, none);
    }

    [Fact]
    public async Task The_page_that_reads_the_document_may_fetch_nothing_from_elsewhere()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var json = new JsonLedger(service);

        using var page = await json.GetAsync("/docs/");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
        var text = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("src=\"http", text, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"//", text, StringComparison.Ordinal);
        Assert.Contains("openapi/v1.json", text, StringComparison.Ordinal);
    }

    private async Task<(string Text, JsonObject Document)> ReadAsync()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var json = new JsonLedger(service);
        var text = await json.Http.GetStringAsync("/openapi/v1.json", Cancellation);
        return (text, JsonNode.Parse(text)!.AsObject());
    }

    private static IEnumerable<(string Address, string Verb, JsonObject Body)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where Verbs.Contains(operation.Key)
        select (path.Key, operation.Key, operation.Value!.AsObject());

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject named => named.SelectMany(member => member is { Key: "$ref", Value: JsonValue value } ? [(string)value!] : References(member.Value)),
        JsonArray elements => elements.SelectMany(References),
        _ => [],
    };

    private static JsonNode? Resolve(JsonNode document, string reference)
    {
        Assert.StartsWith("#/", reference, StringComparison.Ordinal);
        return reference[2..].Split('/').Aggregate((JsonNode?)document, (node, name) => node?[name]);
    }
}
