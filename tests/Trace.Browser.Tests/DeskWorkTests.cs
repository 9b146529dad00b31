using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Trace.Api.Ledger;
using Trace.Api.Tests.Buyers;
using Trace.Api.Tests.Ledger;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Browser.Tests;

/// <summary>What is done at the desks of respondents, platforms, inspectors and administrators, each by a key of its browser; axe finds nothing on the way.</summary>
public sealed class DeskWorkTests(BuyerStage stage, Chromium chromium) : IClassFixture<BuyerStage>
{
    private const string Inspector = "party/gln/9521111800002";

    private static readonly SemaphoreSlim s_registering = new(1);
    private static bool s_isRegistered;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Origin => $"http://localhost:{stage.Service.Http.Port}";

    private string PlatformParty => stage.Service.Services.GetRequiredService<LedgerKeys>().Platform.Party!;

    [Theory]
    [InlineData("zh-CN", 320, ColorScheme.Dark)]
    [InlineData("en-GB", 1280, ColorScheme.Light)]
    public async Task The_platform_filters_counts_takes_a_table_home_and_pays_first(string locale, int width, ColorScheme scheme)
    {
        var (item, complaint) = await ComplainAsync(ComplaintCategory.Quality);
        var (other, _) = await ComplainAsync(ComplaintCategory.Delivery, BuyerStage.Courier);
        await using var desk = await OpenAsync(PlatformParty, locale, width, scheme, Role.Platform);
        await desk.Page.Locator(".cases li button").First.WaitForAsync();
        await desk.LookAsync("platform");
        Assert.True(new[] { item, other }.All((await desk.CsvAsync()).Contains));

        // What is shown, what is counted and what is taken home are the same rows.
        await desk.Page.SelectOptionAsync("#filter-party", BuyerStage.Courier);
        await desk.Page.SelectOptionAsync("#filter-category", "DELIVERY");
        var rows = (await desk.CsvAsync()).Trim().Split('\n')[1..];
        Assert.Contains(rows, row => row.Contains(other, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.Contains(BuyerStage.Courier, row, StringComparison.Ordinal));
        Assert.Equal(rows.Length, await desk.Page.Locator(".cases > li").CountAsync());
        foreach (var (table, value) in new[] { ("party", BuyerStage.Courier), ("category", "DELIVERY"), ("state", "WithRespondent"), ("age", "day"), ("region", "") })
        {
            var order = Array.IndexOf(["kind", "state", "party", "category", "region", "age"], table);
            Assert.Equal($"{rows.Length}", await desk.Page.Locator(".counts table").Nth(order).Locator($"tr[data-value='{value}'] td").First.InnerTextAsync());
        }

        await desk.LookAsync("platform filtered");
        await desk.OpenCaseAsync(SubjectKey.Parse(item));
        await desk.SayAsync("compensation", PaymentOutcome.Paid, "平台先行赔付 paid first", "88.50");
        await desk.LookAsync("platform case");

        var entry = await NewestAsync(item);
        Assert.Equal((PlatformParty, ByteString.CopyFrom(complaint.AsSpan()), PaymentOutcome.Paid), (entry.Message.Party, entry.Message.Compensation.Answers, entry.Message.Compensation.Outcome));
        Assert.NotNull(entry.Message.Sealed);
        // What was said since is read on the way back.
        await desk.Page.ClickAsync("#back");
        await desk.Page.Locator(".cases li[data-state=PaidInAdvance]").First.WaitForAsync();
        Assert.True(desk.Found.Count == 0, string.Join('\n', desk.Found));
    }

    [Theory]
    [InlineData("en-GB", 320, ColorScheme.Light)]
    [InlineData("zh-CN", 1280, ColorScheme.Dark)]
    public async Task An_inspector_sees_all_and_decides(string locale, int width, ColorScheme scheme)
    {
        await RegisterInspectorAsync();
        var (item, complaint) = await ComplainAsync(ComplaintCategory.Counterfeit);
        await using var desk = await OpenAsync(Inspector, locale, width, scheme, Role.Inspector);
        await desk.OpenCaseAsync(SubjectKey.Parse(item));
        await desk.SayAsync("resolution", ResolutionOutcome.Upheld, "抽检为假 counterfeit");
        await desk.LookAsync("inspector case");

        var entry = await NewestAsync(item);
        Assert.Equal((Inspector, ByteString.CopyFrom(complaint.AsSpan()), ResolutionOutcome.Upheld), (entry.Message.Party, entry.Message.Resolution.Answers, entry.Message.Resolution.Outcome));
        Assert.True(desk.Found.Count == 0, string.Join('\n', desk.Found));
    }

    [Theory]
    [InlineData("zh-CN", 320, ColorScheme.Dark, "举报：假冒")]
    [InlineData("en-GB", 1280, ColorScheme.Light, "Report: counterfeit")]
    public async Task An_inspector_reads_what_somebody_reported_and_decides_it(string locale, int width, ColorScheme scheme, string title)
    {
        await RegisterInspectorAsync();
        var keys = stage.Service.Services.GetRequiredService<LedgerKeys>();
        using var author = new Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var item = SubjectKey.ForItem(BuyerStage.Product, $"R{width}");
        var content = SealedContent.Create(stage.Client.Ledger, Report.Descriptor, "4", AuthoredContent.PlainText, Encoding.UTF8.GetBytes("茶饼是假的 fake"));
        var report = new Report { AuthorKey = StatementSigner.PublicKeyOf(author), Possession = StatementSigner.Possession(stage.Client.Ledger, item.Value, author), Category = ReportCategory.Counterfeit, Text = content.Commitment };
        var recorded = await stage.Client.RecordAsync(new StatementFactory(stage.Client.Ledger, keys.Intake.Party!, keys.Intake.Signer).Make(item, report), Cancellation);
        await stage.Client.DiscloseAsync(recorded.Entry.Statement.Identity, content, Cancellation);
        await using var desk = await OpenAsync(Inspector, locale, width, scheme, Role.Inspector);
        await desk.OpenCaseAsync(item);
        Assert.Equal(title, await desk.Page.Locator("h2.lead").InnerTextAsync());
        await desk.Page.ClickAsync("#read-text");
        await desk.Page.Locator("#text", new PageLocatorOptions { HasText = "fake" }).WaitForAsync();
        await desk.LookAsync("report");

        await desk.SayAsync("resolution", ResolutionOutcome.Upheld, "抽检为假");

        var entry = await NewestAsync(item.Value);
        Assert.Equal((Inspector, ByteString.CopyFrom(recorded.Entry.Statement.Identity.AsSpan()), ResolutionOutcome.Upheld), (entry.Message.Party, entry.Message.Resolution.Answers, entry.Message.Resolution.Outcome));
        await desk.Page.ClickAsync("#back");
        await desk.Page.Locator(".cases li[data-state=Resolved]").First.WaitForAsync();
        Assert.True(desk.Found.Count == 0, string.Join('\n', desk.Found));
    }

    [Theory]
    [InlineData("zh-CN", 320, ColorScheme.Light)]
    [InlineData("en-GB", 1280, ColorScheme.Dark)]
    public async Task A_respondent_refuses_one_and_pays_for_another_and_the_page_of_the_goods_says_so(string locale, int width, ColorScheme scheme)
    {
        var (refused, _) = await ComplainAsync(ComplaintCategory.Quality);
        var (paid, _) = await ComplainAsync(ComplaintCategory.Short);
        await using var desk = await OpenAsync(BuyerStage.Seller, locale, width, scheme, Role.Seller);
        await desk.OpenCaseAsync(SubjectKey.Parse(refused));
        await desk.SayAsync("reply", ReplyOutcome.Refused, "不予受理");
        await desk.OpenCaseAsync(SubjectKey.Parse(paid));
        await desk.SayAsync("refund", PaymentOutcome.Paid, "退款", "18");
        await desk.LookAsync("respondent case");

        Assert.Equal(ReplyOutcome.Refused, (await NewestAsync(refused)).Message.Reply.Outcome);
        var refund = await NewestAsync(paid);
        Assert.Equal(PaymentOutcome.Paid, refund.Message.Refund.Outcome);
        var amount = await stage.Client.ReadDisclosureAsync(refund, SealedContent.SealedPath, refund.Message.Sealed, stage.SellerKey, BuyerStage.Seller, Cancellation);
        Assert.Equal(1800UL, Refund.Types.Confidential.Parser.ParseFrom(amount.Content).Amount.Minor);
        await desk.Page.GotoAsync($"{Origin}/{paid}");
        await desk.Page.Locator("#cases .paid").WaitForAsync();
        await desk.Page.Locator("#cases .terms .kept").First.WaitForAsync();
        Assert.True(desk.Found.Count == 0, string.Join('\n', desk.Found));
    }

    [Theory]
    [InlineData("en-GB", 320, ColorScheme.Dark, "Return: no reason given (within the seven days)")]
    [InlineData("zh-CN", 1280, ColorScheme.Light, "退货：七天无理由")]
    public async Task A_seller_agrees_to_a_return_says_that_it_came_back_and_pays_back(string locale, int width, ColorScheme scheme, string title)
    {
        var bought = await stage.BuyAsync();
        var content = SealedContent.Create(stage.Client.Ledger, ReturnRequest.Descriptor, "4", AuthoredContent.PlainText, Encoding.UTF8.GetBytes("不合适 does not fit"));
        var request = await stage.SayAsync(bought.Item, bought.Buyer, statement => statement.ReturnRequest = new ReturnRequest { Opening = bought.Opening, Reason = ReturnReason.NoneGiven, Text = content.Commitment });
        await stage.Client.DiscloseAsync(request, content, Cancellation);
        await using var desk = await OpenAsync(BuyerStage.Seller, locale, width, scheme, Role.Seller);
        await desk.OpenCaseAsync(bought.Item);
        Assert.Equal(title, await desk.Page.Locator("h2.lead").InnerTextAsync());
        await desk.Page.ClickAsync("#read-text");
        await desk.Page.Locator("#text", new PageLocatorOptions { HasText = "does not fit" }).WaitForAsync();
        Assert.Equal(["reply", "return", "refund"], await desk.Page.Locator("#act option").EvaluateAllAsync<string[]>("options => options.map((option) => option.value)"));
        await desk.LookAsync("return");

        await desk.SayAsync("reply", ReplyOutcome.RemedyOffered, "寄回福州");
        await desk.SayAsync("return", ReturnOutcome.Accepted, "已收到");
        await desk.SayAsync("refund", PaymentOutcome.Paid, "退款", "18");

        var said = (await stage.Client.ReadHistoryAsync(bought.Item.Value, cancellation: Cancellation)).Entries.Select(entry => entry.Entry.Statement.Message).TakeLast(3).ToList();
        var answered = ByteString.CopyFrom(request.AsSpan());
        Assert.Equal((answered, ReplyOutcome.RemedyOffered), (said[0].Reply.Answers, said[0].Reply.Outcome));
        Assert.Equal((answered, ReturnOutcome.Accepted), (said[1].Return.Answers, said[1].Return.Outcome));
        Assert.Equal((answered, PaymentOutcome.Paid), (said[2].Refund.Answers, said[2].Refund.Outcome));
        await desk.Page.ClickAsync("#back");
        await desk.Page.Locator(".cases li[data-state=Refunded]").First.WaitForAsync();
        await desk.Page.SelectOptionAsync("#filter-kind", "return");
        await desk.Page.Locator(".cases li[data-state=Refunded] button").First.ClickAsync();
        await desk.Page.ClickAsync("#back");
        await desk.Page.Locator(".cases li[data-state=Refunded]").First.WaitForAsync();
        Assert.Equal("return", await desk.Page.Locator("#filter-kind").InputValueAsync());
        await desk.LookAsync("returns");
        var rows = (await desk.CsvAsync()).Trim().Split('\n')[1..];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains(",return,RETURN_NONE_GIVEN,", row, StringComparison.Ordinal));
        Assert.True(desk.Found.Count == 0, string.Join('\n', desk.Found));
    }

