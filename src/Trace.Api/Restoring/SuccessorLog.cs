using System.Security.Cryptography;
using Google.Protobuf;
using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Restoring;

/// <summary>
/// Begins a log behind one that can't go on: a new key, a new origin, and a Genesis that names the last known checkpoint of the log before, signed by
/// registrar and recovery key. From then on the service's start is its ordinary one.
/// </summary>
/// <remarks>Each step is left out where it was done, so that the same call goes on after a crash: handover, key, Genesis, anchor, note.</remarks>
/// <param name="settings">The service's settings: where its keys and its anchor lie, and what it is called.</param>
/// <param name="source">A store that was restored, and on which no service runs.</param>
internal sealed class SuccessorLog(TraceSettings settings, NpgsqlDataSource source)
{
    private const string Holder = "succession";

    // The bounds of the field in Genesis.
    private static readonly int MaxNoteBytes = (int)FieldBounds.Of(Predecessor.Descriptor.FindFieldByNumber(Predecessor.CheckpointFieldNumber)).Max;

    private readonly EntryStore _store = new(source);

    /// <summary>Begins it.</summary>
    /// <param name="policy">Under which the log before is believed.</param>
    /// <param name="before">The last checkpoint that is known of it.</param>
    /// <param name="recovery">The recovery key.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The new log's key.</returns>
    /// <exception cref="StartRefusedException">The log before can go on itself, or a rule is broken.</exception>
    public async Task<VerifierKey> BeginAsync(TrustPolicy policy, VerifiedCheckpoint before, Ed25519Signer recovery, CancellationToken cancellation)
    {
        var note = Fitting(policy, before);
        RequireNoWayOn(before);
        await new Handover(source).RunAsync(before, cancellation);
        SetAside(before.Log);
        using var keys = LedgerKeys.Load(settings);
        var head = await _store.LeadAsync(0, Holder, cancellation);
        if (head.Size == 0)
        {
            head = await FoundAsync(keys, before.Checkpoint.Origin, note, recovery, head, cancellation);
        }

        var options = LogOptions.Load(settings, keys, source);
        if (head.Size != 1 || !options.Origin.EndsWith($"/{options.Prefix}", StringComparison.Ordinal))
        {
            throw new StartRefusedException($"This database holds the log \"{options.Origin}\" of {head.Size} entries already: start the service with that log's own keys.");
        }

        await Task.Run(() => new Anchor(settings.Anchor, options.Prefix).Advance(new AnchoredHead(head.Size, head.Root, head.Epoch)), cancellation);
        await _store.FinishRestoreAsync(head, options.Signer.Sign(new Checkpoint(options.Origin, head.Size, head.Root)).ToBytes(), cancellation);
        return options.Signer.VerifierKey;
    }

    private async Task<LogHead> FoundAsync(LedgerKeys keys, string origin, byte[] note, Ed25519Signer recovery, LogHead head, CancellationToken cancellation)
    {
        var loader = new StateLoader(source);
        var ledger = await LedgerAsync(cancellation);
        var signed = Genesis(keys, ledger, origin, note, recovery);
        if (ParsedStatement.Parse(signed.Statement, out var statement) is { } malformed)
        {
            throw Refused(malformed);
        }

        var recordedAt = Math.Max(UnixMicroseconds.Of(DateTimeOffset.UtcNow), head.RecordedAt);
        var state = await loader.LoadAsync([statement!], [], cancellation);
        if ((statement!.CheckRules(ledger) ?? Possessions.Check(statement) ?? Judgement.Judge(statement, state, recordedAt, RuleScope.Log)) is { } refusal)
        {
            throw Refused(refusal);
        }

        var entry = RecordedEntry.Write(0, recordedAt, EntryLinks.Next(statement, state), statement, signed.Signatures);
        var edge = new TileEdge();
        edge.Append([entry.LeafHash]);
        var snapshot = edge.Snapshot();
        var after = new LogHead(snapshot.Size, snapshot.Root(), head.Epoch, recordedAt);
        await _store.WriteAsync(head, after, [entry], [], cancellation);
        return after;
    }

