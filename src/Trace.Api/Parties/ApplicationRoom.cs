using Trace.V1;

namespace Trace.Api.Parties;

/// <summary>An application that waits, as far as room is concerned.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Party">Whom it names.</param>
/// <param name="Address">A mark of the address that it came from; null where none is known.</param>
/// <param name="IsWithoutEvidence">Whether it came without.</param>
internal sealed record WaitingApplication(string Reference, string Party, byte[]? Address, bool IsWithoutEvidence);

/// <summary>
/// Whether one more application may wait, and which has to go for it: anybody may name any party, and nobody shall shut registration for others.
/// Whoever shows who they are comes before whoever shows nothing. Pure.
/// </summary>
internal static class ApplicationRoom
{
    /// <summary>The most that wait.</summary>
    public const int MostWaiting = 500;

    /// <summary>The most that wait for one party.</summary>
    public const int MostOfAParty = 3;

    /// <summary>The most that wait of one address, or of one IPv6 network of 64 bits.</summary>
    public const int MostOfAnAddress = 20;

    /// <summary>Finds room for one more.</summary>
    /// <param name="waiting">All that wait, the oldest first.</param>
    /// <param name="next">The one that comes.</param>
    /// <returns>Whose place it takes, null for nobody's; or why there is no room.</returns>
    public static (WaitingApplication? Displaced, Refusal? Refusal) For(IReadOnlyList<WaitingApplication> waiting, WaitingApplication next)
    {
        if (next.Address is { } address && waiting.Count(one => address.AsSpan().SequenceEqual(one.Address)) >= MostOfAnAddress)
        {
            return (null, Full($"{MostOfAnAddress} applications from this address wait already"));
        }

        var ofParty = waiting.Where(one => one.Party == next.Party).ToList();
        var isPartyFull = ofParty.Count >= MostOfAParty;
        if (!isPartyFull && waiting.Count < MostWaiting)
        {
            return (null, null);
        }

        return !next.IsWithoutEvidence && (isPartyFull ? ofParty : waiting).FirstOrDefault(one => one.IsWithoutEvidence) is { } displaced
            ? (displaced, null)
            : (null, Full(isPartyFull ? $"{MostOfAParty} applications wait for this party already" : "too many applications wait; try again in some days"));
    }

    private static Refusal Full(string message) => Refusal.Later(Reason.BacklogFull, "party", message, TimeSpan.FromDays(1));
}
