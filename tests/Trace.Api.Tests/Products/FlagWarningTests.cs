using Trace.Api.Desks;
using Trace.Api.Pages;
using Trace.Api.Products.Model;
using Trace.Domain.Barcodes;
using Trace.Domain.Products;
using Trace.Domain.Tests.Products;
using Trace.V1;

namespace Trace.Api.Tests.Products;

/// <summary>Each flag, raised by a history, in a buyer's words.</summary>
public class FlagWarningTests
{
    public static TheoryData<int, string> Rows => [.. from row in Enumerable.Range(0, FlagHistories.All.Count) from language in PageLanguage.All select (row, language)];

    [Theory, MemberData(nameof(Rows))]
    public void A_raised_flag_is_a_warning_with_the_entries_it_rests_on(int row, string language)
    {
        var (kind, _, subject, raises, _) = FlagHistories.All[row];
        var told = new HistoryBuilder();
        raises(told);

        var page = told.PageOf(subject, language);

        var warning = Assert.Single(page.Safety.Warnings, warning => warning.Flag == kind.ToString());
        Assert.Equal(page.Texts[$"Flag.{kind}"], warning.Title);
        Assert.DoesNotContain('{', warning.Text);
        Assert.NotEmpty(warning.Text);
        Assert.NotEmpty(warning.Entries);
        Assert.All(warning.Entries, entry => Assert.Contains(page.Record, one => one.Index == entry.Index));
    }

    [Theory, MemberData(nameof(Rows))]
    public void An_innocent_history_has_no_such_warning(int row, string language)
    {
        var (kind, _, subject, _, twin) = FlagHistories.All[row];
        var told = new HistoryBuilder();
        twin(told);

        Assert.DoesNotContain(told.PageOf(subject, language).Safety.Warnings, warning => warning.Flag == kind.ToString());
    }

    [Fact]
    public void Two_receipts_far_apart_are_told_with_both_places_and_the_time_between()
    {
        var told = new HistoryBuilder();
        told.Sell(0);
        told.Ship(1);
        told.Receive(2, region: "350000");
        told.Receive(2 + (40.0 / 60), region: "650000");

        var warning = told.PageOf(HistoryBuilder.Item).Safety.Warnings.Single(warning => warning.Flag == nameof(FlagKind.TwoReceipts));

        Assert.Contains("40 minutes", warning.Text, StringComparison.Ordinal);
        Assert.Contains("Fujian", warning.Text, StringComparison.Ordinal);
        Assert.Contains("Xinjiang", warning.Text, StringComparison.Ordinal);
        Assert.Equal(Gravity.Danger, warning.Gravity);
    }

    [Fact]
    public void A_flag_raised_five_times_is_said_once_with_all_its_entries()
    {
        var told = new HistoryBuilder();
        told.CallBack(0, HistoryBuilder.Product);
        told.Sell(1);
        told.Ship(2);
        told.Move(3);
        told.Move(4);
        told.Receive(5);

        var warning = Assert.Single(told.PageOf(HistoryBuilder.Item).Safety.Warnings, warning => warning.Flag == nameof(FlagKind.EventAfterRecall));

        Assert.Equal(6, warning.Entries.Count);
        Assert.Contains("4 times more", warning.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "late")]
    [InlineData(true, "disputed")]
    public async Task Wherever_an_entry_is_shown_stands_that_its_key_had_ended_or_is_in_doubt(bool isCompromised, string mark)
    {
        var told = new HistoryBuilder();
        told.Register(HistoryBuilder.Seller, new Registration { Name = new Text { En = "Shop" }, Roles = { Role.Seller } });
        told.Key(HistoryBuilder.Seller, key => isCompromised ? key with { CompromisedAt = HistoryBuilder.At(90), DisputedSince = HistoryBuilder.At(-300) } : key with { RetiredAt = HistoryBuilder.At(3) });
        told.Say(HistoryBuilder.Seller, HistoryBuilder.Seller, -10, s => s.Pledge = new Pledge { Kind = PledgeKind.Genuine, Document = new Document { Sha256 = Google.Protobuf.ByteString.CopyFrom(new byte[32]), MediaType = "text/plain" } }, recorded: 5);
        var sale = told.Sell(0, by: HistoryBuilder.Producer);
        var opening = told.Open(1, sale);
        var complaint = told.Say(HistoryBuilder.Item, "", 2, s => s.Complaint = new Complaint { Opening = HistoryBuilder.Id(opening), Respondent = HistoryBuilder.Seller, Category = ComplaintCategory.Quality, Remedy = Remedy.Refund }, key: HistoryBuilder.KeyNamed("buyer"));
        var reply = told.Say(HistoryBuilder.Item, HistoryBuilder.Seller, 2.5, s => s.Reply = new Reply { Answers = HistoryBuilder.Id(complaint), Outcome = ReplyOutcome.Refused }, recorded: 4);
        told.Ship(2.6, recorded: 4.1);

        var page = told.PageOf(HistoryBuilder.Item);
        var html = await Html.OfAsync(page);

        // Its step in the case, its row of the record, the step of the journey, and the pledge of the party that answers; what others said has no mark.
        var word = page.Texts[isCompromised ? "Flag.Disputed" : "Flag.Late"];
        Assert.Contains($"data-entry=\"{reply.Position}\">", html, StringComparison.Ordinal);
        Assert.Equal([mark], Assert.Single(page.Cases).Steps.Single().Entry.Marks.Select(one => one.ToLowerInvariant()));
        Assert.Equal([mark], page.Parties.Single(party => party.Party.Subject == HistoryBuilder.Seller).Pledges.Single().Entry.Marks.Select(one => one.ToLowerInvariant()));
        Assert.Equal(isCompromised ? nameof(FlagKind.Disputed) : nameof(FlagKind.Late), Assert.Single(page.StepOf("shipped").Events).Flags.Single(flag => flag is nameof(FlagKind.Disputed) or nameof(FlagKind.Late)));
        Assert.Equal([reply.Position, reply.Position + 1], page.Record.Where(row => row.Marks.Count > 0).Select(row => row.Index));
        foreach (var section in (string[])["cases", "record", "answers"])
        {
            Assert.Contains($"<span class=\"mark {mark}\">{word}</span>", Section(html, section), StringComparison.Ordinal);
        }

        var party = PartyMaking.Make(SubjectKey.Parse(HistoryBuilder.Seller), told.ReadOf(HistoryBuilder.Seller), told.Read[HistoryBuilder.Seller], [], new PartyCases([], []), page.Texts, ToldPages.Now);
        Assert.Equal([mark], party.Card.Pledges.Single().Entry.Marks.Select(one => one.ToLowerInvariant()));
        Assert.Equal([mark], Assert.Single(party.Record).Marks.Select(one => one.ToLowerInvariant()));
    }

    private static string Section(string html, string id)
    {
        var start = html.IndexOf($"id=\"{id}\"", StringComparison.Ordinal);
        return html[start..html.IndexOf("</section>", start, StringComparison.Ordinal)];
    }
}
