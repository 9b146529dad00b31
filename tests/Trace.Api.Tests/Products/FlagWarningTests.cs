using Trace.Api.Pages;
using Trace.Api.Products.Model;
using Trace.Domain.Products;
using Trace.Domain.Tests.Products;

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
}
