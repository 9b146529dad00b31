using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;

namespace Trace.Api.Tests.Hosting;

public class ServiceTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_is_told_over_HTTP_and_over_gRPC()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var http = new HttpClient { BaseAddress = service.Http };
        using var channel = GrpcChannel.ForAddress(service.Grpc);

        Assert.Equal("Healthy", await http.GetStringAsync("/healthz/live", Cancellation));
        Assert.Equal("Healthy", await http.GetStringAsync("/healthz/ready", Cancellation));
        var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancellation);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task A_service_whose_database_went_away_lives_and_is_not_ready()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var service = await RunningService.StartAsync(database);
        using var http = new HttpClient { BaseAddress = service.Http };
        await postgres.DropDatabaseAsync(database);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/healthz/live", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/healthz/ready", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Reflection_lists_the_services()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var channel = GrpcChannel.ForAddress(service.Grpc);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancellation);

        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, listed => listed.Name == "grpc.health.v1.Health");
    }

    [Fact]
    public async Task The_interface_is_described_and_its_page_asks_nobody_else()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        using var http = new HttpClient { BaseAddress = service.Http };

        var description = await http.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Cancellation);
        Assert.StartsWith("3.", (string?)description!["openapi"], StringComparison.Ordinal);
        var page = await http.GetStringAsync("/docs", Cancellation);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }
}
