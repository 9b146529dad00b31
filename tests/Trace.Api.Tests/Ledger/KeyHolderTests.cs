using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Api.Tests.Deadlines;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>Calls that only a key's holder may make, by the client as integrators use it: it signs the challenge that the service means.</summary>
public class KeyHolderTests(PostgresFixture postgres)
{
    private const string Seller = "party/gln/9521111100003";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registered_party_gets_the_waybill_key_that_the_service_resolves_with()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        await using var client = service.Connect();
        var platform = service.Services.GetRequiredService<LedgerKeys>().Platform;
        var year = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).Year;

        var key = await client.GetWaybillKeyAsync(year, platform.Signer, platform.Party!, Cancellation);

        var (parcel, _) = await client.ResolveWaybillAsync("minhai", "MH1", year, Cancellation);
        Assert.Equal(parcel, WaybillKey.Subject(key, "minhai", "MH1", year).Value);
    }

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public async Task In_December_the_waybill_key_of_the_year_to_come_is_given_so_that_January_needs_no_network(int month, bool isGiven)
    {
        var clock = new MovedClock();
        var today = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8));
        var day = new DateTimeOffset(today.Year + 1, month, 10, 12, 0, 0, today.Offset);
        clock.Pass(day - today);
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync(), replace: services => services.AddSingleton<TimeProvider>(clock));
        await using var client = service.Connect();
        var platform = service.Services.GetRequiredService<LedgerKeys>().Platform;

        var asking = client.GetWaybillKeyAsync(day.Year + 1, platform.Signer, platform.Party!, Cancellation);
        if (!isGiven)
        {
            Assert.Equal(Reason.OutOfRange, (await Assert.ThrowsAsync<RefusedException>(() => asking)).Reason);
            return;
        }

        var key = await asking;
        clock.Pass(TimeSpan.FromDays(30));
        Assert.Equal(key, await client.GetWaybillKeyAsync(day.Year + 1, platform.Signer, platform.Party!, Cancellation));
    }

    [Fact]
    public async Task What_a_sale_seals_is_read_by_the_platform_and_by_no_stranger()
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync());
        await using var client = service.Connect();
        var seller = await service.RegisterAsync(client, Seller, "", Role.Seller);
        var claim = Claim.Create(client.Ledger);
        var content = SealedContent.Seal(client.Ledger, new Sale.Types.Confidential { OrderReference = "T-006" });
        var item = SubjectKey.ForItem(SubjectKey.ForProduct(Gtin.Parse("9521111100010")), "S1");
        var recorded = await client.RecordAsync(seller.Make(item, new Sale { ClaimKey = claim.Key }, secret: content), Cancellation);
        var statement = recorded.Entry.Statement;

        await client.DiscloseAsync(statement.Identity, content, Cancellation);
        await client.DiscloseAsync(statement.Identity, content, Cancellation);

        var platform = service.Services.GetRequiredService<LedgerKeys>().Platform;
        var read = await client.ReadDisclosureAsync(statement, SealedContent.SealedPath, content.Commitment, platform.Signer, platform.Party!, Cancellation);
        Assert.Equal("T-006", Sale.Types.Confidential.Parser.ParseFrom(read.Content).OrderReference);
        using var stranger = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.ReadDisclosureAsync(statement, SealedContent.SealedPath, content.Commitment, stranger, "", Cancellation));
        Assert.Equal(Reason.NotPermitted, refused.Reason);
    }
}