    [Theory]
    [InlineData("zh-CN", 320, ColorScheme.Dark, "补录", "存疑")]
    [InlineData("en-GB", 1280, ColorScheme.Light, "Recorded late", "Disputed")]
    public async Task A_case_shows_which_of_its_entries_are_late_or_disputed(string locale, int width, ColorScheme scheme, string late, string disputed)
    {
        var (item, complaint) = await ComplainAsync(ComplaintCategory.Quality);
        var reply = new Reply { Answers = ByteString.CopyFrom(complaint.AsSpan()), Outcome = ReplyOutcome.RemedyOffered };
        await stage.Service.RecordDisputedAsync(stage.Client, BuyerStage.Seller, Role.Seller, SubjectKey.Parse(item), reply);
        await stage.Service.RecordLateAsync(stage.Client, BuyerStage.Seller, Role.Seller, SubjectKey.Parse(item), reply);
        await using var desk = await OpenAsync(BuyerStage.Seller, locale, width, scheme, Role.Seller);
        await desk.OpenCaseAsync(SubjectKey.Parse(item));
        await desk.LookAsync("case with marks");

        Assert.Equal([disputed, late], await desk.Page.Locator("#history li .mark").AllInnerTextsAsync());
        Assert.Equal([disputed], await desk.Page.Locator("#history li").Nth(-2).Locator(".mark").AllInnerTextsAsync());
        Assert.Equal([late], await desk.Page.Locator("#history li").Last.Locator(".mark").AllInnerTextsAsync());
        Assert.True(desk.Found.Count == 0, string.Join('\n', desk.Found));
    }

