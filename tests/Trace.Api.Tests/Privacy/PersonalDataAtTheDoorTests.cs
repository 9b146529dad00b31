using Trace.Api.Tests.Buyers;
using Trace.Client;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Privacy;

/// <summary>The door refuses what is personal, whatever program signed it; what a law publishes passes.</summary>
public sealed class PersonalDataAtTheDoorTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_telephone_number_in_a_storage_note_is_refused_with_its_field_and_leaves_nothing_in_the_log()
    {
        var size = (await stage.Client.ReadHistoryAsync(BuyerStage.Product.Value, cancellation: Cancellation)).Entries.Count;
        var statement = ListingOf(new Label { Storage = new Text { Zh = "阴凉处，问 13800138000" } });
        await Assert.ThrowsAsync<RefusedException>(() => Task.Run(() => stage.SellerSpeaks.Make(BuyerStage.Product, statement)));

        // A program that asks nothing before it signs.
        var refused = await Assert.ThrowsAsync<RefusedException>(() => stage.Client.RecordAsync(Unasked(statement), Cancellation));

        Assert.Equal((Reason.PersonalData, "listing.label.storage.zh"), (refused.Reason, refused.Refusal.Field));
        Assert.DoesNotContain("13800138000", refused.Message, StringComparison.Ordinal);
        Assert.Equal(size, (await stage.Client.ReadHistoryAsync(BuyerStage.Product.Value, cancellation: Cancellation)).Entries.Count);
    }

    [Fact]
    public async Task The_same_number_as_the_producers_published_contact_is_taken()
    {
        var recorded = await stage.Client.RecordAsync(stage.SellerSpeaks.Make(BuyerStage.Product, ListingOf(new Label { ProducerContact = "13800138000", ProducerAddress = "福建省福鼎市点头镇茶园路8号" })), Cancellation);

        Assert.Equal("13800138000", recorded.Entry.Statement.Message.Listing.Label.ProducerContact);
    }

    private SignedStatement Unasked(Listing listing)
    {
        var statement = Statement.Parser.ParseFrom(stage.SellerSpeaks.Make(BuyerStage.Product, new Listing { Name = new Text { Zh = "白牡丹" } }).Statement);
        statement.Listing = listing;
        return StatementSigner.Sign(statement, stage.SellerKey);
    }

    private static Listing ListingOf(Label label) => new() { Name = new Text { Zh = "白牡丹" }, Label = label };
}