    private SignedStatement Genesis(LedgerKeys keys, string ledger, string origin, byte[] note, Ed25519Signer recovery)
    {
        var subject = Domain.Barcodes.SubjectKey.Genesis.Value;
        var statement = new Statement
        {
            Ledger = ledger,
            Subject = subject,
            Party = keys.Registrar.Party,
            Time = UnixMicroseconds.Of(DateTimeOffset.UtcNow),
            Nonce = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)),
            Genesis = new Genesis
            {
                Origin = $"{settings.PublicUrl?.Host ?? "trace.localhost"}/{KeyId.Of(keys.Log.PublicKey).ToString()[..8]}",
                Registrar = keys.Registrar.Party,
                RegistrarKey = keys.Registrar.PublicKey,
                RegistrarPossession = StatementSigner.Possession(ledger, subject, keys.Registrar.Signer),
                RecoveryKey = StatementSigner.PublicKeyOf(recovery),
                RecoveryPossession = StatementSigner.Possession(ledger, subject, recovery),
                Predecessor = new Predecessor { Origin = origin, Checkpoint = ByteString.CopyFrom(note) },
            },
        };
        var signed = StatementSigner.Sign(statement, keys.Registrar.Signer);
        signed.Signatures.Add(ByteString.CopyFrom(recovery.Sign(SignatureContexts.Statement(signed.Statement.Span))));
        return signed;
    }

    private async Task<string> LedgerAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT bdata FROM ledger.mt_events WHERE stream_id = 'log/genesis' ORDER BY seq_id LIMIT 1");
        return RecordedEntry.Parse(ByteString.CopyFrom((byte[])(await command.ExecuteScalarAsync(cancellation))!)).Statement.Message.Ledger;
    }

    // As many cosignatures as fit, the short ones first, as long as the policy still believes it.
    private static byte[] Fitting(TrustPolicy policy, VerifiedCheckpoint before)
    {
        var signatures = before.Note.Signatures.OrderBy(signature => signature.Name != before.Log.Name).ThenBy(signature => signature.Bytes.Length).ToList();
        while (new SignedNote(before.Note.Text, signatures).ToBytes().Length > MaxNoteBytes)
        {
            signatures.RemoveAt(signatures.Count - 1);
        }

        var note = new SignedNote(before.Note.Text, signatures).ToBytes();
        return policy.TryVerify(note, out _, out var refusal)
            ? note
            : throw new StartRefusedException($"The last checkpoint of \"{before.Checkpoint.Origin}\" with its cosignatures has more than the {MaxNoteBytes} bytes that Genesis holds, and with fewer it is not believed: {refusal.Problem}");
    }

    // Two logs of one ledger, where one is enough, would be a second history.
    private void RequireNoWayOn(VerifiedCheckpoint before)
    {
        if (OldKey(before.Log) is not { } prefix || new Anchor(settings.Anchor, prefix) is not { } anchor || anchor.Read() is not { } anchored || anchored.Size > before.Checkpoint.Size)
        {
            return;
        }

        throw new StartRefusedException($"The anchor {anchor.Location} holds size {anchored.Size}, and {before.Checkpoint.Size} entries are there: nothing is lost, and the log \"{before.Checkpoint.Origin}\" goes on by itself. Start the service.");
    }

    // The new log has a key of its own; the old one is kept, because what it signed is still to be explained.
    private void SetAside(VerifierKey old)
    {
        if (OldKey(old) is { } prefix)
        {
            File.Move(KeyFile, Path.Combine(Path.GetDirectoryName(KeyFile)!, $"{prefix}.log.key"));
        }
    }

    private string KeyFile => Path.Combine(settings.Data, "keys", "log.key");

    // The prefix of the log before, where its key still is the one in use here.
    private string? OldKey(VerifierKey old)
    {
        if (!File.Exists(KeyFile))
        {
            return null;
        }

        using var key = KeyText.Parse(File.ReadAllText(KeyFile), out _);
        return key.PublicKey.Span.SequenceEqual(old.Key.Span) ? KeyId.Of(StatementSigner.PublicKeyOf(key)).ToString()[..8] : null;
    }

    private static StartRefusedException Refused(Refusal refusal) => new($"No log can be begun so: {refusal.Reason}: {refusal.Message}");
}
