using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Client;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Benchmarks;

/// <summary>A whole service with its own PostgreSQL in durable defaults, on this machine, and three parties that may speak.</summary>
internal sealed class BenchLedger : IAsyncDisposable
{
    private readonly EmbeddedPostgres _postgres;
    private readonly WebApplication _app;
    private readonly string _folder;

    private BenchLedger(string folder, EmbeddedPostgres postgres, WebApplication app)
    {
        (_folder, _postgres, _app) = (folder, postgres, app);
        Options = app.Services.GetRequiredService<LogOptions>();
        (Http, var grpc) = app.Addresses();
        Address = grpc.ToString();
        Policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes(Options.TrustPolicy));
    }

    public LogOptions Options { get; }

    public string Address { get; }

    public Uri Http { get; }

    public TrustPolicy Policy { get; }

    public NpgsqlDataSource Database => _app.Services.GetRequiredService<NpgsqlDataSource>();

    public StatementFactory Seller { get; private set; } = null!;

    public StatementFactory Courier { get; private set; } = null!;

    public static async Task<BenchLedger> StartAsync(Func<TraceSettings, TraceSettings>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("trace-bench-").FullName;
        var postgres = await EmbeddedPostgres.StartAsync(folder, NullLogger.Instance);
        var settings = new TraceSettings { HttpPort = 0, GrpcPort = 0, Data = folder, Anchor = Path.Combine(folder, "anchor"), Sample = SampleData.None, HttpReads = 10_000_000 };
        var app = Api.Program.BuildApp(change is null ? settings : change(settings), postgres.ConnectionString);
        await app.StartAsync();
        var ledger = new BenchLedger(folder, postgres, app);
        await ledger.RegisterAsync();
        return ledger;
    }

    public LedgerClient Connect() => new(Address, Options.Ledger, Policy);

    private async Task RegisterAsync()
    {
        var keys = _app.Services.GetRequiredService<LedgerKeys>();
        var registrar = new StatementFactory(Options.Ledger, keys.Registrar.Party!, keys.Registrar.Signer);
        await using var client = Connect();
        Seller = await RegisterAsync(client, registrar, "party/gln/9521111100003", "95211111", Role.Seller, Role.Producer);
        Courier = await RegisterAsync(client, registrar, "party/gln/9522222200002", "", Role.Courier);
    }

    private async Task<StatementFactory> RegisterAsync(LedgerClient client, StatementFactory registrar, string party, string prefix, params Role[] roles)
    {
        var registration = new Registration { Name = new Text { En = party } };
        registration.Roles.AddRange(roles);
        if (prefix.Length > 0)
        {
            registration.Prefixes.Add(prefix);
        }

        await client.RecordAsync(registrar.Make(Trace.Domain.Barcodes.SubjectKey.Parse(party), registration));
        var signer = new Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var subject = $"{party}/key/{KeyId.Of(StatementSigner.PublicKeyOf(signer))}";
        var grant = new KeyGrant { Key = StatementSigner.PublicKeyOf(signer), Possession = StatementSigner.Possession(Options.Ledger, subject, signer) };
        grant.Roles.AddRange(roles);
        await client.RecordAsync(registrar.Make(Trace.Domain.Barcodes.SubjectKey.Parse(subject), grant));
        return new StatementFactory(Options.Ledger, party, signer);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
