using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Domain.Parties;

/// <summary>One grant of a key, as recorded.</summary>
/// <param name="Index">Of its entry.</param>
/// <param name="Entry">Leaf hash of its entry.</param>
/// <param name="Granter">Key id of who granted it.</param>
/// <param name="RecordedAt">When, by the ledger's clock, in microseconds.</param>
/// <param name="Roles">What the key may be used for.</param>
/// <param name="Prefixes">GS1 Company Prefixes that limit it.</param>
/// <param name="Subjects">Subjects that limit it, each with all below.</param>
/// <param name="NotAfter">When it ends, in microseconds; 0 for no end.</param>
public sealed record Grant(
    ulong Index, Hash256 Entry, Hash256 Granter, long RecordedAt, IReadOnlyList<Role> Roles, IReadOnlyList<string> Prefixes, IReadOnlyList<string> Subjects, long NotAfter);

/// <summary>How a key stands toward a statement.</summary>
public enum KeyStanding
{
    /// <summary>In force.</summary>
    Good,

    /// <summary>Ended, but the statement is earlier, and 30 days have not passed: taken, and flagged late.</summary>
    Late,

    /// <summary>Ended.</summary>
    Retired,

    /// <summary>In wrong hands: nothing more is taken.</summary>
    Compromised,
}

/// <summary>One key of a party, folded from its history. Immutable.</summary>
/// <param name="Key">The public key.</param>
/// <param name="Current">The newest grant, which holds.</param>
/// <param name="IsRecovery">Whether it is the recovery key of Genesis.</param>
/// <param name="RetiredAt">When its retirement was recorded, in microseconds; 0 where it was not.</param>
/// <param name="CompromisedAt">When its compromise was recorded, in microseconds; 0 where it was not.</param>
/// <param name="DisputedSince">From which time on what it said is disputed, in microseconds; 0 where nothing is.</param>
public sealed record KeyState(PublicKey Key, Grant Current, bool IsRecovery = false, long RetiredAt = 0, long CompromisedAt = 0, long DisputedSince = 0)
{
    /// <summary>How long after a key's end statements with an earlier time are taken: outboxes are offline.</summary>
    public static readonly TimeSpan LateFor = TimeSpan.FromDays(30);

    /// <summary>Whether it was revoked: a revoked key is not granted again.</summary>
    public bool IsRevoked => RetiredAt > 0 || CompromisedAt > 0;

    /// <summary>How the key stands toward a statement, judged by the time of recording.</summary>
    /// <param name="time">The statement's time, in microseconds.</param>
    /// <param name="recordedAt">The ledger's time, in microseconds.</param>
    public KeyStanding Standing(long time, long recordedAt)
    {
        if (CompromisedAt > 0)
        {
            return KeyStanding.Compromised;
        }

        var end = End();
        if (recordedAt < end)
        {
            return KeyStanding.Good;
        }

        return time < end && recordedAt - end < LateFor.TotalMicroseconds ? KeyStanding.Late : KeyStanding.Retired;
    }

    /// <summary>The state after one more entry of the key's own history.</summary>
    /// <param name="before">The state before it; null before the first.</param>
    /// <param name="entry">An entry about this key.</param>
    public static KeyState? After(KeyState? before, RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var message = entry.Statement.Message;
        switch (message.PayloadCase)
        {
            case Statement.PayloadOneofCase.KeyGrant:
                var grant = message.KeyGrant;
                var current = new Grant(entry.Index, entry.LeafHash, entry.Statement.Key, entry.RecordedAt, [.. grant.Roles], [.. grant.Prefixes], [.. grant.Subjects], grant.NotAfter);
                return before is null ? new KeyState(grant.Key, current) : before with { Current = current };
            case Statement.PayloadOneofCase.KeyRevocation when before is not null:
                return message.KeyRevocation.Kind == RevocationKind.Compromised
                    ? before with { CompromisedAt = entry.RecordedAt, DisputedSince = message.KeyRevocation.Since }
                    : before with { RetiredAt = before.RetiredAt == 0 ? entry.RecordedAt : before.RetiredAt };
            default:
                return before;
        }
    }

    /// <summary>The state of a key that Genesis names, before it has a history of its own.</summary>
    /// <param name="key">The public key.</param>
    /// <param name="genesis">Entry 0.</param>
    /// <param name="isRecovery">Whether it is the recovery key.</param>
    public static KeyState OfGenesis(PublicKey key, RecordedEntry genesis, bool isRecovery)
    {
        ArgumentNullException.ThrowIfNull(genesis);
        IReadOnlyList<Role> roles = isRecovery ? [] : [Role.Registrar];
        return new KeyState(key, new Grant(0, genesis.LeafHash, genesis.Statement.Key, genesis.RecordedAt, roles, [], [], 0), isRecovery);
    }

    private long End() => (RetiredAt, Current.NotAfter) switch
    {
        (0, 0) => long.MaxValue,
        (0, var notAfter) => notAfter,
        (var retired, 0) => retired,
        var (retired, notAfter) => Math.Min(retired, notAfter),
    };
}
