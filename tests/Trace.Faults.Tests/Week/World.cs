using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Faults.Tests.Week;

/// <summary>Twenty parties, what they sell, carry and buy, and the two servers that they all talk to.</summary>
internal sealed class World : IAsyncDisposable
{
    private const int Sellers = 12;
    private const int Couriers = 6;

    private static readonly SubjectKey Product = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    private readonly TemporaryFolder _folder;
    private readonly SharedClock _waits;
    private readonly string _database;
    private readonly CutLine _line = new();
    private LedgerClient _client = null!;
    private StatementFactory[] _sellers = [];

    private World(TemporaryFolder folder, string database)
    {
        _folder = folder;
        _database = database;
        var clock = Path.Combine(folder.Path, "clock");
        Clock = new SharedClock(clock);
        // Weeks pass in a minute, so half a minute passes in a third of a second.
        _waits = new SharedClock(clock, shorter: 100);
        Servers = new TwoServers(database, folder.Path, clock);
    }

    public SharedClock Clock { get; }

    public TwoServers Servers { get; }

    public HookReceiver Hooks { get; private set; } = null!;

    public StatementFactory Platform { get; private set; } = null!;

    public IReadOnlyList<Courier> Vans { get; private set; } = [];

    /// <summary>All that was acknowledged to sellers, buyers and the platform: the identity, and the place that it was promised.</summary>
    public ConcurrentDictionary<Hash256, ulong> Promised { get; } = new();

    public LedgerClient Client => _client;

    public static async Task<World> FoundAsync(string database)
    {
        var world = new World(new TemporaryFolder(), database);
        try
        {
            await world.FoundAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>An order of its number: sellers and couriers in turn.</summary>
    public Order Order(int number)
    {
        var digits = $"0952111120{number:D7}";
        return new Order(
            number, SubjectKey.ForItem(Product, $"W{number}"), SubjectKey.Parse($"00/{digits}{Gs1CheckDigit.Compute(digits)}"),
            _sellers[number % Sellers], Vans[number % Couriers]);
    }

    /// <summary>Sells and sends.</summary>
    public async Task SellAsync(Order order)
    {
        var sale = order.Seller.Make(order.Item, new Sale { ClaimKey = StatementSigner.PublicKeyOf(order.Code) }, at: Clock.GetUtcNow());
        order.Sale = StatementFactory.IdentityOf(sale);
        await RecordAsync(sale);
        await RecordAsync(order.Seller.Make(order.Item, new Shipment { Parcel = order.Parcel.Value, Courier = order.Carrier.Says.Party }, at: Clock.GetUtcNow()));
    }

    /// <summary>Opens the package with its code, and complains.</summary>
    public Task<WalkedCase> ComplainAsync(Order order, Walk walk) => BeginAsync(
        order, walk, opening => new Complaint { Opening = opening, Respondent = order.Seller.Party, Category = ComplaintCategory.Quality, Remedy = Remedy.Refund });

    /// <summary>Opens the package with its code, and asks to send it back.</summary>
    public Task<WalkedCase> AskBackAsync(Order order, Walk walk) => BeginAsync(order, walk, opening => new ReturnRequest { Opening = opening, Reason = ReturnReason.NoneGiven });

    private async Task<WalkedCase> BeginAsync(Order order, Walk walk, Func<ByteString, IMessage> said)
    {
        var (now, buyer) = (Clock.GetUtcNow(), new Ed25519Signer(RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes)));
        var opening = new StatementFactory(Servers.Key.Name, "", order.Code).Make(
            order.Item,
            new Opening { Sale = order.Sale, BuyerKey = StatementSigner.PublicKeyOf(buyer), Possession = StatementSigner.Possession(Servers.Key.Name, order.Item.Value, buyer) },
            at: now);
        await RecordAsync(opening);
        var begun = new StatementFactory(Servers.Key.Name, "", buyer).Make(order.Item, said(StatementFactory.IdentityOf(opening)), at: now);
        await RecordAsync(begun);
        return new WalkedCase(order, walk, buyer, StatementFactory.IdentityOf(begun), now);
    }

    /// <summary>Sends until it is acknowledged, whatever happens to servers meanwhile.</summary>
    public async Task RecordAsync(SignedStatement statement)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var recorded = await _client.RecordAsync(statement, TestContext.Current.CancellationToken);
                Promised[recorded.Entry.Statement.Identity] = recorded.Entry.Index;
                return;
            }
            catch (Exception away) when (attempt < 600 && away is RpcException or RefusedException { Reason: Reason.ReadOnly })
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Leads everybody who has a network to a server, or to none.</summary>
    public void LeadTo(int? port, int stage)
    {
        _line.LeadTo(port);
        foreach (var van in Vans)
        {
            van.Drive(van.IsOnline(stage) ? port : null);
        }
    }

