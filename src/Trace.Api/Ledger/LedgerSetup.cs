using Grpc.AspNetCore.Server;
using Marten;
using Npgsql;
using Trace.Api.Challenges;
using Trace.Api.Disclosures;
using Trace.Api.Hosting;
using Trace.Api.Sealing;
using Trace.Api.Waybills;

namespace Trace.Api.Ledger;

/// <summary>The ledger: its one way in, its readers, and its service.</summary>
public static class LedgerSetup
{
    /// <summary>Registers the ledger over the database that hosting registered.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="settings">Its settings.</param>
    public static void AddLedger(this WebApplicationBuilder builder, TraceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        RequireNormalization();
        var services = builder.Services;
        services.AddSingleton(_ => LedgerKeys.Load(settings));
        services.AddSingleton(provider => LogOptions.Load(settings, provider.GetRequiredService<LedgerKeys>(), provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<IDocumentStore>(provider => LedgerSchema.CreateStore(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton(provider => new EntryStore(provider.GetRequiredKeyedService<NpgsqlDataSource>(HostingSetup.Writer)));
        services.AddSingleton(provider => new StateLoader(provider.GetRequiredKeyedService<NpgsqlDataSource>(HostingSetup.Writer)));
        services.AddSingleton(provider => new Anchor(settings.Anchor, provider.GetRequiredService<LogOptions>().Prefix));
        services.AddSingleton(provider => new TileReader(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<PredecessorLog>();
        services.AddTiles();
        services.AddSingleton<ReadCaches>();
        services.AddSingleton(provider => new ChainReader(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<ReadCaches>()));
        services.AddSingleton(provider => new Checkpoints(atOnce: WitnessAddresses.Of(provider.GetRequiredService<LogOptions>().Policy).Count == 0));
        services.AddSingleton(provider => new PublishedStore(provider.GetRequiredKeyedService<NpgsqlDataSource>(HostingSetup.Writer)));
        services.AddSingleton<KeptCheckpoints>();
        services.AddSingleton(new PublishingPace());
        services.AddSingleton<LedgerMeters>();
        services.AddSingleton<LogStanding>();
        services.AddSingleton<LogStart>();
        services.AddSingleton<KeyDirectory>();
        services.AddSingleton<Admission>();
        services.AddSingleton<Backlog>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<StreamRecorder>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<Watching>();
        services.AddSingleton<ChallengeDesk>();
        services.AddSingleton(provider => ContentKeys.Load(provider.GetRequiredService<LedgerKeys>()));
        services.AddSingleton<RecordKeys>();
        services.AddSingleton<DisclosureStore>();
        services.AddSingleton<FirstCommitments>();
        services.AddSingleton<DisclosureDesk>();
        services.AddSingleton<WaybillDesk>();
        services.AddSingleton<LedgerCalls>();
        services.AddSingleton<FailingWorld>();
        services.Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<FailingWorld>());
        // In this order: a witness that knows more than the database is heard before the log takes its first statement.
        services.AddHostedService<Sequencer>();
        services.AddHostedService<OpenContents>();
        services.AddHostedService<CheckpointPublisher>();
        services.AddHostedService<Founding>();
        services.AddHealthChecks().AddCheck<LogHealthCheck>("log", tags: [HostingSetup.Ready]);
    }

    /// <summary>Maps the service.</summary>
    /// <param name="app">The service.</param>
    public static void MapLedger(this WebApplication app)
    {
        app.MapGrpcService<LedgerService>().EnableGrpcWeb();
        app.MapTiles();
    }

    private static void RequireNormalization()
    {
        if (!Domain.Statements.NormalText.IsAvailable)
        {
            throw new StartRefusedException("Unicode normalisation is not to be had here, and without it texts would have several spellings: install ICU (libicu), and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT unset.");
        }
    }
}
