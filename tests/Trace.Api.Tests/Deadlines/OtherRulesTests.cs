using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Api.Tests.Ledger;
using Trace.Domain.Complaints;

namespace Trace.Api.Tests.Deadlines;

/// <summary>An operator changes deadlines while cases are open.</summary>
public sealed class OtherRulesTests(DeadlineStage stage) : IClassFixture<DeadlineStage>
{
    private const string Shorter = """{ "complaint": { "remindAfterHours": 2, "platformAfterHours": 5 } }""";

    [Fact]
    public async Task Cases_that_are_open_are_met_by_the_new_deadlines_and_what_was_done_is_not_done_again()
    {
        var (item, _, _) = await stage.ComplainAsync();
        await DeadlineStage.UntilAsync(() => Task.FromResult(stage.Mails.Count == 1), "the respondent was not told");
        var data = Path.GetDirectoryName(stage.Service.Services.GetRequiredService<LedgerKeys>().Folder)!;
        await stage.Service.StopAsync();

        await using var again = await stage.StartAsync(stage.Service.ConnectionString, data, rules: new CaseRules(DeadlinesReader.Parse(Shorter), WorkingDays.OfNotices) { Text = Shorter });
        stage.Clock.Pass(TimeSpan.FromHours(6));
        await using var client = again.Connect();
        await DeadlineStage.UntilAsync(
            async () => (await client.ReadHistoryAsync(item.Value, cancellation: TestContext.Current.CancellationToken)).Entries.Any(entry => entry.Entry.Statement.Message.Escalation is not null),
            "nobody escalated");

        Assert.Single(stage.Mails, mail => mail.Subject.StartsWith("A buyer complained", StringComparison.Ordinal));
    }
}
