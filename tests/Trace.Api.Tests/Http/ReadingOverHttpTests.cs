using System.Net;
using Google.Protobuf;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Http;

/// <summary>Histories, entries, proofs and watches as JSON.</summary>
public class ReadingOverHttpTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const string Producer = "party/gln/9521111100003";
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("A/B", "A%2FB")]
    [InlineData("100%", "100%25")]
    [InlineData("%2F", "%252F")]
    [InlineData("a\"b<c>?&+=;:,'()*!", "a%22b%3Cc%3E%3F%26%2B%3D%3B%3A%2C%27%28%29%2A%21")]
    [InlineData("..a", "..a")]
    public async Task A_subject_is_read_by_its_own_spelling_escapes_and_slashes_and_all(string lot, string spelt)
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var subject = SubjectKey.ForLot(Product, lot);
        await client.RecordAsync(producer.Make(subject, new Listing { Name = new Text { Zh = "茶" } }), Cancellation);

        var history = await json.GetAsync<History>($"/v1/histories/{Product}/10/{spelt}?thorough=true");

        Assert.Equal(subject.Value, json.Verify(history, thorough: true).Subject);
    }

    [Theory]
    [InlineData("/v1/histories/01/09521111100010/10/A%2fB")]
    [InlineData("/v1/histories/01/09521111100010/10/%41")]
    [InlineData("/v1/histories/01%2F09521111100010")]
    [InlineData("/v1/histories/01/09521111100011")]
    [InlineData("/v1/histories/")]
    [InlineData("/v1//histories/01/09521111100010")]
    [InlineData("/v1/./histories/01/09521111100010")]
    public async Task No_second_spelling_of_a_subject_is_read(string address)
    {
        await using var service = await StartAsync();
        using var json = new JsonLedger(service);

        using var answer = await json.GetAsync(address);

        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, answer.StatusCode.ToString());
        await JsonLedger.ProblemAsync(answer.StatusCode, answer);
    }

    [Fact]
    public async Task An_entry_is_found_by_index_and_by_identity_and_proofs_lead_to_the_checkpoint()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var first = await client.RecordAsync(producer.Make(Product, new Listing { Name = new Text { Zh = "茶" } }), Cancellation);

        Assert.Equal(first.Entry.LeafHash, json.Verify(await json.GetAsync<Recorded>($"/v1/entries/{first.Entry.Index}?at=AT_SIGNED")).LeafHash);
        Assert.Equal(first.Entry.LeafHash, json.Verify(await json.GetAsync<Recorded>($"/v1/statements/{first.Entry.Statement.Identity}")).LeafHash);

        Assert.True(json.Policy.TryVerify((await json.GetAsync<CheckpointNote>("/v1/checkpoint")).Note.Span, out var verified, out _));
        var checkpoint = verified.Checkpoint;
        var inclusion = await json.GetAsync<V1.InclusionProof>($"/v1/proofs/inclusion?index={first.Entry.Index}&size={checkpoint.Size}");
        Assert.True(Domain.Ledger.InclusionProof.Verify(first.Entry.LeafHash, (long)first.Entry.Index, checkpoint.Size, JsonLedger.Hashes(inclusion.Hashes), checkpoint.Root));
        var consistency = await json.GetAsync<V1.ConsistencyProof>($"/v1/proofs/consistency?first=1&second={checkpoint.Size}");
        var genesis = json.Verify(await json.GetAsync<Recorded>("/v1/entries/0")).LeafHash;
        Assert.True(Domain.Ledger.ConsistencyProof.Verify(1, checkpoint.Size, genesis, checkpoint.Root, JsonLedger.Hashes(consistency.Hashes)));
    }

    [Fact]
    public async Task A_page_of_a_history_says_where_the_next_begins_and_leaves_out_what_the_caller_has()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        for (var i = 0; i < 3; i++)
        {
            await client.RecordAsync(producer.Make(Product, new Listing { Name = new Text { Zh = $"茶{i}" } }), Cancellation);
        }

        var page = await json.GetAsync<History>($"/v1/histories/{Product}?limit=2");
        var have = string.Concat(page.Bundle.Evidence.Select(chain => $"&have={RecordedEntry.Parse(chain.Entries[^1]).LeafHash}"));
        var next = await json.GetAsync<History>($"/v1/histories/{Product}?fromVersion={page.NextVersion}{have}");

        Assert.Equal(3UL, page.NextVersion);
        Assert.NotEmpty(page.Bundle.Evidence);
        Assert.Empty(next.Bundle.Evidence);
        Assert.Equal(3UL, RecordedEntry.Parse(Assert.Single(next.Bundle.History.Entries)).Version);
    }

    [Fact]
    public async Task A_watch_goes_on_where_the_one_before_it_stopped()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        using var json = new JsonLedger(service);
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        await RecordAsync(0);
        await RecordAsync(1);

        ulong resume;
        using (var answer = await json.GetAsync($"/v1/watch/histories/{Product}?fromVersion=1"))
        {
            var first = JsonParser.Default.Parse<WatchedEntry>(await JsonLedger.LinesAsync(answer).FirstAsync(Cancellation));
            Assert.Equal(1UL, RecordedEntry.Parse(first.Entry).Version);
            resume = first.ResumeFrom;
        }

        using var again = await json.GetAsync($"/v1/watch/histories/{Product}?fromVersion={resume}");
        await using var lines = JsonLedger.LinesAsync(again).GetAsyncEnumerator(Cancellation);
        Assert.Equal(2UL, await NextVersionAsync());
        await RecordAsync(2);
        Assert.Equal(3UL, await NextVersionAsync());

        Task<Client.RecordedStatement> RecordAsync(int number) => client.RecordAsync(producer.Make(Product, new Listing { Name = new Text { Zh = $"茶{number}" } }), Cancellation);

        async Task<ulong> NextVersionAsync()
        {
            Assert.True(await lines.MoveNextAsync());
            return RecordedEntry.Parse(JsonParser.Default.Parse<WatchedEntry>(lines.Current).Entry).Version;
        }
    }

    [Fact]
    public async Task The_log_is_watched_from_entry_0_and_a_stopping_server_says_where_to_go_on()
    {
        await using var service = await StartAsync();
        using var json = new JsonLedger(service);
        using var answer = await json.GetAsync("/v1/watch/entries?fromIndex=0");
        await using var lines = JsonLedger.LinesAsync(answer).GetAsyncEnumerator(Cancellation);
        for (var index = 0UL; index < 4; index++)
        {
            Assert.True(await lines.MoveNextAsync());
            Assert.Equal(index, RecordedEntry.Parse(JsonParser.Default.Parse<WatchedEntry>(lines.Current).Entry).Index);
        }

        await service.StopAsync();

        Assert.True(await lines.MoveNextAsync());
        Assert.Contains("go on from the last resume point", lines.Current, StringComparison.Ordinal);
        Assert.StartsWith("{\"problem\":", lines.Current, StringComparison.Ordinal);
        Assert.False(await lines.MoveNextAsync());
    }
}
