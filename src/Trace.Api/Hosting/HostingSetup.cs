using System.Net;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Npgsql;
using Trace.Api.Http;

namespace Trace.Api.Hosting;

/// <summary>Ports, limits, health and reflection: what every capability stands on.</summary>
public static class HostingSetup
{
    /// <summary>The tag of health checks that say whether the service can do its work now.</summary>
    public const string Ready = "ready";

    /// <summary>The key of the <see cref="NpgsqlDataSource"/> that what writes the log has for itself.</summary>
    public const string Writer = "writer";

    public const int MaxHttpBodyBytes = 64 * 1024;
    public const int MaxGrpcMessageBytes = (4 * 1024 * 1024) + (64 * 1024);
    private const int WriterConnections = 4;
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(10);

    /// <summary>Registers <see cref="TraceSettings"/>, <see cref="NpgsqlDataSource"/>, <see cref="Banner"/>, <see cref="TimeProvider"/>, Kestrel, gRPC and health.</summary>
    public static void AddHosting(this WebApplicationBuilder builder, TraceSettings settings, string connectionString)
    {
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<Banner>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Connect(connectionString, provider));
        // However many read and wait for a connection, the one writer has its own.
        services.AddKeyedSingleton(Writer, (provider, _) => Connect(
            new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = WriterConnections }.ConnectionString, provider));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdown);

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Limit(kestrel);
            Listen(kestrel, settings, settings.HttpPort, settings.Tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2);
            Listen(kestrel, settings, settings.GrpcPort, HttpProtocols.Http2);
        });

        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxGrpcMessageBytes;
            grpc.EnableDetailedErrors = false;
            // Its catch-all for unknown methods takes every address of two segments, and HTTP's own 405 would become a 404. A 404 says the same to gRPC.
            grpc.IgnoreUnknownServices = true;
        });
        services.AddGrpcReflection();
        services.AddHealthChecks().AddCheck<PostgresHealthCheck>("postgres", tags: [Ready]);
        services.AddGrpcHealthChecks(health => health.Services.Map("", check => check.Tags.Contains(Ready)));
    }

    /// <summary>Maps what <see cref="AddHosting"/> registered. Call it before the capabilities' own maps: the limits stand in front of them.</summary>
    public static void MapHosting(this WebApplication app)
    {
        app.Use(LimitByMessage);
        app.UseGrpcWebOfThisOrigin();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) });
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
    }

    /// <summary>Where a started service is reached, with the ports that were really taken.</summary>
    public static (Uri Http, Uri Grpc) Addresses(this WebApplication app)
    {
        // In the order of the two calls of Listen above.
        var bound = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Select(address => new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal))).ToArray();
        return (bound[0], bound[1]);
    }

    private static NpgsqlDataSource Connect(string connectionString, IServiceProvider provider)
    {
        var source = new NpgsqlDataSourceBuilder(connectionString);
        source.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
        return source.Build();
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxHttpBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        kestrel.Limits.MaxConcurrentConnections = 4096;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 256;
        // A caller behind a dead line holds streams and their buffers until it is found out.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }

    private static void Listen(KestrelServerOptions kestrel, TraceSettings settings, int port, HttpProtocols protocols)
    {
        // "localhost" covers both loopback addresses but can't take any free port.
        if (settings.Listen is { } address) kestrel.Listen(address, port, Configure);
        else if (port == 0) kestrel.Listen(IPAddress.Loopback, port, Configure);
        else kestrel.ListenLocalhost(port, Configure);

        void Configure(ListenOptions listen)
        {
            listen.Protocols = protocols;
            if (settings.Tls is not { } tls) return;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = tls.Certificate;
                https.ServerCertificateChain = tls.Chain;
            });
        }
    }

    // A gRPC call is a stream whose messages are limited one by one, so that its body as a whole has no size to limit.
    private static Task LimitByMessage(HttpContext context, RequestDelegate next)
    {
        var isGrpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
        if (isGrpc && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body) body.MaxRequestBodySize = null;
        return next(context);
    }
}