    [Theory]
    [InlineData("en-GB", 1280, ColorScheme.Light)]
    [InlineData("zh-CN", 320, ColorScheme.Dark)]
    public async Task An_administrator_finds_a_key_in_the_list_and_revokes_it_there_and_the_desk_that_it_opened_is_shut(string locale, int width, ColorScheme scheme)
    {
        await using var theirs = await OpenAsync(BuyerStage.Seller, "en-GB", 1280, ColorScheme.Light, Role.Seller);
        await using var desk = await OpenAsync(BuyerStage.Seller, locale, width, scheme, Role.Seller, Role.Administrator);
        var key = theirs.KeyId;
        await desk.Page.EvaluateAsync("location.hash = 'keys'");
        await desk.Page.ClickAsync($".keys li.inForce[data-key='{key}'] button");
        Assert.Equal(key, await desk.Page.InputValueAsync("#revoked"));
        await desk.Page.CheckAsync("input[name=kind][value='2']");
        await desk.LookAsync("revoking");
        await desk.Page.ClickAsync("#keysRevoke");
        await desk.Page.Locator("#main p.done").WaitForAsync();
        await desk.Page.Locator($".keys li.compromised[data-key='{key}']").WaitForAsync();
        await desk.Page.Locator($".keys li.inForce[data-key='{desk.KeyId}'] .own").WaitForAsync();
        await desk.LookAsync("revoked");

        var revocation = (await NewestAsync($"{BuyerStage.Seller}/key/{key}")).Message.KeyRevocation;
        Assert.Equal((RevocationKind.Compromised, true), (revocation.Kind, revocation.Since > 0));
        await theirs.Page.ReloadAsync();
        await theirs.Page.Locator("#main .problem").First.WaitForAsync();
        Assert.Equal(0, await theirs.Page.Locator(".cases li").CountAsync());
        Assert.True(desk.Found.Count == 0, string.Join('\n', desk.Found));
    }

