using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>
/// Who may have erased what a party's statement commits to: the party, by a key which could sign such a statement now. Of a Registration also
/// the party that it registers, by an administrator's key: the evidence is what that party handed in. What buyers and authors wrote is
/// erased by their own key alone, which stands in no history, and is not judged here.
/// </summary>
public static class Erasers
{
    /// <summary>The parties whose keys may erase, the statement's own first.</summary>
    /// <param name="statement">A party's statement that holds the commitment.</param>
    public static IReadOnlyList<string> Parties(ParsedStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var own = statement.Message.Party;
        return statement.Kind == Statement.PayloadOneofCase.Registration && statement.Subject.Value != own ? [own, statement.Subject.Value] : [own];
    }

    /// <summary>Why a key may not erase: UNKNOWN_KEY, KEY_COMPROMISED, KEY_RETIRED, ROLE, KEY_SCOPE or PARTY_SUSPENDED; null where it may.</summary>
    /// <param name="statement">A party's statement that holds the commitment.</param>
    /// <param name="party">One of <see cref="Parties"/>.</param>
    /// <param name="key">Key id.</param>
    /// <param name="state">Holds Genesis, the party, and this key of it.</param>
    /// <param name="now">The ledger's time, in microseconds.</param>
    public static Refusal? Check(ParsedStatement statement, string party, Hash256 key, LedgerState state, long now)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Key($"{party}/key/{key}") is not { } found)
        {
            return Refusal.Because(Reason.UnknownKey, "key", $"no key {key} is granted to \"{party}\"");
        }

        // Nothing is late here: an erasure is asked for now, whenever the statement was made.
        return CheckStanding(found.Standing(now, now), key)
            ?? (party == statement.Message.Party ? SpeakerRules.CheckKey(statement, found, state.Party(party), state) : CheckHandedIn(found, state.Party(party), party));
    }

    private static Refusal? CheckStanding(KeyStanding standing, Hash256 key) => standing switch
    {
        KeyStanding.Good => null,
        KeyStanding.Compromised => Refusal.Because(Reason.KeyCompromised, "key", $"key {key} is revoked as compromised, and erases nothing, not even what it signed; another key of the party can"),
        _ => Refusal.Because(Reason.KeyRetired, "key", $"key {key} has ended, and erases nothing, not even what it signed; another key of the party can"),
    };

    // What a registrar was shown is looked at again when a party is suspended.
    private static Refusal? CheckHandedIn(KeyState key, PartyState standing, string party) =>
        !key.Current.Roles.Contains(Role.Administrator) ? Refusal.Because(Reason.Role, "key", "a party's evidence is erased by a key of its administrators; this one is none")
        : standing.IsSuspended ? Refusal.Because(Reason.PartySuspended, "party", $"\"{party}\" is suspended, and its evidence stays until it is reinstated")
        : null;
}
