using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>
/// A whole history as one <c>.tlog-proof</c> (wire format, section 6): index and hashes are those of the subject's newest entry, and the
/// <c>extra</c> line holds the <see cref="HistoryBundle"/>, so that everything can be checked with no network.
/// </summary>
public static class HistoryProof
{
    /// <summary>The largest bundle, in bytes, whose proof is read: a proof holds it in base64, beside a note and hashes.</summary>
    public const int MaxBundleBytes = (TlogProof.MaxBytes - (64 * 1024)) / 4 * 3;

    /// <summary>Makes the proof of a history. Nothing is verified here.</summary>
    /// <param name="bundle">A whole history with its evidence, and an inclusion proof of its newest entry.</param>
    /// <exception cref="ArgumentException">The bundle is empty, holds no proof of its newest entry, or is too large for a proof to be read again.</exception>
    /// <exception cref="FormatException">Its entries, proofs or checkpoint are malformed.</exception>
    public static TlogProof Create(HistoryBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (bundle.History is not { Entries.Count: > 0, Proofs.Count: > 0 })
        {
            throw new ArgumentException("a history's proof needs its entries and the inclusion proof of the newest", nameof(bundle));
        }

        var newest = bundle.History.Proofs[^1];
        var hashes = newest.Hashes.Select(hash => hash.Length == Hash256.Size ? Hash256.From(hash.Span) : throw new FormatException($"a proof's hashes have {Hash256.Size} bytes; one has {hash.Length}"));
        var proof = new TlogProof(bundle.ToByteArray(), (long)newest.Index, [.. hashes], SignedNote.Parse(NoteOf(bundle).Span));
        return proof.ToBytes().Length <= TlogProof.MaxBytes
            ? proof
            : throw new ArgumentException($"a proof has at most {TlogProof.MaxBytes} bytes; this history's would have more", nameof(bundle));
    }

    /// <summary>Verifies a history's proof: the note, the newest entry's inclusion, and every byte of the bundle (<see cref="HistoryVerifier"/>).</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="policy">Which log and witnesses are believed; where it names no ledger, entry 0 does.</param>
    /// <param name="thorough">Whether each entry of the history needs an inclusion proof of its own.</param>
    /// <param name="history">The history, where all holds.</param>
    /// <param name="failures">What does not hold; empty where all does.</param>
    public static bool TryVerify(
        TlogProof proof, TrustPolicy policy, bool thorough, [NotNullWhen(true)] out VerifiedHistory? history, out IReadOnlyList<VerificationFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(proof);
        history = null;
        if (!TryParse(proof.Extra.Span, out var bundle, out failures))
        {
            return false;
        }

        if (!TryVerify(bundle, policy, thorough, out var verified, out failures))
        {
            return false;
        }

        // A history of which nothing was said since the log before ended is proven by that one's checkpoint.
        var newest = verified.Entries[^1].Entry;
        if (!(newest.IsOfPredecessor ? verified.Predecessor! : verified.Checkpoint).Note.ToBytes().AsSpan().SequenceEqual(proof.Note.ToBytes()))
        {
            failures = [new(VerificationRule.Checkpoint, "", null, null, "the bundle's checkpoint is another than the proof's")];
            return false;
        }

        if ((ulong)proof.Index != newest.Index || !proof.TryVerify(policy, newest.LeafHash, out _, out _))
        {
            failures = [HistoryVerifier.Failure(VerificationRule.Inclusion, newest, $"the proof's own index {proof.Index} and hashes do not lead from the newest entry to the checkpoint's root")];
            return false;
        }

        history = verified;
        return true;
    }

    /// <summary>Verifies a bundle by itself, where the ledger's name is the policy's, or else that of entry 0, which the log's key vouches for.</summary>
    /// <param name="bundle">A whole history with its evidence.</param>
    /// <param name="policy">Which log and witnesses are believed; where it names no ledger, entry 0 does.</param>
    /// <param name="thorough">Whether each entry of the history needs an inclusion proof of its own.</param>
    /// <param name="history">The history, where all holds.</param>
    /// <param name="failures">What does not hold; empty where all does.</param>
    public static bool TryVerify(
        HistoryBundle bundle, TrustPolicy policy, bool thorough, [NotNullWhen(true)] out VerifiedHistory? history, out IReadOnlyList<VerificationFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(policy);
        if ((policy.Ledger ?? LedgerOf(bundle)) is { Length: > 0 } ledger)
        {
            return HistoryVerifier.TryVerify(bundle, policy, ledger, thorough, out history, out failures);
        }

        history = null;
        failures = [new(VerificationRule.Genesis, SubjectKey.Genesis.Value, 0, null, "the evidence lacks entry 0, on which every key rests")];
        return false;
    }

    /// <summary>Reads a bundle; false where the bytes are not the only encoding of one, so that none of them says nothing.</summary>
    /// <param name="bytes">The serialised bundle.</param>
    /// <param name="bundle">The bundle, unverified.</param>
    /// <param name="failures">What is wrong; empty where nothing is.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out HistoryBundle? bundle, out IReadOnlyList<VerificationFailure> failures)
    {
        bundle = null;
        try
        {
            var parsed = HistoryBundle.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
            if (parsed.ToByteArray().AsSpan().SequenceEqual(bytes))
            {
                bundle = parsed;
                failures = [];
                return true;
            }

            failures = [new(VerificationRule.Form, "", null, null, "the bundle holds bytes that say nothing: it is not the only encoding of a HistoryBundle")];
        }
        catch (InvalidProtocolBufferException problem)
        {
            failures = [new(VerificationRule.Form, "", null, null, $"no HistoryBundle: {problem.Message}")];
        }

        return false;
    }

    // Of the log in which the newest entry stands.
    private static ByteString NoteOf(HistoryBundle bundle) => bundle.History.Predecessor?.Entries == (ulong)bundle.History.Entries.Count
        ? bundle.Evidence.Append(bundle.History).Where(chain => chain.Subject == SubjectKey.Genesis.Value && chain.Entries.Count > 0)
            .Select(chain => RecordedEntry.TryRead(chain.Entries[^1], out var genesis, out _) ? genesis!.Statement.Message.Genesis?.Predecessor?.Checkpoint : null)
            .FirstOrDefault() ?? throw new ArgumentException("a history in the log before needs the Genesis that names its checkpoint", nameof(bundle))
        : bundle.Checkpoint;

    // Read without belief; a wrong name makes the statements' own check fail.
    private static string? LedgerOf(HistoryBundle bundle)
    {
        var genesis = bundle.Evidence.Append(bundle.History).FirstOrDefault(chain => chain?.Subject == SubjectKey.Genesis.Value);
        return genesis is { Entries: [var first, ..] } && RecordedEntry.TryRead(first, out var entry, out _) ? entry!.Statement.Message.Ledger : null;
    }
}
