using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>A relay speaks for couriers, so it may not be the sender of what it speaks of, nor stand under the sender's credit code.</summary>
public static class RelayRules
{
    /// <summary>The Shipment that a relay's Transit or Receipt names; null where it names none or is not a relay's.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    public static Hash256? ShipmentOf(ParsedStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var shipment = statement.Message switch
        {
            { Transit.Relayed: not null } transit => transit.Transit.Shipment,
            { Receipt.Relayed: not null } receipt => receipt.Receipt.Shipment,
            _ => null,
        };
        return shipment is { Length: Hash256.Size } ? Hash256.From(shipment.Span) : null;
    }

    /// <summary>RELAY_IS_SENDER, or null.</summary>
    /// <param name="statement">A statement whose references stand.</param>
    /// <param name="state">Holds the Shipment, and both parties.</param>
    public static Refusal? Check(ParsedStatement statement, LedgerState state)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(state);
        if (ShipmentOf(statement) is not { } identity || state.Find(identity) is not { } shipment)
        {
            return null;
        }

        var (relay, sender) = (statement.Message.Party, shipment.Statement.Message.Party);
        return relay == sender || (state.Party(relay).CreditCode(relay) is { } code && code == state.Party(sender).CreditCode(sender))
            ? Refusal.Because(Reason.RelayIsSender, "party", $"a relay may not be the sender; \"{relay}\" speaks of a shipment of \"{sender}\"")
            : null;
    }
}
