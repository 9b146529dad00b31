using Trace.Api.Tests.Buyers;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Barcodes;
using Trace.Domain.Parties;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Tests.Products;

/// <summary>A party's page as a server gives it: domains, licences with their registers, what its roles may say, what it pledged.</summary>
public sealed class PartyPageTests(BuyerStage stage) : IClassFixture<BuyerStage>
{
    private const string Party = "party/gln/9521111900009";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Domains_stand_large_licences_lead_to_their_register_and_roles_are_told_from_the_table()
    {
        var (registrar, party) = (stage.Service.Registrar(), SubjectKey.Parse(Party));
        await stage.Client.RecordAsync(registrar.Make(party, new Registration { Name = new Text { Zh = "半盏茶铺", En = "Half a Bowl" }, Roles = { Role.Seller, Role.Platform }, Domains = { "half-a-bowl.example", "xn--fiq228c.example" } }), Cancellation);
        await stage.Client.RecordAsync(registrar.Make(party, new Licence { Kind = LicenceKind.Organic, Number = "ORG-1" }), Cancellation);
        await stage.Client.RecordAsync(registrar.Make(party, new Licence { Kind = LicenceKind.Other, Number = "X-1" }), Cancellation);

        foreach (var (language, register, any) in new[] { ("en", "Certification and Accreditation Information Platform (CNCA)", "any party"), ("zh", "全国认证认可信息公共服务平台", "任何参与方") })
        {
            var html = System.Net.WebUtility.HtmlDecode(await stage.NewCaller().GetStringAsync($"/{Party}?lang={language}", Cancellation));
            var texts = Trace.Api.Pages.PageTexts.Of(language);

            Assert.Contains(texts["party.domains"], html, StringComparison.Ordinal);
            Assert.Matches("""<li><span data-field="[0-9]+:registration.domains\[1\]">xn--fiq228c.example</span></li>""", html);
            Assert.True(html.IndexOf("half-a-bowl.example", StringComparison.Ordinal) < html.IndexOf(texts["party.code"], StringComparison.Ordinal));
            Assert.Contains($"<a href=\"https://cx.cnca.cn/\" rel=\"noreferrer noopener\">{texts.Say("licence.register", ("register", register))}</a>", html, StringComparison.Ordinal);
            Assert.Equal(1, html.Split("rel=\"noreferrer noopener\">").Length - 1);

            // Each kind that the table lets a seller or a platform say, and what an administrator's and an intake's key says beside it.
            var kinds = RulesTable.All.Where(rules => rules.Speakers.Any(speaker => speaker is { Kind: SpeakerKind.Party, Role: Role.Seller or Role.Platform or Role.Administrator or Role.Intake or Role.Unspecified }));
            var roles = html[html.IndexOf("id=\"roles\"", StringComparison.Ordinal)..];
            roles = roles[..roles.IndexOf("</section>", StringComparison.Ordinal)];
            Assert.All(kinds, rules => Assert.Contains(texts[$"Kind.{rules.Kind}"], roles, StringComparison.Ordinal));
            Assert.DoesNotContain(texts["Kind.Genesis"], roles, StringComparison.Ordinal);
            Assert.Contains(any, roles, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_party_without_domains_says_that_no_mark_is_its_word()
    {
        var html = await stage.NewCaller().GetStringAsync($"/{BuyerStage.Seller}?lang=zh", Cancellation);
        Assert.Contains(Trace.Api.Pages.PageTexts.Of("zh")["party.noDomains"], System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_was_asked_for_and_whether_it_kept_it_is_told_over_all_its_goods()
    {
        var (registrar, party) = (stage.Service.Registrar(), SubjectKey.Parse(BuyerStage.Seller));
        using var key = new Domain.Ledger.Ed25519Signer(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var subject = TestParty.SubjectOf(BuyerStage.Seller, key);
        await stage.Client.RecordAsync(registrar.Make(subject, new KeyGrant { Key = StatementSigner.PublicKeyOf(key), Possession = StatementSigner.Possession(registrar.Ledger, subject.Value, key), Roles = { Role.Administrator } }), Cancellation);
        await stage.Client.RecordAsync(new Client.StatementFactory(registrar.Ledger, BuyerStage.Seller, key).Make(party, new Pledge { Kind = PledgeKind.ReturnDays, Days = 15, Document = new Document { Sha256 = Google.Protobuf.ByteString.CopyFrom(new byte[32]), MediaType = "text/plain" } }), Cancellation);
        for (var i = 0; i < 2; i++)
        {
            var bought = await stage.BuyAsync(isDelivered: true);
            var request = await stage.SayAsync(bought.Item, bought.Buyer, statement => statement.ReturnRequest = new ReturnRequest { Opening = bought.Opening, Reason = ReturnReason.NoneGiven });
            await stage.Client.RecordAsync(stage.SellerSpeaks.Make(bought.Item, i == 0
                ? new Refund { Answers = Google.Protobuf.ByteString.CopyFrom(request.AsSpan()), Outcome = PaymentOutcome.Paid }
                : new Reply { Answers = Google.Protobuf.ByteString.CopyFrom(request.AsSpan()), Outcome = ReplyOutcome.Refused }), Cancellation);
        }

        var html = System.Net.WebUtility.HtmlDecode(await stage.NewCaller().GetStringAsync($"/{BuyerStage.Seller}?lang=en", Cancellation));
        Assert.Contains("The record shows a return refused (1 of 2 times)", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_register_is_an_address_with_https_and_named_once_a_kind()
    {
        Assert.Equal(PublicRegister.All.Count, PublicRegister.All.Select(one => one.Kind).Distinct().Count());
        Assert.All(PublicRegister.All, one => Assert.True(new Uri(one.Url).Scheme == Uri.UriSchemeHttps && one.NameZh.Length > 0 && one.NameEn.Length > 0));
        Assert.Equal(Enum.GetValues<LicenceKind>().Where(kind => kind is not (LicenceKind.Unspecified or LicenceKind.Other)).Order(), PublicRegister.All.Select(one => one.Kind).Order());
    }
}
