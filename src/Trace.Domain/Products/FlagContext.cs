using Trace.Domain.Complaints;
using Trace.Domain.Parties;

namespace Trace.Domain.Products;

/// <summary>What flags rest on beside the history: the standing of keys, what is registered of parties, and, for what is late, the time.</summary>
/// <param name="Keys">By key subject: the keys that signed, and those that granted them.</param>
/// <param name="Parties">By party: for credit codes and couriers' codes; what is missing is not compared.</param>
public sealed record FlagContext(IReadOnlyDictionary<string, KeyState> Keys, IReadOnlyDictionary<string, PartyState> Parties)
{
    /// <summary>The time at which the history is looked at; null where it is looked at for what it says alone, and nothing is late.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>How long parcels may take.</summary>
    public Deadlines Deadlines { get; init; } = Deadlines.Default;

    /// <summary>Nothing known of keys or parties.</summary>
    public static readonly FlagContext Empty = new(new Dictionary<string, KeyState>(), new Dictionary<string, PartyState>());

    /// <summary>The courier's code that a party is registered with; empty where none is known.</summary>
    internal string CarrierOf(string party) => Parties.GetValueOrDefault(party)?.Registration?.Carrier ?? "";

    /// <summary>Whether two are one party, or stand under one credit code.</summary>
    internal bool IsSame(string one, string other) =>
        one.Length > 0 && (one == other || (CreditCode(one) is { } code && code == CreditCode(other)));

    private string? CreditCode(string party) => Parties.GetValueOrDefault(party, PartyState.Unknown).CreditCode(party);
}
