using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Tests.Http;

/// <summary>Statements in by JSON, proofs out by JSON, over the same way as gRPC.</summary>
public class RecordingOverHttpTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const string Producer = "party/gln/9521111100003";
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_statement_posted_as_JSON_is_recorded_and_its_proof_verifies()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var listing = producer.Make(Product, new Listing { Name = new Text { Zh = "白毫银针" } });

        var entry = json.Verify(await json.PostAsync<Recorded>("/v1/statements", listing));

        Assert.Equal(listing.Statement, entry.Statement.Bytes);
        Assert.Equal(entry.LeafHash, Assert.Single((await client.ReadHistoryAsync(Product.Value, cancellation: Cancellation)).Entries).Entry.LeafHash);
    }

    [Fact]
    public async Task A_statement_sent_again_over_either_door_is_answered_with_the_same_entry()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var listing = producer.Make(Product, new Listing { Name = new Text { Zh = "白毫银针" } });
        var first = json.Verify(await json.PostAsync<Recorded>("/v1/statements", listing));

        Assert.Equal(first.LeafHash, json.Verify(await json.PostAsync<Recorded>("/v1/statements", listing)).LeafHash);
        Assert.Equal(first.LeafHash, (await client.RecordAsync(listing, Cancellation)).Entry.LeafHash);
    }

    [Fact]
    public async Task A_message_may_come_and_go_in_protobuf_too()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var listing = producer.Make(Product, new Listing { Name = new Text { Zh = "白毫银针" } });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/statements") { Content = new ByteArrayContent(listing.ToByteArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-protobuf"));

        using var answer = await json.Http.SendAsync(request, Cancellation);

        Assert.Equal("application/x-protobuf", answer.Content.Headers.ContentType!.MediaType);
        json.Verify(Recorded.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(Cancellation)));
    }

    [Fact]
    public async Task What_is_refused_says_status_reason_field_and_whether_to_try_again()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var good = producer.Make(Product, new Listing { Name = new Text { Zh = "茶" } });
        var foreign = producer.Make(SubjectKey.ForProduct(Gtin.Parse("09506000134352")), new Listing { Name = new Text { Zh = "茶" } });
        var forged = new SignedStatement { Statement = good.Statement, Signatures = { ByteString.CopyFrom(new byte[64]) } };
        using var stranger = new Domain.Ledger.Ed25519Signer(new byte[32]);
        var unknown = new StatementFactory(producer.Ledger, Producer, stranger).Make(Product, new Listing { Name = new Text { Zh = "茶" } });

        await RefusedAsync(HttpStatusCode.Forbidden, "NOT_YOURS", "subject", foreign);
        await RefusedAsync(HttpStatusCode.BadRequest, "SIGNATURE_INVALID", "signatures[0]", forged);
        await RefusedAsync(HttpStatusCode.BadRequest, "SIGNATURES_NOT_ONE", "signatures", new SignedStatement { Statement = good.Statement });
        await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE", "", new SignedStatement { Statement = ByteString.CopyFrom(new byte[16_385]), Signatures = { good.Signatures } });
        var later = await RefusedAsync(HttpStatusCode.Forbidden, "UNKNOWN_KEY", "key", unknown, retryable: true);
        Assert.NotNull(later.Headers.RetryAfter?.Delta);

        async Task<HttpResponseMessage> RefusedAsync(HttpStatusCode status, string reason, string field, SignedStatement signed, bool retryable = false)
        {
            var answer = await json.PostAsync("/v1/statements", signed);
            var problem = await JsonLedger.ProblemAsync(status, answer);
            Assert.Equal(reason, (string?)problem["reason"]);
            Assert.Equal($"/v1/problems/{reason}", (string?)problem["type"]);
            Assert.Equal(field, (string?)problem["field"] ?? "");
            Assert.Equal(retryable, (bool)problem["retryable"]!);
            return answer;
        }
    }

    [Fact]
    public async Task A_thousand_lines_are_answered_in_order_and_a_bad_one_does_not_end_the_stream()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var lines = Enumerable.Range(0, 1000).Select(number => JsonFormatter.Default.Format(producer.Make(SubjectKey.ForLot(Product, $"L{number}"), new Listing { Name = new Text { Zh = "茶" } }))).ToList();
        lines[500] = "{\"statement\": \"not base64\", \"colour\": \"red\"}";
        lines[501] = new string('x', 40_000);
        using var content = new StringContent(string.Join('\n', lines));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");

        using var answer = await json.Http.PostAsync("/v1/statements/stream", content, Cancellation);
        var outcomes = new List<Outcome>();
        await foreach (var line in JsonLedger.LinesAsync(answer))
        {
            outcomes.Add(JsonParser.Default.Parse<Outcome>(line));
        }

        Assert.Equal(1000, outcomes.Count);
        Assert.Equal(Reason.Malformed, outcomes[500].Refusal.Reason);
        Assert.Equal(Reason.TooLarge, outcomes[501].Refusal.Reason);
        foreach (var number in Enumerable.Range(0, 1000).Except([500, 501]))
        {
            Assert.Equal($"{Product}/10/L{number}", json.Verify(outcomes[number].Recorded).Statement.Subject.Value);
        }
    }

    [Fact]
    public async Task Each_line_is_answered_while_the_stream_is_still_open()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        await using var stream = await RawStream.OpenAsync(service.Http, "/v1/statements/stream");

        foreach (var lot in (string[])["A", "B"])
        {
            await stream.SendLineAsync(JsonFormatter.Default.Format(producer.Make(SubjectKey.ForLot(Product, lot), new Listing { Name = new Text { Zh = "茶" } })));
            Assert.NotNull(JsonParser.Default.Parse<Outcome>(await stream.ReadLineAsync()).Recorded);
        }
    }

    [Fact]
    public async Task A_call_that_takes_too_long_is_told_so_and_the_statement_is_recorded_all_the_same()
    {
        await using var service = await StartAsync(replace: services => services.PostConfigure<RequestTimeoutOptions>(timeouts => timeouts.AddPolicy("write", TimeSpan.FromSeconds(1))));
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var listing = producer.Make(Product, new Listing { Name = new Text { Zh = "茶" } });
        await using (await HeldHead.HoldAsync(service.ConnectionString))
        {
            using var late = await json.PostAsync("/v1/statements", listing);
            Assert.True((bool)(await JsonLedger.ProblemAsync(HttpStatusCode.ServiceUnavailable, late))["retryable"]!);
            Assert.NotNull(late.Headers.RetryAfter?.Delta);
        }

        Assert.Equal(listing.Statement, (await client.RecordAsync(listing, Cancellation)).Entry.Statement.Bytes);
    }

    [Fact]
    public async Task A_stopping_server_answers_what_it_read_and_says_what_to_do_with_the_rest()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        await using var stream = await RawStream.OpenAsync(service.Http, "/v1/statements/stream");
        await stream.SendLineAsync(JsonFormatter.Default.Format(producer.Make(Product, new Listing { Name = new Text { Zh = "茶" } })));
        Assert.NotNull(JsonParser.Default.Parse<Outcome>(await stream.ReadLineAsync()).Recorded);

        await service.StopAsync();

        Assert.Contains("send what has no outcome again", await stream.ReadLineAsync(), StringComparison.Ordinal);
    }
}
