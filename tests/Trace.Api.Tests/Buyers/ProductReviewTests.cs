using System.Net;
using System.Text.RegularExpressions;
using Trace.Domain.Disclosures;

namespace Trace.Api.Tests.Buyers;

/// <summary>What buyers of other pieces say, on the pages of product and item.</summary>
public sealed partial class ProductReviewTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reviews_of_a_products_pieces_stand_on_its_page_in_their_groups_until_they_are_erased()
    {
        var http = stage.NewCaller();
        http.DefaultRequestHeaders.Add("Accept-Language", "en");
        var (received, unreceived) = (await stage.BuyAsync(isDelivered: true), await stage.BuyAsync());
        var counted = await received.ReviewAsync(AuthoredContent.PlainText, "<img src=x onerror=alert(1)> fragrant"u8.ToArray());
        await stage.Client.DiscloseAsync(counted.Identity, counted.Content, Cancellation);
        var other = await unreceived.ReviewAsync(AuthoredContent.PlainText, "never came"u8.ToArray());
        await stage.Client.DiscloseAsync(other.Identity, other.Content, Cancellation);

        var page = await SectionAsync(http, BuyerStage.Product.Value);
        Assert.Contains("data-group=\"withPackage\"", page, StringComparison.Ordinal);
        Assert.Contains("4.0 of 5 on average, 1 reviews", page, StringComparison.Ordinal);
        Assert.Contains("data-group=\"notCounted\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt; fragrant", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/{received.Item}", page, StringComparison.Ordinal);

        // On an item's page those of the others, and its own above.
        Assert.DoesNotContain("never came", await SectionAsync(http, unreceived.Item.Value), StringComparison.Ordinal);

        await stage.Client.EraseAsync(counted.Identity, counted.Content.Path, counted.Content.Commitment, received.Buyer, Cancellation);
        var after = await SectionAsync(http, BuyerStage.Product.Value);
        Assert.DoesNotContain("fragrant", after, StringComparison.Ordinal);
        Assert.Contains($"data-erased=\"{counted.Identity}\"", after, StringComparison.Ordinal);
        Assert.Contains("4.0 of 5", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/buyer/01/09521111100010/21/S1", HttpStatusCode.OK)]
    [InlineData("/buyer/01/09521111100010", HttpStatusCode.NotFound)]
    [InlineData("/report/01/09521111100010", HttpStatusCode.OK)]
    [InlineData("/report/party/gln/9521111100003", HttpStatusCode.OK)]
    [InlineData("/report/", HttpStatusCode.NotFound)]
    [InlineData("/buyer/%22%3E%3Cscript%3Ealert(1)%3C/script%3E", HttpStatusCode.NotFound)]
    public async Task A_buyers_page_is_of_what_can_be_bought_and_is_sent_with_headers_that_keep_its_address_to_itself(string address, HttpStatusCode status)
    {
        using var answer = await stage.NewCaller().GetAsync(address, Cancellation);

        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.OK)
        {
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Contains("default-src 'none'; script-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    private static async Task<string> SectionAsync(HttpClient http, string subject)
    {
        // Pages are of the last published checkpoint.
        for (var again = 0; ; again++)
        {
            var page = await http.GetStringAsync($"/{subject}", Cancellation);
            if (Section().Match(page) is { Success: true } section && section.Value.Contains("<li>", StringComparison.Ordinal))
            {
                return section.Value;
            }

            Assert.True(again < 50, page);
            await Task.Delay(100, Cancellation);
        }
    }

    [GeneratedRegex("<section class=\"card\" id=\"product-reviews\".*?(?=<section class=\"card\" id=\"cases\")", RegexOptions.Singleline)]
    private static partial Regex Section();
}
