using Trace.Api.Notices;

namespace Trace.Api.Tests.Deadlines;

public sealed class NoticeTests
{
    [Theory]
    [InlineData("email", "lin@shop.example", "l…@shop.example")]
    [InlineData("email", "Lin <lin@shop.example>", "L…@shop.example")]
    [InlineData("webhook", "https://user:secret@hooks.example/private?key=1", "https://hooks.example/…")]
    [InlineData("none", "", "–")]
    public void An_address_is_shown_as_far_as_who_knows_it_needs(string channel, string address, string shown)
    {
        Assert.Equal(shown, Masked.Of(channel, address));
    }

    [Fact]
    public void Waits_double_up_to_six_hours_and_end_after_twenty_attempts()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), NoticeSender.WaitAfter(1));
        Assert.Equal(TimeSpan.FromSeconds(60), NoticeSender.WaitAfter(2));
        Assert.Equal(TimeSpan.FromHours(6), NoticeSender.WaitAfter(19));
        Assert.Null(NoticeSender.WaitAfter(20));
    }

    [Theory]
    [InlineData("""{ "party/gln/1": { "email": "no address" } }""", "email")]
    [InlineData("""{ "party/gln/1": { "webhook": "ftp://x" } }""", "webhook")]
    [InlineData("""{ "party/gln/1": { "language": "fr" } }""", "language")]
    public void Contacts_that_are_wrong_are_named_without_their_address(string json, string what)
    {
        var problem = Assert.Throws<FormatException>(() => Contacts.Read(json)).Message;

        Assert.Contains($"party/gln/1: {what}", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("no address", problem.Replace("is no address", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
