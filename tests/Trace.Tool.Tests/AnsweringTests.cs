namespace Trace.Tool.Tests;

/// <summary>Who had it, and where the rest of the lot went: each asked of a running ledger by the tool.</summary>
public class AnsweringTests(LostTea tea) : IClassFixture<LostTea>
{
    private TracedLedger Ledger => tea.Ledger;

    [Fact]
    public async Task It_says_who_had_a_broken_piece_last_before_the_buyer()
    {
        var answer = (await Ledger.DoAsync("responsible", LostTea.Broken, "--json")).Json;

        Assert.Equal([Parties.Shop, Parties.Courier, ""], answer.GetProperty("holdings").EnumerateArray().Select(held => held.GetProperty("who").GetProperty("party").GetString()));
        Assert.Equal(0, answer.GetProperty("gaps").GetArrayLength());
        var report = Assert.Single(answer.GetProperty("reports").EnumerateArray());
        Assert.Equal(Parties.Courier, report.GetProperty("heldLast").GetProperty("party").GetString());
        Assert.True(report.GetProperty("afterReceipt").GetBoolean());
    }

    [Fact]
    public async Task It_says_where_nobody_signed_in_the_reader_s_language()
    {
        var shown = (await Ledger.DoAsync("responsible", LostTea.LostParcel, "--lang", "zh")).Output;
        Assert.Contains("报告损坏或丢失", shown, StringComparison.Ordinal);

        var item = (await Ledger.DoAsync("responsible", LostTea.Lost, "--lang", "en")).Output;
        Assert.Contains("nobody signed a hand-over", item, StringComparison.Ordinal);
        Assert.Equal(2, (await Ledger.RunAsync("responsible", LostTea.Lot)).Code);
    }

    [Fact]
    public async Task A_lot_is_followed_to_its_pieces_and_what_is_not_known_is_said()
    {
        var csv = Path.Combine(Ledger.Folder, "recall.csv");
        var answer = (await Ledger.DoAsync("reach", LostTea.Lot, "--from", tea.Http, "--csv", csv, "--json")).Json;

        var known = answer.GetProperty("known");
        Assert.Equal((2, 2, 1, 1, 0), (known.GetProperty("subjects").GetInt32(), known.GetProperty("shipped").GetInt32(), known.GetProperty("received").GetInt32(), known.GetProperty("opened").GetInt32(), known.GetProperty("returned").GetInt32()));
        var unknown = answer.GetProperty("unknown");
        Assert.Equal((1, 1, 2), (unknown.GetProperty("lotNotNamed").GetInt32(), unknown.GetProperty("sentAndNotArrived").GetInt32(), unknown.GetProperty("markedAndSilent").GetInt32()));
        Assert.Equal(["310000", "440000"], answer.GetProperty("provinces").EnumerateArray().Select(there => there.GetProperty("province").GetString()));

        var lines = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
        Assert.Equal(4, lines.Length);
        Assert.Equal(12, lines[0].Count(c => c == ','));
        Assert.All(lines, line => Assert.Equal(12, line.Count(c => c == ',')));
        Assert.Equal(["yes", "yes", "not_known"], lines[1..].Select(line => line.Split(',')[1]));

        // Again, from what is kept and what came since; and to read.
        var shown = (await Ledger.DoAsync("reach", LostTea.Lot, "--from", tea.Http, "--lang", "en")).Output;
        Assert.Contains("they may be of it or not", shown, StringComparison.Ordinal);
        Assert.Contains("Guangdong", shown, StringComparison.Ordinal);
        Assert.Equal(2, (await Ledger.RunAsync("reach", Parties.Shop, "--from", tea.Http)).Code);
    }
}
