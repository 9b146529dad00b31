using JasperFx.Events;
using Marten;

namespace Trace.Api.Tests.Hosting;

/// <summary>That Marten, restored with the stand-in for one of its packages, works on the server that the service starts.</summary>
public class MartenTests(PostgresFixture postgres)
{
    public sealed record Dispatched(string Parcel);

    [Fact]
    public async Task A_store_makes_its_schema_and_reads_back_what_it_appended()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(connectionString);
            options.Events.StreamIdentity = StreamIdentity.AsString;
        });
        await using var session = store.LightweightSession();

        session.Events.Append("sscc/095212340000000012", new Dispatched("福鼎白茶"));
        await session.SaveChangesAsync(cancellation);

        var events = await session.Events.FetchStreamAsync("sscc/095212340000000012", token: cancellation);
        Assert.Equal(new Dispatched("福鼎白茶"), Assert.Single(events).Data);
    }
}
