using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.V1;
using Xunit;

namespace Trace.Domain.Tests.Parties;

/// <summary>Revocation is judged by when it was recorded; outboxes are offline, so an ended key's earlier statements are taken for 30 days more.</summary>
public sealed class KeyStandingTests
{
    private const long Day = 86_400_000_000;
    private const long End = 1_780_000_000_000_000;

    private static readonly KeyState Key = new(new PublicKey(), new Grant(1, default, Hash256.From(new byte[32]), End - (100 * Day), [Role.Courier], [], [], 0));

    public static TheoryData<string> Ends => ["retired", "past its end", "both, retired first", "both, past its end first"];

    [Fact]
    public void A_key_without_an_end_is_good() => Assert.Equal(KeyStanding.Good, Key.Standing(End, End + (36_500 * Day)));

    [Theory, MemberData(nameof(Ends))]
    public void What_was_said_before_its_end_is_taken_late_for_thirty_days(string how)
    {
        var key = Ended(how);
        Assert.Equal(KeyStanding.Good, key.Standing(End + Day, End - 1));
        Assert.Equal(KeyStanding.Late, key.Standing(End - 1, End));
        Assert.Equal(KeyStanding.Late, key.Standing(End - 1, End + (30 * Day) - 1));
        Assert.Equal(KeyStanding.Retired, key.Standing(End - 1, End + (30 * Day)));
    }

    [Theory, MemberData(nameof(Ends))]
    public void What_was_said_at_its_end_or_after_it_is_not_taken(string how)
    {
        Assert.Equal(KeyStanding.Retired, Ended(how).Standing(End, End));
        Assert.Equal(KeyStanding.Retired, Ended(how).Standing(End + Day, End));
    }

    [Theory, MemberData(nameof(Ends))]
    public void A_compromised_key_says_nothing_more_however_early_and_however_it_ended(string how) =>
        Assert.Equal(KeyStanding.Compromised, (Ended(how) with { CompromisedAt = End + Day }).Standing(End - Day, End + Day));

    private static KeyState Ended(string how) => how switch
    {
        "retired" => Key with { RetiredAt = End },
        "past its end" => Key with { Current = Key.Current with { NotAfter = End } },
        "both, retired first" => Key with { RetiredAt = End, Current = Key.Current with { NotAfter = End + Day } },
        _ => Key with { RetiredAt = End + Day, Current = Key.Current with { NotAfter = End } },
    };
}