    [Theory]
    [InlineData("zh-CN", 320, ColorScheme.Dark, "被账本拒绝", "答复")]
    [InlineData("en-GB", 1280, ColorScheme.Light, "Refused by the ledger", "Reply")]
    public async Task What_the_ledger_refuses_is_shown_with_its_reason_and_can_be_sent_again(string locale, int width, ColorScheme scheme, string title, string kind)
    {
        var (item, _) = await ComplainAsync(ComplaintCategory.Quality);
        await using var desk = await OpenAsync(BuyerStage.Seller, locale, width, scheme, Role.Seller);
        await desk.OpenCaseAsync(SubjectKey.Parse(item));
        var refused = desk.Page.Locator("#refused");
        Assert.False(await refused.IsVisibleAsync());

        await stage.Client.RecordAsync(
            stage.Service.Registrar().Make(SubjectKey.Parse($"{BuyerStage.Seller}/key/{desk.KeyId}"), new KeyRevocation { Kind = RevocationKind.Compromised, Since = BuyerStage.Now }), Cancellation);
        await desk.Page.SelectOptionAsync("#act", "reply");
        await desk.Page.FillAsync("#answer", "退款 money back");
        await desk.Page.ClickAsync("#sign");
        await refused.Locator("li").WaitForAsync();
        await desk.LookAsync("refused");

        Assert.Equal(title, await refused.Locator("h2").InnerTextAsync());
        Assert.Equal($"{kind} {item}", await refused.Locator("li .code").InnerTextAsync());
        Assert.StartsWith("KEY_", await refused.Locator("li p").InnerTextAsync(), StringComparison.Ordinal);
        await refused.Locator("button").ClickAsync();
        await refused.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        await refused.Locator("li").WaitForAsync();
        Assert.True(desk.Found.Count == 0, string.Join('\n', desk.Found));
    }

