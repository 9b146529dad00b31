using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>A relay speaks for couriers, so it may be neither sender nor producer of what it speaks of, nor stand under the credit code of one.</summary>
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
        return IsSame(relay, sender, state) || Made(shipment.Statement).Any(made => state.Party(relay).Owns(relay, made) || (made.Owner is { } owner && IsSame(relay, owner.Value, state)))
            ? Refusal.Because(Reason.RelayIsSender, "party", $"a relay is neither sender nor producer, nor under the credit code of one; \"{relay}\" speaks of a shipment of \"{sender}\"")
            : null;
    }

    private static bool IsSame(string relay, string other, LedgerState state) =>
        relay == other || (state.Party(relay).CreditCode(relay) is { } code && code == state.Party(other).CreditCode(other));

    private static IEnumerable<SubjectKey> Made(ParsedStatement shipment) =>
        [shipment.Subject, .. shipment.Message.Shipment.Lines.Select(line => SubjectKey.Parse(line.Subject))];
}
