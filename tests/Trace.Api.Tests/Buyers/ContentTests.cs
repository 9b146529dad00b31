using System.Net;
using Google.Protobuf;
using SkiaSharp;
using Trace.Api.Disclosures;
using Trace.Api.Tests.Http;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Api.Tests.Buyers;

/// <summary>Texts and pictures of reviews are read by everybody until their author erases them; those of cases are not.</summary>
public sealed class ContentTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reviews_text_and_picture_are_public_held_to_their_commitment_and_served_as_nothing_that_runs()
    {
        var http = stage.NewCaller();
        var bought = await stage.BuyAsync();
        var picture = await CleanAsync(http);
        var (identity, content) = await bought.ReviewAsync(AuthoredContent.MediaType, new Content { Text = "香气\u202E足 <b>", Pictures = { ByteString.CopyFrom(picture) } }.ToByteArray());
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/content/{identity}/text", Cancellation)).StatusCode);

        await stage.Client.DiscloseAsync(identity, content, Cancellation);

        using var text = await http.GetAsync($"/content/{identity}/text", Cancellation);
        Assert.Equal(("text/plain", "香气足 <b>"), (text.Content.Headers.ContentType!.MediaType, await text.Content.ReadAsStringAsync(Cancellation)));
        using var shown = await http.GetAsync($"/content/{identity}/pictures/1", Cancellation);
        Assert.Equal(picture, await shown.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("image/jpeg", shown.Content.Headers.ContentType!.MediaType);
        Assert.All([text, shown], answer =>
        {
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.StartsWith("inline; filename=", answer.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl!.NoStore);
        });
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/content/{identity}/pictures/2", Cancellation)).StatusCode);
        var disclosure = Disclosure.Parser.ParseFrom(await http.GetByteArrayAsync($"/content/{identity}", Cancellation));
        Assert.True(SealedContent.Matches(content.Commitment, disclosure, stage.Client.Ledger, Review.Descriptor, "5"));
    }

    [Fact]
    public async Task After_its_authors_erasure_it_is_gone_is_told_as_erased_and_every_proof_still_verifies()
    {
        var http = stage.NewCaller();
        var bought = await stage.BuyAsync();
        var (identity, content) = await bought.ReviewAsync(AuthoredContent.PlainText, "erased soon"u8.ToArray());
        await stage.Client.DiscloseAsync(identity, content, Cancellation);

        await stage.Client.EraseAsync(identity, content.Path, content.Commitment, bought.Buyer, Cancellation);

        foreach (var address in new[] { "", "/text", "/pictures/1" })
        {
            using var gone = await http.GetAsync($"/content/{identity}{address}", Cancellation);
            Assert.Equal("ERASED", (string?)(await JsonLedger.ProblemAsync(HttpStatusCode.Gone, gone))["reason"]);
        }

        // The whole history, and the entry by itself.
        var history = await stage.Client.ReadHistoryAsync(bought.Item.Value, cancellation: Cancellation);
        Assert.Contains(history.Entries, entry => entry.Entry.Statement.Identity == identity);
        Assert.Equal(identity, (await stage.Client.GetEntryAsync(identity, Cancellation)).Entry.Statement.Identity);
        Assert.Equal(Reason.Erased, (await Assert.ThrowsAsync<RefusedException>(() => stage.Client.DiscloseAsync(identity, content, Cancellation))).Reason);
    }

    [Theory]
    [InlineData("en", "Text and pictures were erased, at the author’s request or as the law requires.")]
    [InlineData("zh", "文字和照片已应作者要求或依法删除。")]
    public async Task What_a_court_had_erased_is_not_told_as_its_authors_wish(string language, string told)
    {
        var http = stage.NewCaller();
        var bought = await stage.BuyAsync();
        var (identity, content) = await bought.ReviewAsync(AuthoredContent.PlainText, "unlawful"u8.ToArray());
        await stage.Client.DiscloseAsync(identity, content, Cancellation);

        await stage.Client.RecordAsync(stage.Service.Registrar().Make(SubjectKey.Erasures, new Erasure { Digest = content.Commitment.Digest, Ground = ErasureGround.CourtOrder }), Cancellation);

        using var gone = await http.GetAsync($"/content/{identity}/text", Cancellation);
        Assert.Contains("or as the law requires", (string?)(await JsonLedger.ProblemAsync(HttpStatusCode.Gone, gone))["detail"], StringComparison.Ordinal);
        Assert.Contains(told, WebUtility.HtmlDecode(await http.GetStringAsync($"/{bought.Item}?lang={language}", Cancellation)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_elses_key_erases()
    {
        var (bought, other) = (await stage.BuyAsync(), await stage.BuyAsync());
        var (identity, content) = await bought.ReviewAsync(AuthoredContent.PlainText, "stays"u8.ToArray());
        await stage.Client.DiscloseAsync(identity, content, Cancellation);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => stage.Client.EraseAsync(identity, content.Path, content.Commitment, other.Buyer, Cancellation));

        Assert.Equal(Reason.NotPermitted, refused.Reason);
        Assert.Equal("stays", await stage.NewCaller().GetStringAsync($"/content/{identity}/text", Cancellation));
    }

    [Fact]
    public async Task A_complaints_text_is_for_its_parties_and_for_no_stranger()
    {
        var http = stage.NewCaller();
        var bought = await stage.BuyAsync();
        var (identity, content) = await bought.ComplainAsync(AuthoredContent.PlainText, "private"u8.ToArray());
        await stage.Client.DiscloseAsync(identity, content, Cancellation);

        foreach (var address in new[] { "", "/text", "/pictures/1" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/content/{identity}{address}", Cancellation)).StatusCode);
        }

        var statement = (await stage.Client.GetEntryAsync(identity, Cancellation)).Entry.Statement;
        Assert.Equal(content.Disclosure, await stage.Client.ReadDisclosureAsync(statement, "6", content.Commitment, bought.Buyer, "", Cancellation));
    }

    [Fact]
    public async Task A_sellers_reply_to_a_review_is_public_and_one_to_a_complaint_is_not()
    {
        var http = stage.NewCaller();
        var bought = await stage.BuyAsync();
        var (review, _) = await bought.ReviewAsync(AuthoredContent.PlainText, "review"u8.ToArray());
        var (complaint, _) = await bought.ComplainAsync(AuthoredContent.PlainText, "complaint"u8.ToArray());

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"/content/{await ReplyAsync(review)}/text", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/content/{await ReplyAsync(complaint)}/text", Cancellation)).StatusCode);

        async Task<Hash256> ReplyAsync(Hash256 to)
        {
            var content = SealedContent.Create(stage.Client.Ledger, Reply.Descriptor, "3", AuthoredContent.PlainText, "thank you"u8);
            var reply = new Reply { Answers = ByteString.CopyFrom(to.AsSpan()), Outcome = ReplyOutcome.Thanks, Text = content.Commitment };
            var recorded = await stage.Client.RecordAsync(stage.SellerSpeaks.Make(bought.Item, reply), Cancellation);
            await stage.Client.DiscloseAsync(recorded.Entry.Statement.Identity, content, Cancellation);
            return recorded.Entry.Statement.Identity;
        }
    }

    [Fact]
    public async Task A_picture_with_anything_beside_its_pixels_is_refused_with_what_it_is()
    {
        var bought = await stage.BuyAsync();
        var (identity, content) = await bought.ReviewAsync(AuthoredContent.MediaType, new Content { Pictures = { ByteString.CopyFrom(Pictures.WithGps()) } }.ToByteArray());

        var refused = await Assert.ThrowsAsync<RefusedException>(() => stage.Client.DiscloseAsync(identity, content, Cancellation));

        Assert.Equal((Reason.FieldForm, true), (refused.Reason, refused.Message.Contains("APP1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_buyers_key_fills_no_disk_and_erasing_makes_room()
    {
        var bought = await stage.BuyAsync();
        var kept = new List<(Hash256 Identity, SealedContent Content)>();
        RefusedException? refused = null;
        while (refused is null && kept.Count < 12)
        {
            // Of a media type that no page shows: evidence of 4 MiB.
            var complaint = await bought.ComplainAsync("application/pdf", new byte[4 * 1024 * 1024]);
            try
            {
                await stage.Client.DiscloseAsync(complaint.Identity, complaint.Content, Cancellation);
                kept.Add(complaint);
            }
            catch (RefusedException full)
            {
                refused = full;
            }
        }

        Assert.Equal(Reason.TooLarge, refused?.Reason);
        Assert.Equal(DisclosureDesk.MostBytesOfAKey, kept.Sum(one => one.Content.Disclosure.Content.Length));
        await stage.Client.EraseAsync(kept[0].Identity, kept[0].Content.Path, kept[0].Content.Commitment, bought.Buyer, Cancellation);
        var (identity, content) = await bought.ReviewAsync(AuthoredContent.PlainText, "room again"u8.ToArray());
        await stage.Client.DiscloseAsync(identity, content, Cancellation);
    }

    [Fact]
    public async Task What_is_no_identity_has_no_address()
    {
        var http = stage.NewCaller();
        foreach (var address in new[] { "/content/zz/text", $"/content/{new string('A', 64)}/text", $"/content/{new string('a', 64)}/pictures/0", $"/content/{new string('a', 64)}/text" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(address, Cancellation)).StatusCode);
        }
    }

    private static async Task<byte[]> CleanAsync(HttpClient http)
    {
        using var answer = await http.PostAsync("/pictures", new ByteArrayContent(Pictures.Encoded(SKEncodedImageFormat.Jpeg)), Cancellation);
        return await answer.Content.ReadAsByteArrayAsync(Cancellation);
    }
}
