using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Http;
using Trace.Api.Ledger;
using Trace.Api.Products.Cases;
using Trace.Api.Products.Reaching;
using Trace.Api.Products.Reading;
using Trace.Api.Products.Resolving;

namespace Trace.Api.Products;

/// <summary>What a consumer sees: pages of products, lots, items, parcels and parties, at the Digital Links themselves.</summary>
public static class ProductSetup
{
    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    private static readonly string[] s_addresses = ["/01/{**rest}", "/own/{**rest}", "/00/{**rest}", "/417/{**rest}", "/parcel/{**rest}", "/party/{**rest}"];

    /// <summary>Registers the readers.</summary>
    /// <param name="builder">The service.</param>
    public static void AddProducts(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSingleton(provider => new ProductReader(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<ChainReader>(), provider.GetRequiredService<ReadCaches>(), provider.GetRequiredService<Checkpoints>(), provider.GetRequiredService<TraceSettings>().Cases));
        services.AddSingleton<PartyReader>();
        services.AddSingleton<ProvenanceReader>();
        services.AddSingleton<LinksEndpoint>();
        services.AddSingleton<ProductEndpoint>();
        services.AddSingleton<ParcelEndpoint>();
        services.AddSingleton<EntryEndpoint>();
        services.AddSingleton<CaseEndpoint>();
        services.AddSingleton<ReachLinks>();
        services.AddSingleton<ProductReach>();
        services.AddSingleton<ReachEndpoint>();
    }

    /// <summary>Maps the addresses, behind the limits of pages.</summary>
    /// <param name="app">The service.</param>
    public static void MapProducts(this WebApplication app)
    {
        var pages = HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Page);
        var products = app.Services.GetRequiredService<ProductEndpoint>();
        foreach (var address in s_addresses)
        {
            pages.MapMethods(address, s_reading, products.AnswerAsync);
        }

        pages.MapMethods($"{ProductEndpoint.ProvenancePrefix}{{**rest}}", [HttpMethods.Get, HttpMethods.Head], products.AnswerProvenanceAsync);
        pages.MapMethods("/reach/{**rest}", [HttpMethods.Get, HttpMethods.Head], app.Services.GetRequiredService<ReachEndpoint>().AnswerAsync);
        pages.MapMethods("/case/{**rest}", [HttpMethods.Get, HttpMethods.Head], app.Services.GetRequiredService<CaseEndpoint>().AnswerAsync);
        pages.MapMethods(ResolverDescription.Address, [HttpMethods.Get, HttpMethods.Head], ResolverDescription.AnswerAsync);
        var parcels = app.Services.GetRequiredService<ParcelEndpoint>();
        pages.MapMethods("/parcel", [HttpMethods.Get, HttpMethods.Head], parcels.ShowAsync);
        HttpSetup.Limit(app.MapGroup("").ExcludeFromDescription(), HttpLimits.Write).MapPost("/parcel", (RequestDelegate)parcels.FindAsync);

        var entries = app.Services.GetRequiredService<EntryEndpoint>();
        foreach (var form in (string[])["proof", "bytes", "hex"])
        {
            pages.MapMethods($"/entries/{{index}}/{form}", [HttpMethods.Get, HttpMethods.Head], context => entries.AnswerAsync(context, form));
        }
    }
}
