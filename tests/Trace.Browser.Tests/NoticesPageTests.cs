using Microsoft.Playwright;
using Trace.Api.Tests;

namespace Trace.Browser.Tests;

/// <summary>The operator's page of notices with notices in it; axe finds nothing there.</summary>
public sealed class NoticesPageTests(PostgresFixture postgres, Chromium chromium)
{
    private const string Item = "01/09521111100010/21/A-7K3M9Q2XW4";
    private const string Party = "party/gln/9521111100003";

    [Theory]
    [InlineData("zh-CN", "已发出", "将重试", "Webhook")]
    [InlineData("en-GB", "sent", "to be tried again", "Webhook")]
    public async Task Each_notice_says_how_it_stands_in_reach_of_everybody(string locale, string sent, string again, string webhook)
    {
        await using var service = await RunningService.StartAsync(await postgres.CreateDatabaseAsync(), settings => settings with { Scheduler = true, ClockConfirmed = true });
        await Outbox.FillAsync(service.ConnectionString, Item, Party);
        var found = new List<string>();
        foreach (var (width, scheme) in new[] { (320, ColorScheme.Light), (320, ColorScheme.Dark), (1280, ColorScheme.Light), (1280, ColorScheme.Dark) })
        {
            await using var device = await DeskPage.DeviceAsync(chromium, locale, width, scheme);
            var page = await device.NewPageAsync();
            DeskPage.Listen(page, found);
            await page.GotoAsync($"http://localhost:{service.Http.Port}/operator/notices");

            Assert.Equal(["waits", "sent", "unaddressed", "failed", "givenUp", "sent"], await page.Locator("tbody .state").EvaluateAllAsync<string[]>("states => states.map(state => state.classList[1])"));
            Assert.Equal([sent, sent], await page.Locator("tbody .state.sent").AllInnerTextsAsync());
            var retried = page.Locator("tbody tr:has(.state.failed)");
            Assert.Equal(again, await retried.Locator(".state").InnerTextAsync());
            var row = await retried.InnerTextAsync();
            Assert.All([webhook, "https://hooks.fuding-tea.example/…", "503 Service Unavailable"], told => Assert.Contains(told, row, StringComparison.Ordinal));
            Assert.Equal(2, await retried.Locator(".problem").CountAsync());

            // On a phone the table is read without moving it sideways.
            Assert.True(width > 320 || await page.Locator(".scroll").EvaluateAsync<bool>("scroll => scroll.scrollWidth <= scroll.clientWidth"), "wider than its frame");
            await DeskPage.LookAsync(page, $"notices {locale} {scheme}", found);
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
