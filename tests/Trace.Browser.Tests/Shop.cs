using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>A ledger with a tea shop in it, which can be stopped and started again at the same address, and stations of the shop.</summary>
internal sealed partial class Shop : IAsyncDisposable
{
    public const string Party = "party/gln/6901234500011";
    public const string Tea = "01/06901234567892";

    private readonly string _database;
    private readonly TemporaryFolder _folder = new();
    private readonly int _port;
    private bool _isOpen;

    private Shop(string database, int port)
    {
        _database = database;
        _port = port;
    }

    public RunningService Service { get; private set; } = null!;

    public LedgerClient Client { get; private set; } = null!;

    /// <summary>The shop's own key, of its administrator.</summary>
    public Ed25519Signer Signer { get; } = new(RandomNumberGenerator.GetBytes(32));

    public string Origin => $"http://localhost:{_port}";

    /// <summary>What the service worker calls its version; null for what was built. Changed, it is another worker to a browser.</summary>
    public string? WorkerVersion { get; set; }

    /// <summary>Whether the ledger's calls get no answer, while pages do.</summary>
    public bool IsLedgerAway { get; set; }

    public string Folder => _folder.Path;

    public string Address => $"{Origin}/dispatch";

    /// <summary>The shop's own word.</summary>
    public StatementFactory Speaks => new(Client.Ledger, Party, Signer);

    public static async Task<Shop> OpenAsync(PostgresFixture postgres)
    {
        var shop = new Shop(await postgres.CreateDatabaseAsync(), FreePort.Find());
        await shop.StartAsync();
        var producer = await shop.Service.RegisterAsync(shop.Client, Party, "6901234", shop.Signer, Role.Producer, Role.Seller);
        var listing = new Listing { Name = new Text { Zh = "福鼎白茶 白牡丹", En = "Fuding White Peony" } };
        await shop.Client.RecordAsync(producer.Make(SubjectKey.Parse(Tea), listing));
        return shop;
    }

    public async Task StartAsync()
    {
        _isOpen = true;
        Service = await RunningService.StartAsync(_database, settings => settings with { HttpPort = _port, Data = _folder.Path, Anchor = Path.Combine(_folder.Path, "anchor") }, services => services.AddSingleton<IStartupFilter>(new Between(this)));
        Client = Service.Connect();
    }

    public async Task StopAsync()
    {
        if (!_isOpen) return;
        _isOpen = false;
        await Client.DisposeAsync();
        await Service.DisposeAsync();
    }

    /// <summary>Grants what a station asks for, as the registrar: the five lines of the request.</summary>
    public async Task GrantAsync(string request, params Role[] roles)
    {
        var lines = request.Trim().Split('\n').Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ToArray();
        var key = new PublicKey { Algorithm = Algorithm.Ed25519, Key = ByteString.FromBase64(lines[3]) };
        var grant = new KeyGrant { Key = key, Possession = ByteString.FromBase64(lines[4]), NotAfter = UnixMicroseconds.Of(DateTimeOffset.UtcNow.AddYears(1)) };
        grant.Roles.AddRange(roles);
        var subject = SubjectKey.ForKey(SubjectKey.Parse(lines[2]), KeyId.Of(key).AsSpan());
        await Client.RecordAsync(Service.Registrar().Make(subject, grant));
    }

    /// <summary>A station that is enrolled and granted.</summary>
    public async Task<StationPage> EnrolAsync(IBrowserContext device, params Role[] roles)
    {
        var station = await StationPage.OpenAsync(device, Address);
        await GrantAsync(await station.AskAsync("6901234500011"), roles.Length > 0 ? roles : [Role.Producer, Role.Seller]);
        await station.UntilGrantedAsync();
        return station;
    }

    /// <summary>Every entry about a subject, verified.</summary>
    public async Task<IReadOnlyList<VerifiedEntry>> VerifiedAsync(string subject) =>
        (await Client.ReadHistoryAsync(subject)).Entries;

    /// <summary>The same where nothing may be recorded.</summary>
    public async Task<IReadOnlyList<VerifiedEntry>> FindAsync(string subject)
    {
        try
        {
            return await VerifiedAsync(subject);
        }
        catch (RefusedException refused) when (refused.Reason == Reason.NotFound)
        {
            return [];
        }
    }

    /// <summary>All entries of the log, in order.</summary>
    public async Task<IReadOnlyList<RecordedEntry>> LogAsync()
    {
        var size = (ulong)(await Client.GetCheckpointAsync()).Checkpoint.Size;
        var entries = new List<RecordedEntry>();
        await foreach (var entry in Client.WatchLogAsync(0))
        {
            entries.Add(entry);
            if (entry.Index + 1 == size) break;
        }

        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Signer.Dispose();
        _folder.Dispose();
    }

    /// <summary>Stands in front of the service.</summary>
    private sealed partial class Between(Shop shop) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                if (shop.IsLedgerAway && context.Request.Path.Value!.StartsWith("/trace.v1.", StringComparison.Ordinal))
                {
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                }
                else if (shop.WorkerVersion is { } version && context.Request.Path == "/dispatch-worker.js")
                {
                    context.Response.ContentType = "text/javascript; charset=utf-8";
                    await context.Response.WriteAsync(Built().Replace(Web.WebFiles.ReadText("dispatch-worker.js"), version));
                }
                else
                {
                    await rest(context);
                }
            });
            next(app);
        };

        [GeneratedRegex("[0-9a-f]{16}")]
        private static partial Regex Built();
    }
}