    [Fact]
    public async Task What_the_history_beside_a_case_leaves_out_is_said()
    {
        var (item, _) = await ComplainAsync(ComplaintCategory.Quality);
        for (var number = 0; number < 42; number++)
        {
            var digits = $"0952111119{number:D7}";
            await stage.Client.RecordAsync(stage.SellerSpeaks.Make(SubjectKey.Parse(item), new Shipment { Parcel = $"00/{digits}{Gs1CheckDigit.Compute(digits)}", Courier = BuyerStage.Courier }), Cancellation);
        }

        await using var desk = await OpenAsync(BuyerStage.Seller, "en-GB", 1280, ColorScheme.Light, Role.Seller);
        await desk.OpenCaseAsync(SubjectKey.Parse(item));

        // Its product and 39 parcels are read.
        Assert.StartsWith("3 more histories", await desk.Page.Locator("#history li.left").InnerTextAsync(), StringComparison.Ordinal);
        await desk.LookAsync("left out");
        Assert.True(desk.Found.Count == 0, string.Join('\n', desk.Found));
    }

    [Fact]
    public async Task A_platform_is_not_asked_whether_what_another_sold_came_back()
    {
        var bought = await stage.BuyAsync();
        await stage.SayAsync(bought.Item, bought.Buyer, statement => statement.ReturnRequest = new ReturnRequest { Opening = bought.Opening, Reason = ReturnReason.NoneGiven });
        await using var desk = await OpenAsync(PlatformParty, "en-GB", 1280, ColorScheme.Light, Role.Platform);
        await desk.OpenCaseAsync(bought.Item);

        Assert.Equal(["reply", "refund"], await desk.Page.Locator("#act option").EvaluateAllAsync<string[]>("options => options.map((option) => option.value)"));
    }

    private Task<DeskPage> OpenAsync(string party, string locale, int width, ColorScheme scheme, params Role[] roles) =>
        DeskPage.OpenAsync(chromium, stage.Client, stage.Service.Registrar(), Origin, party, locale, width, scheme, roles);

    private async Task<(string Item, Hash256 Complaint)> ComplainAsync(ComplaintCategory category, string respondent = BuyerStage.Seller)
    {
        var bought = await stage.BuyAsync();
        var content = SealedContent.Create(stage.Client.Ledger, Complaint.Descriptor, "6", AuthoredContent.PlainText, Encoding.UTF8.GetBytes("罐子是凹的 dented"));
        var complaint = await stage.SayAsync(bought.Item, bought.Buyer, statement => statement.Complaint = new Complaint
        {
            Opening = bought.Opening,
            Respondent = respondent,
            Category = category,
            Remedy = Remedy.Refund,
            Text = content.Commitment,
        });
        return (bought.Item.Value, complaint);
    }

    private async Task RegisterInspectorAsync()
    {
        await s_registering.WaitAsync(Cancellation);
        try
        {
            if (!s_isRegistered)
            {
                await stage.Service.RegisterAsync(stage.Client, Inspector, "", Role.Inspector);
                s_isRegistered = true;
            }
        }
        finally
        {
            s_registering.Release();
        }
    }

    private async Task<Domain.Statements.ParsedStatement> NewestAsync(string subject) => (await stage.Client.ReadHistoryAsync(subject, cancellation: Cancellation)).Entries[^1].Entry.Statement;
}
