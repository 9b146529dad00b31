using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>The signatures of an entry: who must have signed, and whether they did.</summary>
public static class EntrySignatures
{
    /// <summary>Key ids of those whose signatures an entry carries, no more and no fewer.</summary>
    /// <param name="entry">The entry.</param>
    public static IReadOnlyList<Hash256> Signers(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);

        // A successor log's Genesis is signed by recovery key and registrar both, the one exception.
        return entry.Index == 0 && entry.Statement.Message.Genesis is { Predecessor: not null } genesis
            ? [entry.Statement.Key, KeyId.Of(genesis.RecoveryKey)]
            : [entry.Statement.Key];
    }

    /// <summary>Says that there are not as many signatures as there must be; null where there are.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="signers">Of <see cref="Signers"/>.</param>
    public static VerificationFailure? CheckCount(RecordedEntry entry, IReadOnlyList<Hash256> signers)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(signers);
        return entry.Signatures.Count == signers.Count
            ? null
            : HistoryVerifier.Failure(VerificationRule.Signature, entry, $"{signers.Count} signatures are wanted; {entry.Signatures.Count} came", Reason.SignaturesNotOne);
    }

    /// <summary>Says that no entry before it brought in a key that signs.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="signer">The key's id.</param>
    public static VerificationFailure NotBroughtIn(RecordedEntry entry, Hash256 signer) =>
        HistoryVerifier.Failure(VerificationRule.Key, entry, $"no entry before it brought in the key {signer}", Reason.UnknownKey);

    /// <summary>A public key as signatures are checked with it; null for one that verifies nothing here.</summary>
    /// <param name="key">A key that an entry brought in.</param>
    public static Ed25519PublicKey? Import(PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Algorithm == Algorithm.Ed25519 && Ed25519PublicKey.TryImport(key.Key.Span, out var imported) ? imported : null;
    }

    /// <summary>Checks the signatures: each key's over the statement, one Ed25519 verification a key. Safe for many threads.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="keys">The keys of <see cref="Signers"/>; null for one that verifies nothing here.</param>
    public static VerificationFailure? Check(RecordedEntry entry, IReadOnlyList<Ed25519PublicKey?> keys)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(keys);
        var message = SignatureContexts.Statement(entry.Statement.Bytes.Span);
        foreach (var key in keys)
        {
            if (key is null || !IsSigned(entry, key, message))
            {
                return HistoryVerifier.Failure(VerificationRule.Signature, entry, $"the signature is not that of the key {entry.Statement.Key} over this statement", Reason.SignatureInvalid);
            }
        }

        return null;
    }

    private static bool IsSigned(RecordedEntry entry, Ed25519PublicKey key, byte[] message)
    {
        foreach (var signature in entry.Signatures)
        {
            if (key.Verify(message, signature.Span))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Checks that each key which a statement brings in is held by whom it is for, and that none is weak. Safe for many threads.</summary>
    /// <param name="entry">An entry whose statement is within its bounds.</param>
    public static VerificationFailure? CheckPossessions(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Possessions.Check(entry.Statement) is { } refusal
            ? HistoryVerifier.Failure(VerificationRule.Possession, entry, refusal.Message, refusal.Reason)
            : null;
    }
}
