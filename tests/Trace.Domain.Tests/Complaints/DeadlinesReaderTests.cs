using Trace.Domain.Complaints;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Complaints;

public sealed class DeadlinesReaderTests
{
    [Fact]
    public void What_is_left_out_is_as_in_the_wider_one()
    {
        var read = DeadlinesReader.Parse("""
            {
              // Hours for all, fewer where somebody is in danger, fewer still for what spoils.
              "complaint": { "platformAfterHours": 48 },
              "complaintsOf": { "UNSAFE": { "remindAfterHours": 2, "platformAfterHours": 12 } },
              "goods": { "FRESH": { "complaintsOf": { "NOT_AS_DESCRIBED": { "offerAfterDays": 3 } }, "parcel": { "arriveWithinDays": 5 } } }
            }
            """);

        Assert.Equal(TimeSpan.FromHours(24), read.Of(ComplaintCategory.Quality).RemindAfter);
        Assert.Equal(TimeSpan.FromHours(48), read.Of(ComplaintCategory.Quality).PlatformAfter);
        Assert.Equal(TimeSpan.FromHours(12), read.Of(ComplaintCategory.Unsafe, Category.Fresh).PlatformAfter);
        Assert.Equal((TimeSpan.FromHours(48), 3), (read.Of(ComplaintCategory.NotAsDescribed, Category.Fresh).PlatformAfter, read.Of(ComplaintCategory.NotAsDescribed, Category.Fresh).OfferAfterDays));
        Assert.Equal((5, 15), (read.Of(Category.Fresh).Parcel.ArriveWithinDays, read.Of(Category.Tea).Parcel.ArriveWithinDays));
    }

    [Fact]
    public void An_empty_object_is_the_default()
    {
        var read = DeadlinesReader.Parse("{}");

        Assert.Equal(Deadlines.Default.Of(ComplaintCategory.Other), read.Of(ComplaintCategory.Other));
        Assert.Equal(Deadlines.Default.Of(Category.Tea).Return, read.Of(Category.Tea).Return);
    }

    [Theory]
    [InlineData("", "deadlines")]
    [InlineData("[]", "must be an object")]
    [InlineData("{\"complain\":{}}", "there is no \"complain\"")]
    [InlineData("{\"complaintsOf\":{\"RUDE\":{}}}", "there is no \"RUDE\"")]
    [InlineData("{\"complaintsOf\":{\"3\":{}}}", "there is no \"3\"")]
    [InlineData("{\"goods\":{\"UNSPECIFIED\":{}}}", "there is no \"UNSPECIFIED\"")]
    [InlineData("{\"goods\":{\"TEA\":{\"goods\":{}}}}", "there is no \"goods\"")]
    [InlineData("{\"complaint\":{\"remindAfterHours\":\"24\"}}", "complaint.remindAfterHours")]
    [InlineData("{\"complaint\":{\"remindAfterHours\":80}}", "the reminder comes before")]
    [InlineData("{\"return\":{\"days\":6}}", "return.days")]
    [InlineData("{\"return\":{\"refundWithinDays\":8}}", "return.refundWithinDays")]
    public void What_breaks_a_rule_or_gives_less_than_the_law_is_named(string json, string message)
    {
        Assert.Contains(message, Assert.Throws<FormatException>(() => DeadlinesReader.Parse(json)).Message, StringComparison.Ordinal);
    }
}
