using Trace.Api.Parties;
using Trace.V1;

namespace Trace.Api.Tests.Parties;

/// <summary>Who finds room in the queue of applications, and whose place it is.</summary>
public class ApplicationRoomTests
{
    private static readonly byte[] s_here = [1];
    private static readonly byte[] s_there = [2];

    [Fact]
    public void There_is_room_for_three_of_a_party_and_for_others_beside_them()
    {
        WaitingApplication[] two = [Bare("a", "tea"), Bare("b", "tea")];
        Assert.Equal((null, null), ApplicationRoom.For(two, Bare("c", "tea")));
        WaitingApplication[] three = [.. two, Bare("c", "tea")];
        Assert.Equal(Reason.BacklogFull, ApplicationRoom.For(three, Bare("d", "tea")).Refusal?.Reason);
        Assert.Equal((null, null), ApplicationRoom.For(three, Bare("d", "coffee")));
    }

    [Fact]
    public void Whoever_shows_evidence_takes_the_place_of_the_partys_oldest_without()
    {
        WaitingApplication[] waiting = [Bare("other", "coffee"), Shown("a", "tea"), Bare("b", "tea"), Bare("c", "tea")];
        Assert.Equal("b", ApplicationRoom.For(waiting, Shown("d", "tea")).Displaced?.Reference);
        WaitingApplication[] allShown = [Bare("other", "coffee"), Shown("a", "tea"), Shown("b", "tea"), Shown("c", "tea")];
        Assert.Equal(Reason.BacklogFull, ApplicationRoom.For(allShown, Shown("d", "tea")).Refusal?.Reason);
    }

    [Fact]
    public void A_full_queue_gives_the_place_of_its_oldest_without_evidence_to_one_with()
    {
        var waiting = Enumerable.Range(0, ApplicationRoom.MostWaiting).Select(i => i < 2 ? Shown($"{i}", $"p{i}", [(byte)i, 9]) : Bare($"{i}", $"p{i}", [(byte)i, (byte)(i >> 8)])).ToList();
        Assert.Equal(Reason.BacklogFull, ApplicationRoom.For(waiting, Bare("next", "tea")).Refusal?.Reason);
        Assert.Equal("2", ApplicationRoom.For(waiting, Shown("next", "tea")).Displaced?.Reference);
    }

    [Fact]
    public void One_address_holds_no_more_than_its_share_and_what_came_before_addresses_were_marked_counts_for_none()
    {
        var waiting = Enumerable.Range(0, ApplicationRoom.MostOfAnAddress).Select(i => Bare($"{i}", $"p{i}")).Append(new WaitingApplication("older", "old", null, false)).ToList();
        Assert.Equal(Reason.BacklogFull, ApplicationRoom.For(waiting, Shown("next", "tea")).Refusal?.Reason);
        Assert.Equal((null, null), ApplicationRoom.For(waiting, Bare("next", "tea", s_there)));
        Assert.Equal((null, null), ApplicationRoom.For(waiting[1..], Shown("next", "tea")));
    }

    private static WaitingApplication Bare(string reference, string party, byte[]? address = null) => new(reference, party, address ?? s_here, true);

    private static WaitingApplication Shown(string reference, string party, byte[]? address = null) => new(reference, party, address ?? s_here, false);
}
