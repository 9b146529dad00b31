using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.V1;

namespace Trace.Tool.Keys;

/// <summary>How a key stands, as the ledger says.</summary>
/// <param name="Subject">The key's subject.</param>
/// <param name="Standing">In one word or two.</param>
/// <param name="Roles">What it may be used for.</param>
/// <param name="State">The key folded from its history; null where it has none.</param>
internal sealed record KeyRecord(string Subject, string Standing, IReadOnlyList<string> Roles, KeyState? State)
{
    /// <summary>Reads the verified history of a key's subject.</summary>
    public static async Task<KeyRecord> ReadAsync(LedgerClient client, string subject, CancellationToken cancellation)
    {
        try
        {
            var history = await client.ReadHistoryAsync(subject, cancellation: cancellation);
            return Of(subject, history.Keys[subject]);
        }
        catch (RefusedException refused) when (refused.Reason == Reason.NotFound)
        {
            // A key that Genesis names has no history of its own at first.
            var genesis = await client.ReadHistoryAsync(SubjectKey.Genesis.Value, cancellation: cancellation);
            return genesis.Keys.TryGetValue(subject, out var state) ? Of(subject, state) : new KeyRecord(subject, "not granted", [], null);
        }
    }

    /// <summary>How a key stands now.</summary>
    public static KeyRecord Of(string subject, KeyState state)
    {
        var now = UnixMicroseconds.Of(DateTimeOffset.UtcNow);
        var standing = state.Standing(now, now) switch
        {
            KeyStanding.Good => "in force",
            KeyStanding.Compromised => "compromised",
            _ => "retired",
        };
        string[] roles = state.IsRecovery ? ["recovery"] : [.. state.Current.Roles.Select(role => Recording.EnumWords.Of(role))];
        return new KeyRecord(subject, standing, roles, state);
    }
}
