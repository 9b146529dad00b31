using System.Diagnostics.CodeAnalysis;

namespace Trace.Domain.Ledger;

/// <summary>A checkpoint that a policy believes.</summary>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="Note">Its note, with the signatures that were not asked for too.</param>
/// <param name="Log">The log that signed it.</param>
/// <param name="Cosignatures">The witnesses' signatures that hold, with their times.</param>
public sealed record VerifiedCheckpoint(Checkpoint Checkpoint, SignedNote Note, VerifierKey Log, IReadOnlyList<VerifiedSignature> Cosignatures);

/// <summary>
/// Which logs and witnesses somebody believes, and how many of these together (C2SP tlog-policy). A checkpoint is believed if one of the
/// logs signed it under its own origin and the quorum of witnesses cosigned it.
/// </summary>
public sealed class TrustPolicy
{
    /// <summary>The most logs, witnesses, and groups, each, that are read; the specification recommends at least 32.</summary>
    public const int MaxOfEach = 64;

    /// <summary>The longest policy that is read, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    internal TrustPolicy(string? ledger, IReadOnlyList<PolicyLog> logs, IReadOnlyList<PolicyWitness> witnesses, IReadOnlyList<Quorum.Group> groups, Quorum quorum)
    {
        Ledger = ledger;
        Logs = logs;
        Witnesses = witnesses;
        Groups = groups;
        Quorum = quorum;
    }

    /// <summary>The name of the ledger whose logs these are, from a comment line <c># ledger &lt;name&gt;</c>; null where there is none.</summary>
    public string? Ledger { get; }

    /// <summary>The trusted logs; may be none, where the application knows its log from elsewhere.</summary>
    public IReadOnlyList<PolicyLog> Logs { get; }

    /// <summary>All witnesses named, also those that the quorum does not ask for.</summary>
    public IReadOnlyList<PolicyWitness> Witnesses { get; }

    /// <summary>All groups named, members before those that they are members of, also those that the quorum does not ask for.</summary>
    public IReadOnlyList<Quorum.Group> Groups { get; }

    /// <summary>How many of the witnesses it takes.</summary>
    public Quorum Quorum { get; }

    /// <summary>The policy that believes one log by its signature alone.</summary>
    /// <param name="log">The log's key.</param>
    /// <param name="ledger">The ledger's name; null where it is not known.</param>
    public static TrustPolicy Of(VerifierKey log, string? ledger = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        return new(ledger, [new PolicyLog(log, null)], [], [], new Quorum.None());
    }

    /// <summary>The same witnesses, groups and quorum for other logs.</summary>
    /// <param name="ledger">The name of the logs' ledger; null where it is not known.</param>
    /// <param name="logs">The trusted logs.</param>
    public TrustPolicy For(string? ledger, params IReadOnlyList<PolicyLog> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        return new(ledger, [.. logs], Witnesses, Groups, Quorum);
    }

    /// <summary>The policy as a file, which reads as this policy again: the ledger in a comment, then logs, witnesses, groups and quorum, a line each.</summary>
    /// <param name="withUrls">Whether the addresses of logs and witnesses are written too; nobody needs them to verify.</param>
    public string Format(bool withUrls = true) => PolicyText.Of(this, withUrls);

    /// <summary>Reads a policy.</summary>
    /// <param name="bytes">The file: octets, of which those above ASCII mean nothing but themselves.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="problem">The rule that it breaks, with the number of the line.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TrustPolicy? policy, [NotNullWhen(false)] out string? problem) =>
        new TrustPolicyParser().TryParse(bytes, out policy, out problem);

    /// <summary>Reads a policy.</summary>
    /// <exception cref="FormatException">It breaks a rule of the format; the message begins with the number of the line.</exception>
    public static TrustPolicy Parse(ReadOnlySpan<byte> bytes) =>
        TryParse(bytes, out TrustPolicy? policy, out string? problem) ? policy : throw new FormatException(problem);

    /// <summary>Whether these cosigners satisfy the quorum.</summary>
    public bool IsSatisfiedBy(IReadOnlySet<VerifierKey> cosigners) => Quorum.IsSatisfiedBy(cosigners);

    /// <summary>The witnesses that have not cosigned and whose cosignature could still satisfy the quorum; none where it is satisfied.</summary>
    public IReadOnlyList<PolicyWitness> Missing(IReadOnlySet<VerifierKey> cosigners)
    {
        var missing = new List<PolicyWitness>();
        Quorum.AddMissing(cosigners, missing);
        return missing;
    }

    /// <summary>Reads a checkpoint's note and checks it by this policy.</summary>
    public bool TryVerify(
        ReadOnlySpan<byte> note, [NotNullWhen(true)] out VerifiedCheckpoint? verified, [NotNullWhen(false)] out NoteRefusal? refusal)
    {
        if (SignedNote.TryParse(note, out SignedNote? parsed, out string? problem))
        {
            return TryVerify(parsed, out verified, out refusal);
        }

        verified = null;
        refusal = new(NoteRefusalReason.Malformed, problem);
        return false;
    }

    /// <summary>Checks a checkpoint's note by this policy and its logs.</summary>
    public bool TryVerify(SignedNote note, [NotNullWhen(true)] out VerifiedCheckpoint? verified, [NotNullWhen(false)] out NoteRefusal? refusal) =>
        TryVerify(note, [.. Logs.Select(log => log.Key)], out verified, out refusal);

    /// <summary>Checks a checkpoint's note by this policy's witnesses and the given logs, in place of its own.</summary>
    /// <param name="note">The checkpoint's note.</param>
    /// <param name="logs">Keys of the logs that are believed; a checkpoint's origin is the name of the key that signed it.</param>
    /// <param name="verified">The checkpoint and who signed it.</param>
    /// <param name="refusal">Why it is not believed; where the quorum is missing, which witnesses would help.</param>
    public bool TryVerify(
        SignedNote note,
        IReadOnlyList<VerifierKey> logs,
        [NotNullWhen(true)] out VerifiedCheckpoint? verified,
        [NotNullWhen(false)] out NoteRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(logs);
        verified = null;
        if (!Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint, out string? problem))
        {
            refusal = new(NoteRefusalReason.Malformed, problem);
            return false;
        }

        if (!NoteVerifier.TryOpen(note, [.. logs, .. Witnesses.Select(witness => witness.Key)], out OpenedNote? opened, out refusal))
        {
            return false;
        }

        // A trusted log speaks for its own origin alone.
        if (opened.Verified.FirstOrDefault(s => s.Key.Name == checkpoint.Origin && logs.Contains(s.Key)) is not { Key: var log })
        {
            refusal = new(NoteRefusalReason.UnknownLog, $"checkpoint of \"{checkpoint.Origin}\" is not signed by a trusted log of that name");
            return false;
        }

        var witnesses = Witnesses.Select(witness => witness.Key).ToHashSet();
        VerifiedSignature[] cosignatures = [.. opened.Verified.Where(s => witnesses.Contains(s.Key))];
        var cosigners = cosignatures.Select(s => s.Key).ToHashSet();
        if (!IsSatisfiedBy(cosigners))
        {
            string missing = string.Join(", ", Missing(cosigners).Select(witness => witness.Name));
            string also = opened.Unchecked.Count == 0 ? "" : $"; {opened.Unchecked.Count} signatures of a type that this verifier does not check";
            refusal = new(NoteRefusalReason.QuorumMissing, $"quorum {Quorum.Name} is not met: not cosigned by {missing}{also}");
            return false;
        }

        verified = new(checkpoint, note, log, cosignatures);
        refusal = null;
        return true;
    }
}
