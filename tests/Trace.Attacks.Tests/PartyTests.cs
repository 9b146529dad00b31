using Trace.Api.Tests;
using Trace.Api.Tests.Ledger;
using Trace.Audit.Monitoring;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Attacks.Tests;

/// <summary>A party that lies with its own key, and a thief who has it.</summary>
public class PartyTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_party_that_speaks_of_anothers_product_is_refused()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        await using var client = scene.Reader("party");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(
            scene.Producer.Make(SubjectKey.ForProduct(Gtin.Parse("9529999900012")), new Listing { Name = new Text { Zh = "别人的茶" } }), Cancellation));

        Assert.Equal(Reason.NotYours, refused.Reason);
    }

    [Fact]
    public async Task A_party_that_denies_what_it_said_is_held_to_its_signature()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        await scene.RecordAsync(scene.Listing("第一个名字"));
        await scene.RecordAsync(scene.Listing("第二个名字"));
        await using var client = scene.Reader("reader");

        var history = await client.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation);

        Assert.Equal(["白毫银针", "第一个名字", "第二个名字"], history.Entries.Select(entry => entry.Entry.Statement.Message.Listing.Name.Zh));
    }

    [Fact]
    public async Task What_a_thief_signs_is_told_to_the_keys_owner_and_ends_with_the_keys_revocation()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        var key = KeyId.Of(StatementSigner.PublicKeyOf(scene.ProducerKey));
        var watch = new Watch([], [], [key]);
        await scene.MonitorAsync(watch);
        var stolen = await scene.RecordAsync(scene.Listing("小偷的茶"));

        var notice = Assert.Single(await scene.MonitorAsync(watch));

        Assert.True(notice.Urgent);
        Assert.EndsWith($"/{stolen.Index}", notice.Id, StringComparison.Ordinal);
        await scene.RecordAsync(scene.Service.Registrar().Make(
            SubjectKey.Parse($"{scene.Producer.Party}/key/{key}"), new KeyRevocation { Kind = RevocationKind.Compromised, Since = stolen.Statement.Message.Time }));
        await using var client = scene.Reader("thief");
        Assert.Equal(Reason.KeyCompromised, (await Assert.ThrowsAsync<RefusedException>(() => client.RecordAsync(scene.Listing("再来一次"), Cancellation))).Reason);
        var history = await client.ReadHistoryAsync(Scene.Product.Value, cancellation: Cancellation);
        Assert.True(history.Entries[^1].IsDisputed, "what the thief said stays, disputed");
    }

    [Fact]
    public async Task A_seller_who_kept_the_codes_opens_early_and_is_flagged_or_late_and_is_not()
    {
        await using var scene = await Scene.OpenAsync(postgres);
        Assert.Contains(await OpenAsItsOwnBuyerAsync(scene, "EARLY", received: false), flag => flag == FlagKind.OpeningBeforeReceipt);
        // The seller waits for the courier: nothing in the log tells it from the buyer. The real buyer's Opening then is the second one, and flagged.
        Assert.Empty(await OpenAsItsOwnBuyerAsync(scene, "LATE", received: true));
        Assert.Contains(await OpenAsItsOwnBuyerAsync(scene, "BOTH", received: true, again: true), flag => flag == FlagKind.SecondOpening);
    }

    private static async Task<IReadOnlyList<FlagKind>> OpenAsItsOwnBuyerAsync(Scene scene, string serial, bool received, bool again = false)
    {
        var (item, parcel) = (SubjectKey.ForItem(Scene.Product, serial), SubjectKey.Parse("00/" + SsccOf(serial)));
        var claim = scene.Producer.NewClaim();
        var sale = scene.Producer.Make(item, new Sale { ClaimKey = claim.Key });
        await scene.RecordAsync(sale);
        var shipment = scene.Producer.Make(item, new Shipment { Parcel = parcel.Value, Courier = scene.Courier.Party, From = "350000", To = "310000" });
        await scene.RecordAsync(shipment);
        await scene.RecordAsync(scene.Courier.Make(parcel, new Transit { Activity = TransitActivity.PickedUp, Shipment = StatementFactory.IdentityOf(shipment) }));
        var receipt = new Receipt { Manner = ReceiptManner.Recipient, Agreed = Agreed.Yes, Shipment = StatementFactory.IdentityOf(shipment) };
        if (received)
        {
            await scene.RecordAsync(scene.Courier.Make(parcel, receipt));
        }

        using var speaker = Claim.SignerOf(claim.Code, scene.Log.Ledger);
        for (var i = 0; i < (again ? 2 : 1); i++)
        {
            using var buyer = new Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
            await scene.RecordAsync(new StatementFactory(scene.Log.Ledger, "", speaker).Make(item, new Opening
            {
                Sale = StatementFactory.IdentityOf(sale),
                BuyerKey = StatementSigner.PublicKeyOf(buyer),
                Possession = StatementSigner.Possession(scene.Log.Ledger, item.Value, buyer),
            }));
        }

        if (!received)
        {
            await scene.RecordAsync(scene.Courier.Make(parcel, receipt));
        }

        await using var client = scene.Reader("reader");
        var read = new Dictionary<string, IReadOnlyList<RecordedEntry>>();
        foreach (var subject in new[] { item.Value, parcel.Value, Scene.Product.Value })
        {
            read[subject] = [.. (await client.ReadHistoryAsync(subject, cancellation: Cancellation)).Entries.Select(entry => entry.Entry)];
        }

        var flags = Flags.Of(JoinedHistory.Of(item, read), new FlagContext(new Dictionary<string, Domain.Parties.KeyState>(), new Dictionary<string, Domain.Parties.PartyState>()));
        return [.. flags.Select(flag => flag.Kind)];
    }

    private static string SsccOf(string serial)
    {
        var digits = $"0952{(uint)serial.Sum(c => c) % 1000:D3}0000000000";
        return digits + Gs1CheckDigit.Compute(digits);
    }
}
