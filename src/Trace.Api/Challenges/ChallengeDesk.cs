using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.V1;

namespace Trace.Api.Challenges;

/// <summary>Who made a call: a party with one of its keys, or a buyer's or author's key alone.</summary>
/// <param name="Key">Key id.</param>
/// <param name="Party">The party's subject; empty for a key alone.</param>
/// <param name="State">The party's state and its key's.</param>
public sealed record Caller(Hash256 Key, string Party, LedgerState State);

/// <summary>
/// Challenges for calls that only a key's holder may make: a nonce, good once and for 60 seconds, signed together with ledger, audience, method
/// and subject, so that a signature opens nothing else and nowhere else.
/// </summary>
public sealed class ChallengeDesk(LogOptions options, NpgsqlDataSource source, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly MemoryCache _open = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>A new challenge.</summary>
    /// <param name="audience">What the caller reached: <c>grpc://host:port</c>, or a web origin.</param>
    public Challenge Issue(string audience)
    {
        var nonce = RandomNumberGenerator.GetBytes(SignatureContexts.NonceBytes);
        var expiry = Now() + (long)Lifetime.TotalMicroseconds;
        _open.Set(Convert.ToHexString(nonce), (audience, expiry), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
        return new Challenge { Nonce = ByteString.CopyFrom(nonce), Expiry = expiry, Audience = audience };
    }

    /// <summary>The caller who signed a challenge for a method and subject, or a refusal.</summary>
    /// <param name="response">The signed challenge; null where none came.</param>
    /// <param name="method">The method's full name, such as <c>/trace.v1.Ledger/Disclose</c>.</param>
    /// <param name="subject">What the call is about.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<(Caller? Caller, Refusal? Refusal)> VerifyAsync(ChallengeResponse? response, string method, string subject, CancellationToken cancellation)
    {
        if (response?.Key is not { Key.Length: Ed25519Strict.PublicKeyBytes, Algorithm: Algorithm.Ed25519 } || response.Nonce.Length != SignatureContexts.NonceBytes)
        {
            return (null, Invalid("a challenge response has a nonce, an Ed25519 key and a signature"));
        }

        // Taken out before anything is checked: a nonce is good once, whatever comes of it.
        var name = Convert.ToHexString(response.Nonce.Span);
        if (!_open.TryGetValue(name, out (string Audience, long Expiry) open))
        {
            return (null, Invalid("this challenge is unknown, used or expired; ask for another"));
        }

        _open.Remove(name);
        if (open.Expiry != response.Expiry || open.Audience != response.Audience || open.Expiry < Now())
        {
            return (null, Invalid("expiry and audience are those of the challenge, and it has not expired"));
        }

        var key = KeyId.Of(response.Key);
        var message = SignatureContexts.Challenge(options.Ledger, open.Audience, response.Nonce.Span, open.Expiry, key, method, subject);
        if (!Ed25519Strict.Verify(response.Key.Key.Span, message, response.Signature.Span))
        {
            return (null, Invalid($"not this key's signature over the challenge for {method} and \"{subject}\""));
        }

        return await CallerAsync(key, response.Party, cancellation);
    }

    private async Task<(Caller?, Refusal?)> CallerAsync(Hash256 key, string party, CancellationToken cancellation)
    {
        if (party.Length == 0)
        {
            return (new Caller(key, "", new LedgerState()), null);
        }

        var keySubject = $"{party}/key/{key}";
        var state = await new StateLoader(source).LoadAsync(party, keySubject, cancellation);
        return state.Key(keySubject)?.Standing(Now(), Now()) == KeyStanding.Good
            ? (new Caller(key, party, state), null)
            : (null, Refusal.Because(Reason.UnknownKey, "party", $"\"{party}\" has no key {key} in force"));
    }

    private static Refusal Invalid(string message) => Refusal.Because(Reason.ChallengeInvalid, "proof", message);

    private long Now() => UnixMicroseconds.Of(time.GetUtcNow());

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();
}
