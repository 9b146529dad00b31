using System.Text;
using System.Text.Json;
using Trace.Agent.Outcomes;
using Trace.Api.Tests;
using Trace.Client.Outboxes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Tool.Tests;

/// <summary>A file of outcomes goes on where it ends, whatever was torn off with a process or a full disk.</summary>
public sealed class OutcomesFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "outcomes.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_that_was_cut_short_is_written_again()
    {
        OutcomesFile.Open(Path, 0).Append([Outcome(1), Outcome(2)]);
        var whole = File.ReadAllText(Path);
        File.AppendAllText(Path, "{\"n\":3,\"num");
        var file = OutcomesFile.Open(Path, 0);
        Assert.Equal(2, file.Last);
        file.Append([Outcome(3)]);

        Assert.StartsWith(whole, File.ReadAllText(Path), StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(Path).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"n")]
    [InlineData("{\"n\":18,\"number\":")]
    public void A_file_that_was_taken_away_is_begun_again_where_it_was(string torn)
    {
        File.WriteAllText(Path, torn);

        Assert.Equal(17, OutcomesFile.Open(Path, 17).Last);
        Assert.Equal("", File.ReadAllText(Path));
    }

    [Fact]
    public void A_file_that_is_taken_away_amid_it_has_all_until_then_and_the_next_one_all_that_follows()
    {
        var file = OutcomesFile.Open(Path, 0);
        file.Append([Outcome(1)]);
        File.Move(Path, Path + ".taken");
        file.Append([Outcome(2)]);
        File.Delete(Path);
        file.Append([Outcome(3), Outcome(4)]);

        Assert.Equal([1], Numbers(Path + ".taken"));
        Assert.Equal([3, 4], Numbers(Path));
        Assert.Equal(4, file.Last);
    }

    [Theory]
    [InlineData("notes of Monday\n")]
    [InlineData("notes of Monday\nand of Tuesday")]
    [InlineData("the courier's only key")]
    [InlineData("{\"number\":1}\n")]
    [InlineData("{\"n\":1}\n{\"n\":2")]
    [InlineData("{\"n\":1.5,\"identity\":\"\",\"state\":\"\"}\nmore")]
    [InlineData("[1]\n")]
    public void A_file_of_something_else_is_refused_and_left_alone(string content)
    {
        File.WriteAllText(Path, content);

        Assert.Throws<IOException>(() => OutcomesFile.Open(Path, 0));
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public void A_refusal_says_its_reason_field_and_message_and_nothing_that_is_not_there()
    {
        OutcomesFile.Open(Path, 0).Append([Outcome(1) with { State = OutboxState.Refused, Refusal = Refusal.Because(Reason.NotYours, "subject", "no") }]);

        var line = File.ReadAllText(Path, Encoding.UTF8);
        Assert.Contains("\"state\":\"refused\",\"ref\":\"甲\"", line, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"NotYours\",\"field\":\"subject\",\"message\":\"no\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("null", line, StringComparison.Ordinal);
        Assert.DoesNotContain("index", line, StringComparison.Ordinal);
    }

    private static IEnumerable<long> Numbers(string path) => File.ReadAllLines(path).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("n").GetInt64());

    private static OutboxOutcome Outcome(long number) => new(number, DateTimeOffset.UnixEpoch, OutboxState.Recorded, null, new OutboxEntry
    {
        Sequence = number,
        Identity = Hash256.From(new byte[32]),
        Subject = Parties.Parcel,
        Kind = "transit",
        Time = DateTimeOffset.UnixEpoch,
        PutAt = DateTimeOffset.UnixEpoch,
        Statement = new SignedStatement(),
        State = OutboxState.Recorded,
        Note = "甲",
        Index = 4,
        Version = 1,
    });
}
