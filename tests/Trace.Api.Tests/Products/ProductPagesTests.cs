using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Trace.Api.Tests.Http;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Products;

/// <summary>Pages, links and histories at the Digital Links, as browsers and programs ask for them.</summary>
public class ProductPagesTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const string Producer = "party/gln/9521111100003";
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));
    private static readonly SubjectKey Lot = SubjectKey.ForLot(Product, "L1");
    private static readonly SubjectKey Item = SubjectKey.ForItem(Product, "S1");

    private static readonly string[] s_inBoth = ["traceability", "recallStatus", "pip", "defaultLinkMulti"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/01/9521111100010?17=301231", HttpStatusCode.PermanentRedirect, "/01/09521111100010?17=301231")]
    [InlineData("/01/09521111100010/21/S1/10/L1", HttpStatusCode.PermanentRedirect, "/01/09521111100010/10/L1/21/S1")]
    [InlineData("/01/09521111100010/21/S1?10=L1&17=301231&lang=en", HttpStatusCode.PermanentRedirect, "/01/09521111100010/10/L1/21/S1?17=301231&lang=en")]
    [InlineData("/01/09521111100010/10/A%2fB", HttpStatusCode.PermanentRedirect, "/01/09521111100010/10/A%2FB")]
    [InlineData("/417/9521111100003", HttpStatusCode.PermanentRedirect, "/party/gln/9521111100003")]
    [InlineData("/01/09521111100010", HttpStatusCode.OK, null)]
    [InlineData("/01/09521111100010/10/A%2FB", HttpStatusCode.OK, null)]
    [InlineData("/01/09521111100010/10/L1/21/S1", HttpStatusCode.OK, null)]
    [InlineData("/party/gln/9521111100003", HttpStatusCode.OK, null)]
    [InlineData("/01/09521111100010?linkType=gs1:recallStatus&17=301231", HttpStatusCode.TemporaryRedirect, "/01/09521111100010?17=301231#safety")]
    [InlineData("/01/09521111100010?linkType=https%3A%2F%2Fgs1.org%2Fvoc%2Fpip", HttpStatusCode.TemporaryRedirect, "/01/09521111100010")]
    [InlineData("/01/09521111100010?linkType=gs1:hasRetailers", HttpStatusCode.NotFound, null)]
    [InlineData("/01/09506000134352", HttpStatusCode.NotFound, null)]
    [InlineData("/00/095212340000000013", HttpStatusCode.NotFound, null)]
    [InlineData("/party/gln/9520100300004", HttpStatusCode.NotFound, null)]
    [InlineData("/01/09521111100011", HttpStatusCode.BadRequest, null)]
    [InlineData("/entries/999999/proof", HttpStatusCode.NotFound, null)]
    [InlineData("/entries/x/bytes", HttpStatusCode.NotFound, null)]
    public async Task An_address_is_answered_or_leads_to_its_one_spelling(string address, HttpStatusCode status, string? location)
    {
        await using var service = await StartAsync();
        await TellAsync(service);

        using var answer = await GetAsync(service, address, "text/html");

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(location, answer.Headers.Location?.OriginalString);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        if (status is HttpStatusCode.OK or HttpStatusCode.BadRequest || (status == HttpStatusCode.NotFound && !address.StartsWith("/entries", StringComparison.Ordinal)))
        {
            Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
            Assert.DoesNotContain("unsafe-inline", string.Join(' ', answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Contains("frame-ancestors 'none'", string.Join(' ', answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html")]
    [InlineData("application/json;q=0.9, text/html", "text/html")]
    [InlineData("application/json, text/html", "text/html")]
    [InlineData("*/*", "text/html")]
    [InlineData("image/png", "text/html")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json, */*", "application/json")]
    [InlineData("application/json;q=0.2, application/linkset+json", "application/linkset+json")]
    [InlineData("application/linkset+json;q=0, application/json;q=0.1", "application/json")]
    [InlineData("application/protobuf", "application/x-protobuf")]
    public async Task The_form_is_what_is_accepted_and_a_page_for_whoever_looks_like_a_browser(string accept, string type)
    {
        await using var service = await StartAsync();
        await TellAsync(service);

        using var answer = await GetAsync(service, $"/{Item}", accept);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", answer.Headers.Vary);
        Assert.Equal(type != "text/html", answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_browser_that_opens_a_page_gets_a_page_whatever_it_accepts()
    {
        await using var service = await StartAsync();
        await TellAsync(service);

        using var answer = await GetAsync(service, $"/{Item}", "application/json", ("Sec-Fetch-Dest", "document"));

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_histories_are_those_that_the_page_joins_each_proven_at_one_checkpoint()
    {
        await using var service = await StartAsync();
        using var json = new JsonLedger(service);
        await TellAsync(service);

        using var answer = await GetAsync(service, $"/{Item}", "application/protobuf");
        var provenance = Provenance.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(Cancellation));

        Assert.Equal(Item.Value, provenance.Subject);
        Assert.Equal([Item.Value, Lot.Value, Product.Value], provenance.Histories.Select(history => json.Verify(history).Subject));
        Assert.Single(provenance.Histories.Select(history => history.Bundle.Checkpoint).Distinct());
        using var asJson = await GetAsync(service, $"/{Item}", "application/json");
        Assert.Equal(provenance, JsonParser.Default.Parse<Provenance>(await asJson.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task A_page_names_in_its_head_where_its_browser_fetches_the_histories_without_saying_what_it_accepts()
    {
        await using var service = await StartAsync();
        await TellAsync(service);
        using var page = await GetAsync(service, $"/{Item}", "text/html");
        Assert.Contains($"<link rel=\"preload\" as=\"fetch\" crossorigin=\"anonymous\" href=\"/provenance/{Item}\">", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        using var preloaded = await GetAsync(service, $"/provenance/{Item}", "*/*");
        using var asked = await GetAsync(service, $"/{Item}", "application/protobuf");
        using var unknown = await GetAsync(service, "/provenance/01/09506000134352", "*/*");
        using var bad = await GetAsync(service, "/provenance/01/09521111100011", "*/*");

        Assert.Equal("application/x-protobuf", preloaded.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Provenance.Parser.ParseFrom(await asked.Content.ReadAsByteArrayAsync(Cancellation)), Provenance.Parser.ParseFrom(await preloaded.Content.ReadAsByteArrayAsync(Cancellation)));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (unknown.StatusCode, bad.StatusCode));
    }

    [Fact]
    public async Task A_linkset_has_the_item_its_lot_and_its_product_each_with_the_links_of_the_standard()
    {
        await using var service = await StartAsync();
        await TellAsync(service);

        using var answer = await GetAsync(service, $"/{Item}?linkType=linkset", "text/html");
        var linkset = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["linkset"]!.AsArray();

        Assert.Equal("application/linkset+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("linkset-context", Assert.Single(answer.Headers.GetValues("Link")), StringComparison.Ordinal);
        var origin = service.Http.GetLeftPart(UriPartial.Authority);
        Assert.Equal([$"{origin}/{Item}", $"{origin}/{Lot}", $"{origin}/{Product}"], linkset.Select(context => (string)context!["anchor"]!));
        Assert.All(linkset, context =>
        {
            Assert.Matches("^https?://[a-zA-z0-9./]+", (string)context!["anchor"]!);
            Assert.Single(context["https://ref.gs1.org/voc/defaultLink"]!.AsArray());
            foreach (var name in s_inBoth)
            {
                var targets = context[$"https://ref.gs1.org/voc/{name}"]!.AsArray();
                Assert.Contains(targets, target => target!["hreflang"]!.AsArray() is [var only] && (string)only! == "en");
                Assert.Contains(targets, target => target!["hreflang"]!.AsArray() is [var only] && (string)only! == "zh");
            }

            // RFC 9264, section 4.2.3: all but the anchor and GS1's description are relations, each an array of targets with an address.
            foreach (var (_, targets) in context.AsObject().Where(member => member.Key is not ("anchor" or "description")))
            {
                Assert.All(targets!.AsArray(), target =>
                {
                    Assert.True(Uri.TryCreate((string)target!["href"]!, UriKind.Absolute, out _));
                    Assert.NotEmpty((string)target["title"]!);
                    Assert.NotEmpty((string)target["type"]!);
                });
            }
        });
    }

    [Theory]
    [InlineData("/01/09521111100010")]
    [InlineData("/01/09521111100010/10/A%2FB")]
    [InlineData("/01/09521111100010/10/L1/21/S1")]
    public async Task A_linkset_is_valid_by_GS1s_own_schema(string address)
    {
        await using var service = await StartAsync();
        await TellAsync(service);
        using var file = new StreamReader(typeof(ProductPagesTests).Assembly.GetManifestResourceStream("gs1-linkset-schema.json")!);
        var schema = Json.Schema.JsonSchema.FromText(await file.ReadToEndAsync(Cancellation));

        using var answer = await GetAsync(service, address, "application/linkset+json");
        var linkset = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;

        Assert.True(IsValid(linkset), linkset.ToJsonString());
        linkset["linkset"]![0]!["https://ref.gs1.org/voc/pip"]![0]!["title*"] = "one more member";
        Assert.False(IsValid(linkset));

        bool IsValid(JsonNode node) => schema.Evaluate(node).IsValid;
    }

    [Fact]
    public async Task The_resolver_describes_itself_and_takes_what_a_browser_asks_before_it_asks()
    {
        await using var service = await StartAsync();

        using var answer = await GetAsync(service, "/.well-known/gs1resolver", "application/json");
        var description = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        using var preflight = await Send(service, HttpMethod.Options, $"/{Product}", "application/json");

        Assert.Equal(service.Http.GetLeftPart(UriPartial.Authority), (string)description["resolverRoot"]!);
        Assert.Contains("01", description["supportedPrimaryKeys"]!.AsArray().Select(key => (string)key!));
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("*", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task What_is_recorded_is_on_the_page_at_once_although_the_page_was_read_before()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await TellAsync(service);
        Assert.DoesNotContain("class=\"recall\"", await PageAsync(service, $"/{Item}"), StringComparison.Ordinal);
        Assert.Contains("never used", await PageAsync(service, $"/{Item}"), StringComparison.Ordinal);

        var recall = new Recall { Reason = RecallReason.Chemical, Hazard = Hazard.Class1, Instructions = new Document { Sha256 = ByteString.CopyFrom(new byte[32]), MediaType = "text/plain" } };
        var recorded = await client.RecordAsync(producer.Make(Lot, recall), Cancellation);
        var page = await PageAsync(service, $"/{Item}");

        Assert.Contains("class=\"recall\"", page, StringComparison.Ordinal);
        Assert.Contains($"data-entry=\"{recorded.Entry.Index}\"", page, StringComparison.Ordinal);
        Assert.Contains("Recalled: lot L1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_lots_and_addresses_are_text_and_nothing_else()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await TellAsync(service);
        const string Evil = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";
        var lot = SubjectKey.ForLot(Product, "\"<svg>'&");
        await client.RecordAsync(producer.Make(lot, new Listing { Name = new Text { En = Evil }, Label = new Label { Others = { new Pair { Name = "<b>x", Value = Evil } } } }), Cancellation);

        var pages = new[] { await PageAsync(service, $"/{lot}"), await PageAsync(service, $"/{lot}?lang=en&x=%22%3E%3Cscript%3Ealert(3)%3C/script%3E"), await PageAsync(service, "/01/09521111100010/10/%22%3E%3Cscript%3E/99/x"), await PageAsync(service, "/01/%3Cscript%3Ealert(4)") };

        Assert.All(pages, page =>
        {
            Assert.DoesNotContain("<script>", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<svg", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<b>x", page, StringComparison.Ordinal);
        });
        Assert.Contains("&lt;script&gt;alert(1)", pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_in_the_readers_language_and_leads_to_the_other_with_all_attributes_kept()
    {
        await using var service = await StartAsync();
        await TellAsync(service);

        var chinese = await PageAsync(service, $"/{Item}?17=301231", "zh-TW,zh;q=0.9");
        var english = await PageAsync(service, $"/{Item}?17=301231&lang=en", "zh-CN");

        Assert.Contains("<html lang=\"zh-CN\">", chinese, StringComparison.Ordinal);
        Assert.Contains($"href=\"/{Item}?17=301231&amp;lang=en\"", chinese, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", english, StringComparison.Ordinal);
        Assert.Contains($"<link rel=\"canonical\" href=\"/{Item}\">", english, StringComparison.Ordinal);
        Assert.Contains($"href=\"/{Producer}?lang=en\"", english, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waybills_number_is_posted_and_stands_in_no_address()
    {
        await using var service = await StartAsync();
        const string Number = "MH202602224892";
        using var client = Client(service);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("carrier", "minhai"), KeyValuePair.Create("number", Number)]);
        using var found = await client.PostAsync("/parcel", form, Cancellation);
        using var wrong = new FormUrlEncodedContent([KeyValuePair.Create("carrier", "MINHAI !"), KeyValuePair.Create("number", Number)]);
        using var refused = await client.PostAsync("/parcel", wrong, Cancellation);

        Assert.Equal(HttpStatusCode.SeeOther, found.StatusCode);
        Assert.StartsWith("/parcel/minhai/", found.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain(Number, found.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.DoesNotContain(Number, await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_is_taken_home_as_bytes_and_as_a_proof_that_verifies_with_no_network()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await TellAsync(service);
        await client.RecordAsync(producer.Make(Product, new Listing { Name = new Text { En = "Later" } }), Cancellation);
        var first = (await client.ReadHistoryAsync(Product.Value, cancellation: Cancellation)).Entries[0].Entry;

        using var bytes = await GetAsync(service, $"/entries/{first.Index}/bytes", "*/*");
        using var proof = await GetAsync(service, $"/entries/{first.Index}/proof", "*/*");

        Assert.Equal(first.Bytes.ToByteArray(), await bytes.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal($"entry-{first.Index}.tlog-proof", proof.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        var read = TlogProof.Parse(await proof.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.True(HistoryProof.TryVerify(read, json.Policy, thorough: false, out var history, out var failures), string.Join('\n', failures));
        Assert.Equal(first.LeafHash, Assert.Single(history.Entries).Entry.LeafHash);
    }

    [Fact]
    public async Task A_partys_page_lists_its_products_and_skips_their_lots_and_items()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await TellAsync(service);
        var second = SubjectKey.ForProduct(Gtin.Parse("9521111100027"));
        await client.RecordAsync(producer.Make(second, new Listing { Name = new Text { En = "Second tea" } }), Cancellation);

        var page = await PageAsync(service, $"/{Producer}");

        Assert.Contains("Fuding tea", page, StringComparison.Ordinal);
        Assert.Contains("Second tea", page, StringComparison.Ordinal);
        Assert.Contains("<h1 class=\"title\">party/gln", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("<li><a href=\"/01/").Length - 1);
    }

    // A product with a lot A/B, a lot L1, and an item S1 of it that was sold.
    private async Task<StatementFactory> TellAsync(RunningService service)
    {
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer, Role.Seller);
        await client.RecordAsync(producer.Make(Product, new Listing { Name = new Text { Zh = "福鼎茶", En = "Fuding tea" }, Label = new Label { Ingredients = new Text { Zh = "茶" } } }), Cancellation);
        await client.RecordAsync(producer.Make(Lot, new Listing { Name = new Text { Zh = "福鼎茶", En = "Fuding tea" } }), Cancellation);
        await client.RecordAsync(producer.Make(SubjectKey.ForLot(Product, "A/B"), new Listing { Name = new Text { Zh = "茶" } }), Cancellation);
        var claim = StatementSignerKey();
        await client.RecordAsync(producer.Make(Item, new Sale { Lot = "L1", ClaimKey = claim }), Cancellation);
        return producer;
    }

    private static PublicKey StatementSignerKey()
    {
        using var signer = new Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        return Domain.Statements.StatementSigner.PublicKeyOf(signer);
    }

    private static HttpClient Client(RunningService service) => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = service.Http };

    private static async Task<string> PageAsync(RunningService service, string address, string language = "en")
    {
        using var answer = await GetAsync(service, address, "text/html", ("Accept-Language", language));
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static Task<HttpResponseMessage> GetAsync(RunningService service, string address, string accept, params (string Name, string Value)[] headers) =>
        Send(service, HttpMethod.Get, address, accept, headers);

    private static async Task<HttpResponseMessage> Send(RunningService service, HttpMethod method, string address, string accept, params (string Name, string Value)[] headers)
    {
        using var client = Client(service);
        var raw = new Uri(service.Http.GetLeftPart(UriPartial.Authority) + address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, raw);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, Cancellation);
    }
}