    public async Task<T> AskAsync<T>(string sql, Func<NpgsqlDataReader, Task<T>> read)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        return await read(reader);
    }

    /// <summary>The one number that a query gives.</summary>
    public Task<long> CountAsync(string sql) => AskAsync(sql, async row => await row.ReadAsync() ? row.GetInt64(0) : 0);

    /// <summary>Two texts a row.</summary>
    public Task<List<(string, string)>> ListAsync(string sql) => AskAsync(sql, async row =>
    {
        var found = new List<(string, string)>();
        while (await row.ReadAsync())
        {
            found.Add((row.GetString(0), row.GetString(1)));
        }

        return found;
    });

    public async ValueTask DisposeAsync()
    {
        // Read where a test failed: the servers' last words.
        TestContext.Current.TestOutputHelper?.WriteLine(Servers.ToString());
        foreach (var van in Vans)
        {
            await van.DisposeAsync();
        }

        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        await Servers.DisposeAsync();
        await _line.DisposeAsync();
        if (Hooks is not null)
        {
            await Hooks.DisposeAsync();
        }

        _waits.Dispose();
        Clock.Dispose();
        _folder.Dispose();
    }

    private async Task FoundAsync()
    {
        Hooks = await HookReceiver.StartAsync();
        var sellers = Enumerable.Range(0, Sellers).Select(i => Party(3000 + i)).ToArray();
        var contacts = sellers.Append(new TraceSettings { Data = "", Anchor = "" }.Platform).ToDictionary(party => party, _ => new Dictionary<string, string> { ["webhook"] = Hooks.Address });
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "contacts.json"), JsonSerializer.Serialize(contacts));
        await Servers.StartAsync();
        _line.LeadTo(Servers.Port);
        _client = new LedgerClient(_line.Address, Servers.Key.Name, Servers.Policy, new LedgerClientOptions { Retry = RetryPolicy.None, FinalEvery = null, Time = _waits, CallTimeout = TimeSpan.FromSeconds(10) });

        Platform = Servers.Speaks("platform");
        var registrar = Servers.Speaks("registrar");
        var producer = await RegisterAsync(registrar, Party(1), "9521111", Role.Producer);
        await RegisterAsync(registrar, Party(2), "", Role.Inspector);
        _sellers = await Task.WhenAll(sellers.Select(party => RegisterAsync(registrar, party, "", Role.Seller)));
        var couriers = await Task.WhenAll(Enumerable.Range(0, Couriers).Select(i => RegisterAsync(registrar, Party(4000 + i), "", Role.Courier)));
        await RecordAsync(producer.Make(Product, new Listing { Name = new Text { Zh = "白毫银针", En = "Silver Needle" } }));
        Vans = [.. couriers.Select((says, i) => new Courier(_folder.Path, i, says, Servers.Policy, _waits))];
    }

    private Task<StatementFactory> RegisterAsync(StatementFactory registrar, string party, string prefix, Role role) =>
        TestParty.RegisterAsync(RecordAsync, registrar, party, prefix, new Ed25519Signer(RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes)), role);

    private static string Party(int number)
    {
        var digits = $"95211115{number:D4}";
        return $"party/gln/{digits}{Gs1CheckDigit.Compute(digits)}";
    }
}
