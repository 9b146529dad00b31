using Google.Protobuf;
using Npgsql;
using Trace.Api.Challenges;
using Trace.Api.Ledger;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Disclosures;

/// <summary>
/// Content of commitments, kept beside the log: uploaded by whoever holds it with its key, handed to those whom the product model lets read it,
/// deleted at its author's request, or by a registrar's Erasure. Deleting content and key erases, and every proof stays valid.
/// </summary>
public sealed class DisclosureDesk(LogOptions options, NpgsqlDataSource source, DisclosureStore store, FirstCommitments first, HistoryReader histories, KeyDirectory keys, ChallengeDesk challenges, TimeProvider time)
{
    /// <summary>The most bytes that are kept for one key of no party.</summary>
    public const long MostBytesOfAKey = 32 * 1024 * 1024;

    private static readonly TimeSpan ErasureWindow = TimeSpan.FromMinutes(5);

    /// <summary>Takes an upload, or answers a reader.</summary>
    /// <param name="request">Which commitment, and what to do.</param>
    /// <param name="method">The method's full name, which a challenge is signed for.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<DiscloseResponse> DiscloseAsync(DiscloseRequest request, string method, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (statement, commitment) = await FindAsync(request.Identity, request.Path, cancellation);
        switch (request.ActionCase)
        {
            case DiscloseRequest.ActionOneofCase.Upload:
                await UploadAsync(request, statement, commitment, cancellation);
                return new DiscloseResponse { MediaType = commitment.MediaType };
            case DiscloseRequest.ActionOneofCase.Read:
                await RequireReaderAsync(request.Read, method, statement, cancellation);
                return new DiscloseResponse { Disclosure = await ReadAsync(commitment, cancellation), MediaType = commitment.MediaType };
            default:
                throw Refuse(Reason.FieldRequired, "action", "a call uploads or reads");
        }
    }

    /// <summary>Deletes content and key at the request of whose they are: the party, by any key that is good for it now; a buyer or author by theirs.</summary>
    /// <param name="request">Which commitment, with a signature over Erasure.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task EraseAsync(EraseRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (statement, commitment) = await FindAsync(request.Identity, request.Path, cancellation);
        var now = UnixMicroseconds.Of(time.GetUtcNow());
        if (TimeSpan.FromMicroseconds(Math.Abs(request.Time - now)) > ErasureWindow)
        {
            throw Refuse(Reason.FieldOutOfBounds, "time", "an erasure's time is within 5 minutes of the ledger's");
        }

        var message = SignatureContexts.Erasure(options.Ledger, Hash256.From(commitment.Digest.Span), request.Time);
        if (!(await EraserAsync(statement, request.Key, now, cancellation)).Verify(message, request.Signature.Span))
        {
            throw Refuse(Reason.NotPermitted, "signature", request.Key.IsEmpty
                ? "this is no signature of the key that signed the statement, or wrote the Report; another key of the party is named in the field key"
                : "this is no signature of the key that is named");
        }

        await store.EraseAsync(commitment.Digest.ToByteArray(), cancellation);
    }

    private async Task UploadAsync(DiscloseRequest request, ParsedStatement statement, Commitment commitment, CancellationToken cancellation)
    {
        var upload = request.Upload;
        if (upload.Key.Length != CommitmentDigest.KeyBytes || upload.Content.Length != (int)commitment.Size
            || CommitmentDigest.Compute(upload.Key.Span, options.Ledger, statement.Rules.Descriptor.FullName, request.Path, upload.Content.Span) != Hash256.From(commitment.Digest.Span))
        {
            throw Refuse(Reason.CommitmentMismatch, "upload", "content and key are not those that the statement commits to");
        }

        if (AuthoredContent.Check(commitment.MediaType, upload.Content.Span) is { } unfit)
        {
            throw RefusalStatus.ToException(unfit);
        }

        // Registered parties are known; a buyer's or author's key is anybody's.
        var author = (statement.Message.Report is { } report ? KeyId.Of(report.AuthorKey) : statement.KeySubject is null ? statement.Key : (Hash256?)null)?.ToArray();
        if (author is not null)
        {
            await RequireRoomAsync(author, upload.Content.Length, cancellation);
        }

        if (!await store.KeepAsync(commitment.Digest.ToByteArray(), commitment.MediaType, upload, author, cancellation))
        {
            throw Refuse(Reason.Erased, "path", "this content was erased and is not taken again");
        }
    }

    // The intake key signs what others wrote, and a buyer's key stands alone: of these there is one each.
    private async Task<Ed25519PublicKey> EraserAsync(ParsedStatement statement, ByteString named, long now, CancellationToken cancellation)
    {
        if (named.Length is not (0 or Hash256.Size))
        {
            throw Refuse(Reason.FieldOutOfBounds, "key", $"a key id has {Hash256.Size} bytes; {named.Length} came");
        }

        var report = statement.Message.Report;
        if (report is null && statement.KeySubject is not null)
        {
            return await PartysAsync(statement, named.IsEmpty ? statement.Key : Hash256.From(named.Span), now, cancellation);
        }

        var author = report is null ? statement.Key : KeyId.Of(report.AuthorKey);
        if (!named.IsEmpty && Hash256.From(named.Span) != author)
        {
            throw Refuse(Reason.NotPermitted, "key", "what a buyer or author wrote is erased by his own key alone");
        }

        return (report is null ? await keys.FindAsync(statement, cancellation) : Imported(report.AuthorKey)) ?? throw Refuse(Reason.UnknownKey, "key", $"no key {author} is known");
    }

    private async Task<Ed25519PublicKey> PartysAsync(ParsedStatement statement, Hash256 key, long now, CancellationToken cancellation)
    {
        Refusal? refusal = null;
        foreach (var party in Erasers.Parties(statement))
        {
            var keySubject = $"{party}/key/{key}";
            var state = await new StateLoader(source).LoadAsync(party, keySubject, cancellation);
            var problem = Erasers.Check(statement, party, key, state, now);
            if (problem is null)
            {
                return Imported(state.Key(keySubject)!.Key) ?? throw Refuse(Reason.UnknownKey, "key", $"key {key} is no Ed25519 key");
            }

            // Why the key of one party may not says more than that the other party has none such.
            refusal = refusal is null or { Reason: Reason.UnknownKey } ? problem : refusal;
        }

        throw RefusalStatus.ToException(refusal!);
    }

    private static Ed25519PublicKey? Imported(PublicKey key) => Ed25519PublicKey.TryImport(key.Key.Span, out var imported) ? imported : null;

    private async Task RequireRoomAsync(byte[] author, int more, CancellationToken cancellation)
    {
        if (await store.BytesOfAsync(author, cancellation) + more > MostBytesOfAKey)
        {
            throw Refuse(Reason.TooLarge, "upload", $"one buyer's or author's key keeps at most {MostBytesOfAKey} bytes here; erasing makes room");
        }
    }

    private async Task<Disclosure> ReadAsync(Commitment commitment, CancellationToken cancellation)
    {
        var found = await store.FindAsync([commitment.Digest.ToByteArray()], cancellation);
        return found.Count == 0 ? throw Refuse(Reason.NotFound, "path", "the content of this commitment was not uploaded")
            : found.Values.Single().Disclosure ?? throw Refuse(Reason.Erased, "path", "the content of this commitment was erased");
    }

    private async Task RequireReaderAsync(ChallengeResponse proof, string method, ParsedStatement statement, CancellationToken cancellation)
    {
        var (caller, refusal) = await challenges.VerifyAsync(proof, method, statement.Subject.Value, cancellation);
        if (refusal is not null)
        {
            throw RefusalStatus.ToException(refusal);
        }

        var state = await new StateLoader(source).LoadAsync([statement], [], cancellation);
        var may = caller!.Party.Length > 0
            ? Readers.MayRead(statement, caller.Party, caller.State.Party(caller.Party), state)
            : Readers.MayRead(statement, caller.Key, await NamingAsync(state, statement, caller.Key, cancellation), state);
        if (!may)
        {
            throw Refuse(Reason.NotPermitted, "read", "this content is for the parties of the statement, the platform, inspectors and the buyer");
        }
    }

    // What named a key first on the statement's subject, and the first use of the code where that is an Opening.
    private async Task<RecordedEntry?> NamingAsync(LedgerState state, ParsedStatement statement, Hash256 key, CancellationToken cancellation)
    {
        if (await FirstUseAsync(Uses.Naming(statement.Subject.Value, key), cancellation) is not { } naming)
        {
            return null;
        }

        if (naming.Statement.Kind == Statement.PayloadOneofCase.Opening && await FirstUseAsync(StateNeeds.ClaimOf(naming), cancellation) is { } first)
        {
            state.Put(StateNeeds.ClaimOf(naming), new Use(first.Index, first.LeafHash));
        }

        return naming;
    }

    private async Task<RecordedEntry?> FirstUseAsync(Hash256 use, CancellationToken cancellation)
    {
        await using var select = source.CreateCommand("SELECT m.bdata FROM ledger.log_use u JOIN ledger.mt_events m ON m.seq_id = u.index + 1 WHERE u.use = $1");
        select.Parameters.AddWithValue(use.ToArray());
        return await select.ExecuteScalarAsync(cancellation) is byte[] bytes ? RecordedEntry.Parse(UnsafeByteOperations.UnsafeWrap(bytes)) : null;
    }

    private async Task<(ParsedStatement Statement, Commitment Commitment)> FindAsync(ByteString identity, string path, CancellationToken cancellation)
    {
        if (await histories.EntryAsync(new GetEntryRequest { Identity = identity, At = At.Signed }, cancellation) is not { } recorded)
        {
            throw Refuse(Reason.NotFound, "identity", "no such statement is recorded");
        }

        var statement = RecordedEntry.Parse(recorded.Entry).Statement;
        var commitment = Commitments.At(statement, path) ?? throw Refuse(Reason.NotFound, "path", $"this {statement.Kind} holds no commitment at \"{path}\"");
        return (await first.FindAsync([commitment.Digest.ToByteArray()], cancellation)).GetValueOrDefault(Hash256.From(commitment.Digest.Span)) == statement.Identity
            ? (statement, commitment)
            : throw Refuse(Reason.NotFound, "path", "an earlier statement committed to this first, and what it is to is kept for that one");
    }

    private static RefusedCallException Refuse(Reason reason, string field, string message) => RefusalStatus.ToException(Refusal.Because(reason, field, message));
}
