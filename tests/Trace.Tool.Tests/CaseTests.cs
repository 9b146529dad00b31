using Trace.Api.Tests;

namespace Trace.Tool.Tests;

/// <summary>A case file as whoever it is handed to finds it: read by another program, and its proofs checked with nobody to ask.</summary>
public class CaseTests(LostTea tea) : IClassFixture<LostTea>
{
    [Theory]
    [InlineData("zh", "案卷", "福鼎茶厂", "本人签收", "怎样核验", "破损")]
    [InlineData("en", "Case file", "Silver Needle", "Receipt", "How to check it", "damage or loss")]
    public async Task Its_letters_are_letters_in_both_languages_and_each_proof_holds_offline(string language, params string[] said)
    {
        var folder = Path.Combine(tea.Ledger.Folder, $"case-{language}");
        var answer = (await tea.Ledger.DoAsync("case", LostTea.Broken, "--out", folder, "--lang", language, "--json")).Json;

        var text = PdfText.OfFile(answer.GetProperty("document").GetString()!);
        Assert.All(said, one => Assert.Contains(one, text, StringComparison.Ordinal));
        Assert.Contains(LostTea.Broken, text, StringComparison.Ordinal);
        var proofs = answer.GetProperty("proofs").EnumerateArray().ToList();
        Assert.Equal(4, proofs.Count);
        foreach (var proof in proofs)
        {
            Assert.Contains(proof.GetProperty("sha256").GetString()!, text, StringComparison.Ordinal);
        }

        var item = Path.Combine(folder, proofs[0].GetProperty("file").GetString()!);
        await tea.Ledger.DoAsync("verify", item, "--thorough", "--server", "http://localhost:1");
    }

    [Fact]
    public async Task Chosen_entries_alone_are_in_it_and_others_are_refused()
    {
        var receipt = (await tea.Ledger.DoAsync("show", Parties.Parcel, "--json")).Json.GetProperty("entries").EnumerateArray().Last().GetProperty("index").GetUInt64();
        var folder = Path.Combine(tea.Ledger.Folder, "chosen");
        var answer = (await tea.Ledger.DoAsync("case", LostTea.Broken, "--entry", $"{receipt}", "--out", folder, "--json")).Json;

        Assert.Equal([receipt], answer.GetProperty("entries").EnumerateArray().Select(entry => entry.GetUInt64()));
        Assert.Equal(2, answer.GetProperty("proofs").GetArrayLength());
        var other = await tea.Ledger.RunAsync("case", LostTea.Broken, "--entry", "0", "--out", Path.Combine(tea.Ledger.Folder, "other"));
        Assert.Equal(2, other.Code);
        Assert.Equal(2, (await tea.Ledger.RunAsync("case", LostTea.Broken, "--out", folder)).Code);
    }
}
