using Google.Protobuf;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>Statements in, proofs out, over a real PostgreSQL, a real Kestrel and a real client that verifies every answer.</summary>
public class RecordingTests(PostgresFixture postgres) : LedgerTest(postgres)
{
    private const string Producer = "party/gln/9521111100003";
    private const string Courier = "party/gln/9522222200002";
    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_items_history_is_recorded_and_verified_down_to_Genesis()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var (item, parcel) = await RecordJourneyAsync(service, client);

        var history = await client.ReadHistoryAsync(item.Value, thorough: true, Cancellation);
        Assert.Equal(2, history.Entries.Count);
        Assert.Equal(3, (await client.ReadHistoryAsync(parcel.Value, cancellation: Cancellation)).Entries.Count);
    }

    [Fact]
    public async Task What_a_party_says_of_itself_and_Genesis_are_read_and_verified()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer, Role.Administrator);
        var document = new Document { Sha256 = ByteString.CopyFrom(new byte[32]), MediaType = "application/pdf", Url = "https://example.com/pledge.pdf" };
        await client.RecordAsync(producer.Make(SubjectKey.Parse(Producer), new Pledge { Kind = PledgeKind.ReturnDays, Days = 30, Document = document }), Cancellation);

        Assert.Equal(2, (await client.ReadHistoryAsync(Producer, thorough: true, Cancellation)).Entries.Count);
        Assert.Single((await client.ReadHistoryAsync("log/genesis", cancellation: Cancellation)).Entries);
    }

    [Fact]
    public async Task A_repeat_is_answered_after_its_key_was_revoked_and_new_words_of_that_key_are_refused()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var listing = producer.Make(Product, new Listing { Name = new Text { Zh = "白毫银针" } });
        var first = await client.RecordAsync(listing, Cancellation);
        var key = SubjectKey.Parse($"{Producer}/key/{first.Entry.Statement.Key}");
        await client.RecordAsync(service.Registrar().Make(key, new KeyRevocation { Kind = RevocationKind.Compromised, Since = first.Entry.Statement.Message.Time }), Cancellation);

        Assert.Equal(first.Entry.LeafHash, (await client.RecordAsync(listing, Cancellation)).Entry.LeafHash);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(producer.Make(Product, new Listing { Name = new Text { Zh = "白牡丹" } }), Cancellation));
        Assert.Equal(Reason.KeyCompromised, refused.Refusal.Reason);
    }

    [Fact]
    public async Task Readers_that_hold_every_connection_do_not_keep_the_log_from_being_written()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var readers = service.Services.GetRequiredService<NpgsqlDataSource>();
        var held = new List<NpgsqlConnection>();
        for (var i = 0; i < new NpgsqlConnectionStringBuilder(service.ConnectionString).MaxPoolSize; i++)
        {
            held.Add(await readers.OpenConnectionAsync(Cancellation));
        }

        var recorded = await client.RecordAsync(producer.Make(Product, new Listing { Name = new Text { Zh = "白毫银针" } }), Cancellation);

        Assert.Equal(1UL, recorded.Entry.Version);
        held.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public async Task A_stream_answers_each_statement_in_order_and_goes_on_behind_a_refused_one()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var producer = await service.RegisterAsync(client, Producer, "95211111", Role.Producer);
        var foreign = SubjectKey.ForProduct(Gtin.Parse("09506000134352"));
        SubjectKey[] subjects = [Product, foreign, SubjectKey.ForLot(Product, "L1")];

        var outcomes = new List<RecordOutcome>();
        await foreach (var outcome in client.RecordManyAsync(subjects.Select(subject => producer.Make(subject, new Listing { Name = new Text { Zh = "茶" } })).ToAsyncEnumerable(), Cancellation))
        {
            outcomes.Add(outcome);
        }

        Assert.Equal(3, outcomes.Count);
        Assert.NotNull(outcomes[0].Recorded);
        Assert.Equal(Reason.NotYours, outcomes[1].Refusal!.Reason);
        Assert.NotNull(outcomes[2].Recorded);
    }

    [Fact]
    public async Task Marten_reads_every_row_and_finds_its_schema_as_it_made_it()
    {
        await using var service = await StartAsync();
        await using var client = service.Connect();
        var (item, _) = await RecordJourneyAsync(service, client);
        var store = service.Services.GetRequiredService<IDocumentStore>();
        await using var session = store.QuerySession();

        var events = await session.Events.FetchStreamAsync(item.Value, token: Cancellation);

        Assert.Equal([1L, 2L], events.Select(recorded => recorded.Version));
        Assert.IsType<EntryEvent<Sale>>(events[0].Data);
        Assert.All(events, recorded => Assert.Equal((ulong)recorded.Sequence, ((IEntryEvent)recorded.Data).Entry.Index + 1));
        await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Cancellation);
    }

    [Fact]
    public async Task A_start_over_the_same_database_finds_every_entry_and_signs_the_same_head()
    {
        using var folder = new TemporaryFolder();
        string database;
        SubjectKey item;
        await using (var service = await StartAsync(change: settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") }))
        await using (var client = service.Connect())
        {
            (item, _) = await RecordJourneyAsync(service, client);
            database = service.ConnectionString;
        }

        await using var again = await StartAsync(database, settings => settings with { Data = folder.Path, Anchor = Path.Combine(folder.Path, "anchor") });
        await using var reader = again.Connect();
        Assert.Equal(2, (await reader.ReadHistoryAsync(item.Value, cancellation: Cancellation)).Entries.Count);
    }

    [Fact]
    public async Task A_database_behind_its_anchor_stays_read_only_and_says_why()
    {
        using var folder = new TemporaryFolder();
        var anchors = Path.Combine(folder.Path, "anchor");
        string database;
        await using (var service = await StartAsync(change: settings => settings with { Data = folder.Path, Anchor = anchors }))
        await using (var client = service.Connect())
        {
            await RecordJourneyAsync(service, client);
            var options = service.Services.GetRequiredService<LogOptions>();
            var head = new Anchor(anchors, options.Prefix);
            var held = head.Read()!;
            head.Advance(held with { Size = held.Size + 1 });
            database = service.ConnectionString;
        }

        await using var behind = await StartAsync(database, settings => settings with { Data = folder.Path, Anchor = anchors });
        await using var reader = behind.Connect();
        Assert.Contains("second history", behind.Services.GetRequiredService<LogStanding>().ReadOnlyBecause, StringComparison.Ordinal);
    }

    private static async Task<(SubjectKey Item, SubjectKey Parcel)> RecordJourneyAsync(RunningService service, LedgerClient client)
    {
        var seller = await service.RegisterAsync(client, Producer, "95211111", Role.Producer, Role.Seller);
        var courier = await service.RegisterAsync(client, Courier, "", Role.Courier);
        var item = SubjectKey.ForItem(Product, CrockfordBase32.NewSerial());
        var parcel = SubjectKey.ForLogisticUnit(Sscc.Parse("095200000000000015"[..17] + Gs1CheckDigit.Compute("09520000000000001")));
        await client.RecordAsync(seller.Make(item, new Sale { ClaimKey = seller.NewClaim().Key }), Cancellation);
        var shipment = await client.RecordAsync(seller.Make(item, new Shipment { Parcel = parcel.Value, Courier = Courier, From = "350000", To = "310000" }), Cancellation);
        var identity = ByteString.CopyFrom(shipment.Entry.Statement.Identity.AsSpan());
        await client.RecordAsync(courier.Make(parcel, new Transit { Activity = TransitActivity.PickedUp, Shipment = identity }), Cancellation);
        await client.RecordAsync(courier.Make(parcel, new Transit { Activity = TransitActivity.Arrived, Shipment = identity }), Cancellation);
        await client.RecordAsync(courier.Make(parcel, new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes, Shipment = identity }), Cancellation);
        return (item, parcel);
    }
}
