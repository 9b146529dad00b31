using Google.Protobuf;
using Npgsql;
using Trace.Api.Challenges;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.V1;

namespace Trace.Api.Desks;

/// <summary>The keys of a party, for its own: whoever lost a telephone finds its key here, and need not know its id.</summary>
internal sealed class PartyKeysReader(ChallengeDesk challenges, NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>The most keys of one answer.</summary>
    public const int MostKeys = 500;

    // A key's subject ends with hexadecimal digits, and a tilde sorts behind them.
    private const string Keys = """
        SELECT stream_id, bdata FROM ledger.mt_events
        WHERE stream_id IN (SELECT subject FROM ledger.log_entry WHERE subject > $1 || '/key/' AND subject < $1 || '/key/~')
        ORDER BY seq_id
        """;

    /// <summary>The keys of the caller's party.</summary>
    public async Task<ListKeysResponse> ListAsync(ListKeysRequest request, string method, CancellationToken cancellation)
    {
        var (caller, refusal) = await challenges.VerifyAsync(request.Proof, method, DeskReader.Subject, cancellation);
        if (refusal is null && caller!.Party.Length == 0)
        {
            refusal = Refusal.Because(Reason.NotPermitted, "proof", "a desk is for keys that were granted to a party");
        }

        if (refusal is not null)
        {
            throw RefusalStatus.ToException(refusal);
        }

        var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var keys = await ReadAsync(caller!.Party, cancellation);
        var response = new ListKeysResponse { All = (uint)keys.Count, Now = now };
        response.Keys.AddRange(keys.OrderBy(key => key.Value.Standing(now, now) != KeyStanding.Good).ThenByDescending(key => key.Value.Current.Index).Take(MostKeys).Select(key => KeyOf(key.Key, key.Value)));
        return response;
    }

    private async Task<Dictionary<string, KeyState>> ReadAsync(string party, CancellationToken cancellation)
    {
        var keys = new Dictionary<string, KeyState>();
        await using var select = source.CreateCommand(Keys);
        select.Parameters.AddWithValue(party);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var subject = reader.GetString(0);
            if (KeyState.After(keys.GetValueOrDefault(subject), RecordedEntry.Parse(UnsafeByteOperations.UnsafeWrap(reader.GetFieldValue<byte[]>(1)))) is { } state)
            {
                keys[subject] = state;
            }
        }

        return keys;
    }

    private static PartyKey KeyOf(string subject, KeyState state) => new()
    {
        Subject = subject,
        Roles = { state.Current.Roles },
        Prefixes = { state.Current.Prefixes },
        Subjects = { state.Current.Subjects },
        GrantedAt = state.Current.RecordedAt,
        NotAfter = state.Current.NotAfter,
        RetiredAt = state.RetiredAt,
        CompromisedAt = state.CompromisedAt,
        DisputedSince = state.DisputedSince,
    };
}
