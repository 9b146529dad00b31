using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Audit;
using Trace.Audit.Monitoring;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Faults.Tests;
using Trace.V1;

namespace Trace.Attacks.Tests;

/// <summary>
/// A ledger with a producer and a courier on it, those who watch it, and an operator with the keys, the database and the anchor in hand. The
/// service may be stopped, its store changed, and started again over it.
/// </summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly PostgresFixture _postgres;
    private readonly TemporaryFolder _folder;
    private readonly string _anchor;

    private Scene(PostgresFixture postgres, TemporaryFolder folder, string database, string anchor) => (_postgres, _folder, Database, _anchor) = (postgres, folder, database, anchor);

    public static SubjectKey Product { get; } = SubjectKey.ForProduct(Gtin.Parse("9521111100010"));

    public string Database { get; }

    public RunningService Service { get; private set; } = null!;

    public StatementFactory Producer { get; private set; } = null!;

    /// <summary>What the producer signs with, as a thief has it.</summary>
    public Ed25519Signer ProducerKey { get; private set; } = null!;

    public StatementFactory Courier { get; private set; } = null!;

    public Ed25519Signer RegistrarKey => Service.Services.GetRequiredService<LedgerKeys>().Registrar.Signer;

    /// <summary>Which witnesses the service asks, from its next start on.</summary>
    public TrustPolicy? Witnesses { get; set; }

    public LogOptions Log => Service.Services.GetRequiredService<LogOptions>();

    /// <summary>What a reader begins with, who asks for no witness.</summary>
    public TrustPolicy LogAlone => TrustPolicy.Parse(Encoding.UTF8.GetBytes($"# ledger {Log.Ledger}\nlog {Log.Signer.VerifierKey}\nquorum none\n"));

    public static async Task<Scene> OpenAsync(PostgresFixture postgres)
    {
        var folder = new TemporaryFolder();
        var scene = new Scene(postgres, folder, await postgres.CreateDatabaseAsync(), Path.Combine(folder.Path, "anchor"));
        await scene.StartAsync();
        await using var client = scene.Service.Connect();
        scene.ProducerKey = new Ed25519Signer(RandomNumberGenerator.GetBytes(Ed25519Strict.SeedBytes));
        scene.Producer = await scene.Service.RegisterAsync(client, "party/gln/9521111100003", "95211111", scene.ProducerKey, Role.Producer, Role.Seller);
        scene.Courier = await scene.Service.RegisterAsync(client, "party/gln/9522222200002", "", Role.Courier);
        await client.RecordAsync(scene.Listing("白毫银针"));
        return scene;
    }

    /// <summary>Starts over the store as it is now; the operator confirms whatever would hold it back, and says that the anchor is new.</summary>
    public async Task StartAsync(bool newAnchor = false)
    {
        if (newAnchor)
        {
            Directory.Delete(_anchor, recursive: true);
        }

        Service = await RunningService.StartAsync(Database, settings => settings with
        {
            Data = _folder.Path,
            Anchor = _anchor,
            AnchorConfirmed = newAnchor,
            ClockConfirmed = true,
            Policy = Witnesses,
        });
    }

    public ValueTask StopAsync() => Service.DisposeAsync();

    /// <summary>A copy of the store, as a backup makes one, that the same keys are used over. The service must be stopped.</summary>
    public async Task<Scene> CopyAsync()
    {
        var copy = new Scene(_postgres, _folder, await _postgres.CreateDatabaseAsync(), Path.Combine(_folder.Path, $"anchor-{Guid.NewGuid():n}")) { Producer = Producer, ProducerKey = ProducerKey, Courier = Courier, Witnesses = Witnesses };
        await _postgres.CopyDatabaseAsync(Database, copy.Database);
        Directory.CreateDirectory(copy._anchor);
        foreach (var file in Directory.GetFiles(_anchor))
        {
            File.Copy(file, Path.Combine(copy._anchor, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>The operator takes the service down, makes the store what it likes, with the anchor and all signatures made right, and goes on.</summary>
    public async Task RewriteAsync(int keep, Action<Forgery> write, bool unique = true)
    {
        await StopAsync();
        var forgery = Forgery.After(await StoredLog.ReadAsync(Database), keep);
        write(forgery);
        await forgery.WriteAsync(Database, unique);
        await StartAsync(newAnchor: true);
        Assert.Null(Service.Services.GetRequiredService<LogStanding>().ReadOnlyBecause);
    }

    public SignedStatement Listing(string name) => Producer.Make(Product, new Listing { Name = new Text { Zh = name } });

    public async Task<RecordedEntry> RecordAsync(SignedStatement statement)
    {
        await using var client = Service.Connect();
        return (await client.RecordAsync(statement)).Entry;
    }

    /// <summary>Somebody who remembers what he was shown, under a name.</summary>
    public LedgerClient Reader(string name, TrustPolicy? policy = null) => new(
        Service.Grpc.ToString(), Log.Ledger, policy ?? LogAlone, new LedgerClientOptions { Store = new CheckpointStore(Path.Combine(_folder.Path, name)), Retry = RetryPolicy.None, FinalEvery = null });

    /// <summary>An auditor who goes on from what he knew, under a name.</summary>
    public async Task<AuditReport> AuditAsync(string name = "auditor", TrustPolicy? policy = null)
    {
        using var files = new HttpLogFiles(Service.Http);
        var folder = Path.Combine(_folder.Path, name);
        return await AuditRun.RunAsync(files, policy ?? LogAlone, new AuditOptions { StateFolder = folder, Evidence = new CheckpointStore(folder) }, null, TestContext.Current.CancellationToken);
    }

    /// <summary>What a monitor tells in one look, under a name.</summary>
    public async Task<IReadOnlyList<Notice>> MonitorAsync(Watch watch, string name = "monitor", long? from = 0)
    {
        using var files = new HttpLogFiles(Service.Http);
        var told = new Told();
        var options = new MonitorOptions { StateFolder = Path.Combine(_folder.Path, name), From = from };
        await new MonitorRun(files, LogAlone, watch, [told], options).OnceAsync(TestContext.Current.CancellationToken);
        return told.Notices;
    }

    public Task<int> ExecuteAsync(string sql, params object[] parameters) => Sql.ExecuteAsync(Database, sql, parameters);

    public string At(string name) => Path.Combine(_folder.Path, name);

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        if (Directory.Exists(_folder.Path) && _anchor == Path.Combine(_folder.Path, "anchor"))
        {
            _folder.Dispose();
        }
    }

    private sealed class Told : INoticeSink
    {
        public List<Notice> Notices { get; } = [];

        public string Name => "test";

        public Task DeliverAsync(Notice notice, CancellationToken cancellation)
        {
            Notices.Add(notice);
            return Task.CompletedTask;
        }
    }
}
