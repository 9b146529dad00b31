using Trace.Domain.Tests.Products;
using Trace.V1;
using static Trace.Domain.Tests.Products.HistoryBuilder;

namespace Trace.Api.Tests.Products;

/// <summary>What a page says of who had it when.</summary>
public class CustodyPartTests
{
    private readonly HistoryBuilder _told = new();

    [Theory]
    [InlineData("en", "the recipient", "Each hand-over on record is signed")]
    [InlineData("zh", "收件人", "没有缺口")]
    public void An_items_page_says_who_had_it_when_and_on_whose_word(string language, string recipient, string whole)
    {
        _told.Sell(0);
        _told.Ship(1);
        _told.Move(2, TransitActivity.PickedUp);
        _told.Receive(3);

        var page = _told.PageOf(Item, language);

        Assert.Equal(["OwnWord", "OwnWord", "Named"], page.Custody!.Rows.Select(row => row.Ground));
        Assert.Equal(recipient, page.Custody.Rows[^1].Who.Name);
        Assert.Null(page.Custody.Rows[^1].Until);
        Assert.Empty(page.Custody.Gaps);
        Assert.Contains(whole, Trace.Api.Pages.PageTexts.Of(language)["custody.whole"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public void Gaps_and_losses_are_sentences_with_their_entries_and_no_brace_is_left(string language)
    {
        _told.Sell(0);
        _told.Ship(1);
        var first = _told.Move(2);
        var lost = _told.Move(3, TransitActivity.Lost);
        var next = _told.Move(4, TransitActivity.TakenOver, next: OtherCourier);

        var custody = _told.PageOf(Item, language).Custody!;

        Assert.Equal([first.Position, next.Position], custody.Gaps.Select(gap => gap.Entries[^1].Index));
        Assert.Equal(lost.Position, Assert.Single(custody.Reports).Entries[0].Index);
        Assert.All(custody.Gaps.Concat(custody.Reports), note => Assert.DoesNotContain('{', note.Text));
    }

    [Fact]
    public void A_lots_page_has_none()
    {
        _told.Make(-50, 100);
        Assert.Null(_told.PageOf(Lot).Custody);
    }
}
