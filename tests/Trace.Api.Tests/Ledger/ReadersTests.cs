using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.Testing.Rules;
using Trace.V1;

namespace Trace.Api.Tests.Ledger;

/// <summary>Sealed content goes to whom the product model lets read it, by a signed challenge, and to nobody else.</summary>
public sealed class ReadersTests(ServiceStage stage) : IClassFixture<ServiceStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Price_of_a_sale_is_read_by_seller_and_first_buyer_and_not_by_a_copied_code_or_an_author_of_a_report()
    {
        var (item, seller, claim) = (stage.NewSubject(SubjectKind.Item), await stage.SpeakerAsync(Role.Seller), stage.NewKey());
        var secret = SealedContent.Seal(stage.Ledger, new Sale.Types.Confidential { Price = new Money { Minor = 12_800, Currency = "CNY" } });
        var sale = stage.DraftOf(seller, item, StatementCatalogue.SaleOf(stage, item, claim)).With(statement => statement.Sealed = secret.Commitment);
        await stage.RecordAsync(sale.Sign());
        var identity = Hash256.From(sale.Identity.Span);
        await stage.Client.DiscloseAsync(identity, secret, Cancellation);
        var first = await StatementCatalogue.OpenAsync(stage, item, sale.Identity, claim);
        var copied = await StatementCatalogue.OpenAsync(stage, item, sale.Identity, claim);
        var (_, author) = await StatementCatalogue.ReportAsync(stage, item, "");

        Assert.Equal(secret.Disclosure, await ReadAsync(seller));
        Assert.Equal(secret.Disclosure, await ReadAsync(first.Buyer));
        foreach (var stranger in new[] { copied.Buyer, author, stage.NewKey(), await stage.StrangerAsync(Role.Seller) })
        {
            Assert.Equal(Reason.NotPermitted, (await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(stranger))).Refusal.Reason);
        }

        async Task<Disclosure> ReadAsync(LogSpeaker reader)
        {
            var statement = (await stage.Client.GetEntryAsync(identity, Cancellation)).Entry.Statement;
            return await stage.Client.ReadDisclosureAsync(statement, SealedContent.SealedPath, secret.Commitment, reader.Key, reader.Party, Cancellation);
        }
    }
}
