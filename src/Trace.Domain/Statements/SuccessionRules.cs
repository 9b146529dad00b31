using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>
/// When a Genesis may begin a log behind another: it is of another origin and the same registrar, and the predecessor's own recovery key, which
/// must still stand, signs it beside the registrar's. So whoever stole a log's key, or the registrar's, can't say where a ledger goes on.
/// </summary>
internal static class SuccessionRules
{
    /// <summary>The first rule that a Genesis breaks toward the log that comes before it, or null.</summary>
    /// <param name="statement">A Genesis within its bounds, before any entry of its log.</param>
    /// <param name="state">The state that the predecessor left; an empty one where there is none.</param>
    /// <param name="recordedAt">The ledger's time for it, in microseconds.</param>
    public static Refusal? Check(ParsedStatement statement, LedgerState state, long recordedAt)
    {
        var genesis = statement.Message.Genesis;
        if (state.PredecessorGenesis is not { } before)
        {
            return genesis.Predecessor is null
                ? null
                : Refusal.Because(Reason.UnknownReference, "genesis.predecessor", $"this log follows \"{genesis.Predecessor.Origin}\", whose entries are not here");
        }

        var old = before.Statement.Message.Genesis;
        if (genesis.Predecessor is null)
        {
            return Refusal.Because(Reason.FieldRequired, "genesis.predecessor", $"a log that follows \"{old.Origin}\" names its last checkpoint");
        }

        if (genesis.Predecessor.Origin != old.Origin)
        {
            return Refusal.Because(Reason.ReferenceSubject, "genesis.predecessor.origin", $"the log before this is \"{old.Origin}\"; \"{genesis.Predecessor.Origin}\" came");
        }

        if (genesis.Origin == old.Origin)
        {
            return Refusal.Because(Reason.FieldNotAllowed, "genesis.origin", "a log that follows another has an origin and a key of its own");
        }

        if (genesis.Registrar != old.Registrar)
        {
            return Refusal.Because(Reason.NotYours, "genesis.registrar", $"the registrar stays the same, \"{old.Registrar}\"; \"{genesis.Registrar}\" came");
        }

        return CheckRecovery(statement, genesis, old, state, recordedAt) ?? CheckRegistrarKey(statement, genesis, state, recordedAt);
    }

    private static Refusal? CheckRecovery(ParsedStatement statement, Genesis genesis, Genesis old, LedgerState state, long recordedAt)
    {
        var id = KeyId.Of(genesis.RecoveryKey);
        if (id != KeyId.Of(old.RecoveryKey))
        {
            return Refusal.Because(Reason.NotYours, "genesis.recovery_key", $"the recovery key stays the one of the log before, {KeyId.Of(old.RecoveryKey)}; {id} came");
        }

        return Ended(statement, state.Key($"{genesis.Registrar}/key/{id}"), "genesis.recovery_key", recordedAt);
    }

    // A key that the log before does not know is brought in by the recovery key, which alone grants the registrar's.
    private static Refusal? CheckRegistrarKey(ParsedStatement statement, Genesis genesis, LedgerState state, long recordedAt) =>
        Ended(statement, state.Key($"{genesis.Registrar}/key/{KeyId.Of(genesis.RegistrarKey)}"), "genesis.registrar_key", recordedAt);

    private static Refusal? Ended(ParsedStatement statement, KeyState? key, string field, long recordedAt) => key?.Standing(statement.Message.Time, recordedAt) switch
    {
        KeyStanding.Compromised => Refusal.Because(Reason.KeyCompromised, field, $"{field}: this key was revoked as compromised in the log before"),
        KeyStanding.Retired or KeyStanding.Late => Refusal.Because(Reason.KeyRetired, field, $"{field}: this key ended in the log before"),
        _ => null,
    };
}
