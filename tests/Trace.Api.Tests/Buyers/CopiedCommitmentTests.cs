using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Api.Disclosures;
using Trace.Api.Ledger;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Buyers;

/// <summary>A commitment stands in the log for everybody to copy: whoever says it again gains nothing over what it is to.</summary>
public sealed class CopiedCommitmentTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private const string Thief = "party/gln/9521111300007";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_says_a_partys_commitment_again_neither_reads_nor_erases_nor_keeps_what_it_is_to()
    {
        var content = stage.SellerSpeaks.Seal(new Sale.Types.Confidential { OrderReference = "A-1001" });
        var sold = await stage.Client.RecordAsync(stage.SellerSpeaks.Make(NewItem(), new Sale { ClaimKey = stage.SellerSpeaks.NewClaim().Key }, secret: content), Cancellation);
        using var key = new Ed25519Signer(RandomNumberGenerator.GetBytes(32));
        var thief = await stage.Service.RegisterAsync(stage.Client, Thief, "", key, Role.Seller);
        var said = Statement.Parser.ParseFrom(thief.Make(NewItem(), new Sale { ClaimKey = thief.NewClaim().Key }).Statement);
        said.Sealed = content.Commitment;
        var copied = (await stage.Client.RecordAsync(StatementSigner.Sign(said, key), Cancellation)).Entry.Statement;

        // Before it is uploaded, too: it would not be taken any more.
        Assert.Equal(Reason.NotFound, await ReasonAsync(() => stage.Client.EraseAsync(copied.Identity, content.Path, content.Commitment, key, Cancellation)));
        Assert.Equal(Reason.NotFound, await ReasonAsync(() => stage.Client.DiscloseAsync(copied.Identity, content, Cancellation)));
        await stage.Client.DiscloseAsync(sold.Entry.Statement.Identity, content, Cancellation);

        Assert.Equal(Reason.NotFound, await ReasonAsync(() => stage.Client.ReadDisclosureAsync(copied, content.Path, content.Commitment, key, Thief, Cancellation)));
        Assert.Equal(Reason.NotFound, await ReasonAsync(() => stage.Client.EraseAsync(copied.Identity, content.Path, content.Commitment, key, Cancellation)));
        Assert.Equal(content.Disclosure, await stage.Client.ReadDisclosureAsync(sold.Entry.Statement, content.Path, content.Commitment, stage.SellerKey, BuyerStage.Seller, Cancellation));
        await stage.Client.EraseAsync(sold.Entry.Statement.Identity, content.Path, content.Commitment, stage.SellerKey, Cancellation);
    }

    [Fact]
    public async Task Whoever_says_a_reviews_commitment_again_shows_nothing_of_it_as_his_own()
    {
        var (bought, other) = (await stage.BuyAsync(), await stage.BuyAsync());
        var (identity, content) = await bought.ReviewAsync(AuthoredContent.PlainText, "fragrant"u8.ToArray());
        await stage.Client.DiscloseAsync(identity, content, Cancellation);
        var copied = await stage.SayAsync(other.Item, other.Buyer, statement => statement.Review = new Review { Opening = other.Opening, Rating = 1, Stage = ReviewStage.First, Text = content.Commitment });

        Assert.Equal(Reason.NotFound, await ReasonAsync(() => stage.Client.EraseAsync(copied, content.Path, content.Commitment, other.Buyer, Cancellation)));
        Assert.Equal(HttpStatusCode.NotFound, (await stage.NewCaller().GetAsync($"/content/{copied}/text", Cancellation)).StatusCode);
        Assert.Equal("fragrant", await stage.NewCaller().GetStringAsync($"/content/{identity}/text", Cancellation));
    }

    [Fact]
    public async Task A_store_of_an_older_version_learns_at_its_start_who_committed_first()
    {
        var bought = await stage.BuyAsync();
        var (identity, content) = await bought.ReviewAsync(AuthoredContent.PlainText, "from before"u8.ToArray());
        var source = stage.Service.Services.GetRequiredService<NpgsqlDataSource>();
        await using (var drop = source.CreateCommand("DROP TABLE ledger.log_commitment"))
        {
            await drop.ExecuteNonQueryAsync(Cancellation);
        }

        await using (var marten = LedgerSchema.CreateStore(source))
        {
            await LedgerSchema.ApplyAsync(marten, source, Cancellation);
        }

        var digest = content.Commitment.Digest.ToByteArray();
        Assert.Equal(identity, (await new FirstCommitments(source).FindAsync([digest], Cancellation))[Hash256.From(digest)]);
        await CheckLog.PassesAsync(stage.Service);
    }

    private static SubjectKey NewItem() => SubjectKey.ForItem(BuyerStage.Product, CrockfordBase32.NewSerial());

    private static async Task<Reason> ReasonAsync(Func<Task> call) => (await Assert.ThrowsAsync<RefusedException>(call)).Reason;
}
