using Microsoft.Playwright;
using Trace.Api.Tests;

namespace Trace.Browser.Tests;

/// <summary>The product page as a buyer sees it.</summary>
public sealed class ProductPageTests(PostgresFixture postgres, Chromium chromium)
{
    // GB 7718-2025: name, ingredients, net content, producer with address and contact, day of making and how long it keeps, storage, licence, standard.
    private static readonly string[] s_facts = ["name", "ingredients", "netContent", "producer", "address", "contact", "madeOn", "shelfLife", "storage", "licence", "standard", "grade"];

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en-GB")]
    public async Task Every_fact_of_a_tea_label_is_on_the_first_screen_of_a_small_phone(string locale)
    {
        await using var story = await TeaStory.TellAsync(postgres);
        await using var phone = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = 360, Height = 640 }, IsMobile = true, HasTouch = true });
        var page = await phone.NewPageAsync();

        await page.GotoAsync($"{story.Origin}/{TeaStory.Item}");

        foreach (var fact in s_facts)
        {
            var row = page.Locator($"table.facts tr[data-fact=\"{fact}\"]");
            await Assertions.Expect(row).ToBeVisibleAsync();
            var box = (await row.BoundingBoxAsync())!;
            Assert.True(box.Y >= 0 && box.Y + box.Height <= 640, $"{fact} ends at {box.Y + box.Height} px");
            Assert.True(box.X >= 0 && box.X + box.Width <= 360, $"{fact} is {box.Width} px wide");
            Assert.NotEqual(locale == "zh-CN" ? "记录未载明" : "not on record", await row.Locator("td").InnerTextAsync());
        }

        // Over the table there is the one line of safety, and in it nothing that a seller or a buyer says.
        var above = await page.EvaluateAsync<string>("() => [...document.body.children].filter((one) => !one.matches('main, .skip, footer') && one.getBoundingClientRect().height > 0).map((one) => one.className).join()");
        Assert.StartsWith("strip", above, StringComparison.Ordinal);
        Assert.Equal("SECTION", await page.EvaluateAsync<string>("() => document.querySelector('main').firstElementChild.tagName"));
        Assert.Equal(1, await page.Locator("main > section:first-child table.facts").CountAsync());
        Assert.Equal(0, await page.Locator("table.facts .stars, table.facts meter, table.facts img").CountAsync());
    }

    [Fact]
    public async Task Without_JavaScript_the_page_is_whole_and_says_that_the_device_checked_nothing()
    {
        await using var story = await TeaStory.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { Locale = "en-GB", JavaScriptEnabled = false });
        var page = await device.NewPageAsync();

        await page.GotoAsync($"{story.Origin}/{TeaStory.Item}");

        // What stands in noscript is no text to the driver, so its box is measured.
        Assert.Contains("<noscript>Not checked by your device: that needs JavaScript.", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.True((await page.Locator("#badge").BoundingBoxAsync())!.Height > 30, "the badge is hidden");
        await Assertions.Expect(page.Locator(".steps > li.done")).ToHaveCountAsync(6);
        await Assertions.Expect(page.Locator("#reviews .stars")).ToHaveTextAsync("★★★★☆");
        await Assertions.Expect(page.Locator("#cases .case-steps > li")).ToHaveCountAsync(2);
        await page.Locator(".changes summary").ClickAsync();
        await Assertions.Expect(page.Locator(".changes ins")).ToHaveTextAsync("0593-7654321");
        await page.Locator("#record details").First.Locator("summary").ClickAsync();
        await Assertions.Expect(page.Locator("#record details").First.Locator("a[href$='/proof']")).ToBeVisibleAsync();
        await page.Locator(".switch").ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
    }

    [Fact]
    public async Task On_paper_the_record_is_whole_and_what_is_for_the_screen_alone_is_gone()
    {
        await using var story = await TeaStory.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync(new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark });
        var page = await device.NewPageAsync();
        await page.GotoAsync($"{story.Origin}/{TeaStory.Item}");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        foreach (var entry in await page.Locator("#record > details").AllAsync())
        {
            var statement = await entry.Locator("pre").EvaluateAsync<int[]>("one => [one.getBoundingClientRect().height, one.scrollHeight - one.clientHeight]");
            Assert.True(statement is [> 40, <= 1], $"{await entry.GetAttributeAsync("id")}: {string.Join(' ', statement)}");
        }

        Assert.Equal("rgb(255, 255, 255)", await page.Locator("body").EvaluateAsync<string>("one => getComputedStyle(one).backgroundColor"));
        await Assertions.Expect(page.Locator(".switch")).ToBeHiddenAsync();
        Assert.True(await page.Locator("#record").EvaluateAsync<bool>("one => getComputedStyle(one).contentVisibility === 'visible'"), "left out where it is far below");
    }

    [Fact]
    public async Task A_lots_recall_stands_in_red_at_the_top_of_an_item_that_is_scanned_by_serial()
    {
        await using var story = await TeaStory.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await device.NewPageAsync();

        await page.GotoAsync($"{story.Origin}/{TeaStory.Recalled}");

        await Assertions.Expect(page.Locator("header.strip.danger")).ToContainTextAsync("Recalled: lot 2026B");
        await Assertions.Expect(page.Locator("main > :first-child.recall")).ToContainTextAsync("Stop eating or using it");
        Assert.Equal("rgb(168, 32, 26)", await page.Locator("header.strip").EvaluateAsync<string>("one => getComputedStyle(one).backgroundColor"));
    }

    [Fact]
    public async Task Every_entry_that_a_page_names_opens_in_its_record()
    {
        await using var story = await TeaStory.TellAsync(postgres);
        await using var device = await chromium.NewDeviceAsync();
        var page = await device.NewPageAsync();
        await page.GotoAsync($"{story.Origin}/{TeaStory.Item}");

        var lost = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href^=\"#\"]')].map((one) => one.getAttribute('href').slice(1)).filter((id) => !document.getElementById(id))");
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        await page.ReloadAsync();

        Assert.Empty(lost);
        Assert.All(requests, url => Assert.StartsWith(story.Origin, url, StringComparison.Ordinal));
        Assert.Empty(await device.CookiesAsync());
    }
}
