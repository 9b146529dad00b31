using Trace.Api.Products.Addresses;

namespace Trace.Api.Tests.Products;

/// <summary>What addresses name, and their one spelling.</summary>
public class ProductLinkTests
{
    [Theory]
    [InlineData("/01/09521111100010", "", "01/09521111100010", null, "/01/09521111100010")]
    [InlineData("/01/9521111100010", "", "01/09521111100010", null, "/01/09521111100010")]
    [InlineData("/01/09521111100010/", "", "01/09521111100010", null, "/01/09521111100010")]
    [InlineData("/01/09521111100010/10/L1", "", "01/09521111100010/10/L1", null, "/01/09521111100010/10/L1")]
    [InlineData("/01/09521111100010/21/S1", "", "01/09521111100010/21/S1", null, "/01/09521111100010/21/S1")]
    [InlineData("/01/09521111100010/10/L1/21/S1", "", "01/09521111100010/21/S1", "L1", "/01/09521111100010/10/L1/21/S1")]
    [InlineData("/01/09521111100010/21/S1/10/L1", "", "01/09521111100010/21/S1", "L1", "/01/09521111100010/10/L1/21/S1")]
    [InlineData("/01/09521111100010/21/S1/10/L1/22/V2", "", "01/09521111100010/21/S1", "L1", "/01/09521111100010/22/V2/10/L1/21/S1")]
    [InlineData("/01/09521111100010/21/S1", "?10=L1&17=301231", "01/09521111100010/21/S1", "L1", "/01/09521111100010/10/L1/21/S1")]
    [InlineData("/01/09521111100010/10/A%2fB", "", "01/09521111100010/10/A%2FB", null, "/01/09521111100010/10/A%2FB")]
    [InlineData("/01/09521111100010/10/%41", "", "01/09521111100010/10/A", null, "/01/09521111100010/10/A")]
    [InlineData("/01/09521111100010/10/100%25", "", "01/09521111100010/10/100%25", null, "/01/09521111100010/10/100%25")]
    [InlineData("/01/09521111100010/10/%252F", "", "01/09521111100010/10/%252F", null, "/01/09521111100010/10/%252F")]
    [InlineData("/own/91999999MADEM0038N/LEAF/21/S1/10/2026-0328", "", "own/91999999MADEM0038N/LEAF/21/S1", "2026-0328", "/own/91999999MADEM0038N/LEAF/10/2026-0328/21/S1")]
    [InlineData("/00/095212340000000013", "", "00/095212340000000013", null, "/00/095212340000000013")]
    [InlineData("/417/9520100300004", "", "party/gln/9520100300004", null, "/party/gln/9520100300004")]
    [InlineData("/party/uscc/91999999MADEM0011Y", "", "party/uscc/91999999MADEM0011Y", null, "/party/uscc/91999999MADEM0011Y")]
    public void An_address_names_one_thing_and_has_one_spelling(string path, string query, string subject, string? lot, string spelt)
    {
        Assert.True(ProductLink.TryRead(path, query, out var link, out var problem), problem);

        Assert.Equal((subject, lot, spelt), (link.Subject.Value, link.ClaimedLot, link.Path));
        Assert.True(ProductLink.TryRead(link.Path, "", out var again, out _));
        Assert.Equal(link.Path, again.Path);
    }

    [Theory]
    [InlineData("/01/09521111100011", "check digit")]
    [InlineData("/01/", "gtin")]
    [InlineData("/01/09521111100010/10", "pairs")]
    [InlineData("/01/09521111100010/11/260101", "qualifier")]
    [InlineData("/01/09521111100010/10/L1/10/L2", "once")]
    [InlineData("/01/09521111100010/10/%E8%8C%B6", "lot")]
    [InlineData("/01/09521111100010/10/A%20B", "lot")]
    [InlineData("/own/91999999MADEM0038N", "owner")]
    [InlineData("/00/095212340000000012", "check digit")]
    [InlineData("/parcel/minhai/2026-x", "26 characters")]
    [InlineData("/417/95201003000041", "gln")]
    public void What_breaks_a_rule_is_told_with_the_rule(string path, string word)
    {
        Assert.False(ProductLink.TryRead(path, "", out _, out var problem));

        Assert.Contains(word, problem, StringComparison.OrdinalIgnoreCase);
    }
}
