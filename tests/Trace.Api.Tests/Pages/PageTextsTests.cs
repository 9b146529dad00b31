using System.Text.Json;
using Trace.Api.Pages;
using Trace.Web;

namespace Trace.Api.Tests.Pages;

public sealed class PageTextsTests
{
    public static TheoryData<string> Pages => [.. WebFiles.Names.Where(name => name.EndsWith(".zh.json", StringComparison.Ordinal)).Select(name => name[..^".zh.json".Length])];

    [Theory]
    [MemberData(nameof(Pages))]
    public void No_text_of_a_page_is_missing_in_any_language_and_each_has_the_same_places(string page)
    {
        var texts = PageLanguage.All.Select(language => JsonSerializer.Deserialize<Dictionary<string, string>>(WebFiles.ReadText($"{page}.{language}.json"))!).ToList();

        foreach (var other in texts.Skip(1))
        {
            Assert.Equal(texts[0].Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
            Assert.All(texts[0], text => Assert.Equal(Places(text.Value), Places(other[text.Key])));
        }

        Assert.All(texts.SelectMany(language => language), text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));
    }

    private static IEnumerable<string> Places(string text) =>
        System.Text.RegularExpressions.Regex.Matches(text, @"\{\w+\}").Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);
}
