using JasperFx.Events;
using Marten;
using Medallion.Threading.Postgres;

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
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var session = store.LightweightSession();

        session.Events.Append("sscc/095212340000000012", new Dispatched("福鼎白茶"));
        await session.SaveChangesAsync(cancellation);

        var events = await session.Events.FetchStreamAsync("sscc/095212340000000012", token: cancellation);
        Assert.Equal(new Dispatched("福鼎白茶"), Assert.Single(events).Data);
    }

    // A member that the stand-in lacks shows only when it is called.
    [Fact]
    public async Task The_locks_that_Marten_takes_work_on_the_stand_in()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var connectionString = await postgres.CreateDatabaseAsync();
        var key = new PostgresAdvisoryLockKey("projections", allowHashing: true);

        await using (await new PostgresDistributedLock(key, connectionString).AcquireAsync(TimeSpan.FromSeconds(10), cancellation))
            Assert.Null(await new PostgresDistributedLock(key, connectionString).TryAcquireAsync(TimeSpan.Zero, cancellation));

        await using var again = await new PostgresDistributedLock(key, connectionString).TryAcquireAsync(TimeSpan.Zero, cancellation);
        Assert.NotNull(again);
    }
}
