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

    [Theory]
    [InlineData("email", "Lin <lin@shop.example>", "5.1.1 <Lin@shop.example>: no such user", "5.1.1 <L…@shop.example>: no such user")]
    [InlineData("webhook", "https://hooks.example/private?key=1", "no route to https://hooks.example/private?key=1", "no route to https://hooks.example/…")]
    public void What_servers_say_of_an_address_shows_no_more_of_it(string channel, string address, string said, string kept)
    {
        Assert.Equal(kept, Masked.In(said, channel, address), ignoreCase: true);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{ \"party/gln/1\": { \"email\": 5 } }")]
    [InlineData("{ \"party/gln/1\": {}, \"party/gln/1\": {} }")]
    [InlineData("{ \"party/gln/1\": ")]
    public void A_file_that_is_none_of_contacts_is_refused(string json)
    {
        Assert.Throws<FormatException>(() => Contacts.Read(json));
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
