using Trace.Domain.Statements;

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
            _keys.TryAdd(id, EntrySignatures.Import(key));
        }
    }

    /// <summary>Puts down an entry's signature to be checked; or says that its key is not known, or that there are not as many as there must be.</summary>
    public VerificationFailure? Add(RecordedEntry entry)
    {
        var signers = EntrySignatures.Signers(entry);
        if (EntrySignatures.CheckCount(entry, signers) is { } miscounted)
        {
            return miscounted;
        }

        var keys = new List<Ed25519PublicKey?>();
        foreach (var signer in signers)
        {
            if (!_keys.TryGetValue(signer, out var key))
            {
                return EntrySignatures.NotBroughtIn(entry, signer);
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

    private VerificationFailure? Check(int i) => i < _signed.Count
        ? EntrySignatures.Check(_signed[i].Entry, _signed[i].Keys)
        : EntrySignatures.CheckPossessions(_possessions[i - _signed.Count]);
}
