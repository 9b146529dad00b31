using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>Collects signatures to be checked, with the keys that earlier entries brought in; each key is imported once.</summary>
internal sealed class SignatureChecks
{
    // Fewer are done before other threads have begun.
    private const int WorthSharing = 8;

    private readonly Dictionary<Hash256, Ed25519PublicKey?> _keys = [];
    private readonly List<(RecordedEntry Entry, IReadOnlyList<Ed25519PublicKey?> Keys)> _signed = [];
    private readonly List<RecordedEntry> _possessions = [];

    /// <summary>Makes the keys that a statement brings in known.</summary>
    public void Name(ParsedStatement statement)
    {
        foreach (var (id, key) in NamedKeys.In(statement))
        {
            // A key of an algorithm that is not known here verifies nothing here.
            _keys.TryAdd(id, key.Algorithm == Algorithm.Ed25519 && Ed25519PublicKey.TryImport(key.Key.Span, out var imported) ? imported : null);
        }
    }

    /// <summary>Puts down an entry's signature to be checked; or says that its key is not known, or that there are not as many as there must be.</summary>
    public VerificationFailure? Add(RecordedEntry entry)
    {
        // A successor log's Genesis is signed by recovery key and registrar both, the one exception.
        var genesis = entry.Statement.Message.Genesis;
        Hash256[] signers = entry.Index == 0 && genesis?.Predecessor is not null
            ? [entry.Statement.Key, KeyId.Of(genesis.RecoveryKey)]
            : [entry.Statement.Key];
        if (entry.Signatures.Count != signers.Length)
        {
            return HistoryVerifier.Failure(VerificationRule.Signature, entry, $"{signers.Length} signatures are wanted; {entry.Signatures.Count} came", Reason.SignaturesNotOne);
        }

        var keys = new List<Ed25519PublicKey?>();
        foreach (var signer in signers)
        {
            if (!_keys.TryGetValue(signer, out var key))
            {
                return HistoryVerifier.Failure(VerificationRule.Key, entry, $"no entry before it brought in the key {signer}", Reason.UnknownKey);
            }

            keys.Add(key);
        }

        _signed.Add((entry, keys));
        return null;
    }

    /// <summary>Puts down the possessions of the keys that an entry's statement brings in.</summary>
    public void AddPossessions(RecordedEntry entry)
    {
        if (Possessions.Of(entry.Statement).Count > 0)
        {
            _possessions.Add(entry);
        }
    }

    /// <summary>Checks all, and gives what does not hold.</summary>
    public IEnumerable<VerificationFailure> Run()
    {
        var found = new VerificationFailure?[_signed.Count + _possessions.Count];
        if (found.Length < WorthSharing)
        {
            for (var i = 0; i < found.Length; i++)
            {
                found[i] = Check(i);
            }
        }
        else
        {
            Parallel.For(0, found.Length, i => found[i] = Check(i));
        }

        return found.OfType<VerificationFailure>();
    }

    private VerificationFailure? Check(int i) => i < _signed.Count ? CheckSigned(_signed[i].Entry, _signed[i].Keys) : CheckPossession(_possessions[i - _signed.Count]);

    private static VerificationFailure? CheckSigned(RecordedEntry entry, IReadOnlyList<Ed25519PublicKey?> keys)
    {
        var message = SignatureContexts.Statement(entry.Statement.Bytes.Span);
        return keys.All(key => key is not null && entry.Signatures.Any(signature => key.Verify(message, signature.Span)))
            ? null
            : HistoryVerifier.Failure(VerificationRule.Signature, entry, $"the signature is not that of the key {entry.Statement.Key} over this statement", Reason.SignatureInvalid);
    }

    private static VerificationFailure? CheckPossession(RecordedEntry entry) => Possessions.Check(entry.Statement) is { } refusal
        ? HistoryVerifier.Failure(VerificationRule.Possession, entry, refusal.Message, refusal.Reason)
        : null;
}
