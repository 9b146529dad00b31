using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Tool.Histories;

/// <summary>A file that proves a history: a <c>.tlog-proof</c>, or a HistoryBundle by itself.</summary>
internal sealed class ProofFile
{
    private readonly TlogProof? _proof;
    private readonly HistoryBundle? _bundle;

    private ProofFile(TlogProof? proof, HistoryBundle? bundle) => (_proof, _bundle) = (proof, bundle);

    /// <summary>The name of the log, as the file says: a name alone, which is no reason to believe it.</summary>
    public string Origin => _proof?.Checkpoint.Origin
        ?? (SignedNote.TryParse(_bundle!.Checkpoint.Span, out var note, out _) && Checkpoint.TryParse(note.Text, out var checkpoint, out _) ? checkpoint.Origin : "?");

    /// <summary>Reads a file; false where it is neither.</summary>
    public static bool TryRead(string path, out ProofFile? file, out IReadOnlyList<VerificationFailure> failures)
    {
        var bytes = Files.Read(path, TlogProof.MaxBytes);
        file = null;
        failures = [];
        if (bytes.AsSpan().StartsWith("c2sp.org/"u8))
        {
            if (TlogProof.TryParse(bytes, out var proof, out var problem))
            {
                file = new ProofFile(proof, null);
                return true;
            }

            failures = [new(VerificationRule.Form, "", null, null, problem)];
            return false;
        }

        if (HistoryProof.TryParse(bytes, out var bundle, out failures))
        {
            file = new ProofFile(null, bundle);
        }

        return file is not null;
    }

    /// <summary>Verifies it with no network.</summary>
    public bool TryVerify(TrustPolicy policy, bool thorough, out VerifiedHistory? history, out IReadOnlyList<VerificationFailure> failures) => _proof is not null
        ? HistoryProof.TryVerify(_proof, policy, thorough, out history, out failures)
        : HistoryProof.TryVerify(_bundle!, policy, thorough, out history, out failures);
}
