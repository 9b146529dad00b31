using Marten;
using Npgsql;
using Trace.Domain.Ledger;

namespace Trace.Api.Ledger;

/// <summary>
/// The start, which is the same after a crash as after an ordered stop: the tree from stored tiles and fewer than 256 leaf hashes, compared with
/// head and anchor; then the lead, the anchor, a signed checkpoint. A head that lies behind its anchor, or beside it, is served and never signed.
/// What a running server does after a commit whose outcome it does not know is the second half of the same.
/// </summary>
public sealed class LogStart(
    LogOptions options, IDocumentStore marten, NpgsqlDataSource source, EntryStore store, Anchor anchor, TileReader tiles,
    Checkpoints checkpoints, ReadCaches caches, LogStanding standing, ILogger<LogStart> logger)
{
    private long _epoch;

    /// <summary>Whether this server writes, and if not, why.</summary>
    public LogStanding Standing => standing;

    /// <summary>Reads tiles.</summary>
    public TileReader Tiles => tiles;

    /// <summary>Makes the schema, compares what is stored with the anchor, and takes the lead, or stays read-only.</summary>
    /// <param name="cancellation">Stops it.</param>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        await LedgerSchema.ApplyAsync(marten, source, cancellation);
        try
        {
            // In this order: whoever leads still moves the head first, and the anchor after it.
            var anchored = anchor.Read();
            var head = await store.HeadAsync(cancellation);
            await RequireOurKeysAsync(head, cancellation);
            await ReadAsync(head, anchored, cancellation);
            _epoch = (await store.LeadAsync(anchored?.Epoch ?? 0, $"{Environment.MachineName}:{Environment.ProcessId}", cancellation)).Epoch;
            await ResumeAsync(cancellation);
        }
        catch (Exception problem) when (problem is HistoryDiffersException or AnchorAheadException or FencedException)
        {
            LedgerLog.ReadOnly(logger, problem.Message);
            standing.TurnReadOnly(problem.Message);
            await ServeLastSignedAsync(await store.HeadAsync(cancellation), cancellation);
        }
    }

    /// <summary>Reads the head again, moves the anchor up to it, and signs it: after the start, and after every commit whose outcome is unknown.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The head, and the edge behind it.</returns>
    /// <exception cref="FencedException">Another server leads.</exception>
    /// <exception cref="AnchorAheadException">Another server leads.</exception>
    /// <exception cref="HistoryDiffersException">What is stored is damaged, or is not what was signed.</exception>
    public async Task<(LogHead Head, TileEdge Edge)> ResumeAsync(CancellationToken cancellation)
    {
        var anchored = anchor.Read();
        var head = await store.HeadAsync(cancellation);
        if (head.Epoch != _epoch)
        {
            throw new FencedException();
        }

        var edge = await ReadAsync(head, anchored, cancellation);
        if (head.Size == 0)
        {
            // So that a crash between the first commit and its anchor is told from an anchor that was lost.
            await Task.Run(() => anchor.Advance(new AnchoredHead(0, head.Root, head.Epoch)), cancellation);
            return (head, edge);
        }

        var signed = await AnchorAndSignAsync(head, edge.Snapshot());
        caches.ForgetBefore(head.Size);
        checkpoints.Move(signed);
        return (signed.Head, edge);
    }

    /// <summary>Moves the anchor to a head, durably, and only then signs it.</summary>
    /// <param name="head">A head that is committed.</param>
    /// <param name="edge">The partial tiles at its size.</param>
    public async Task<SignedHead> AnchorAndSignAsync(LogHead head, EdgeSnapshot edge)
    {
        await Task.Run(() => anchor.Advance(new AnchoredHead(head.Size, head.Root, head.Epoch)));
        var note = options.Signer.Sign(new Checkpoint(options.Origin, head.Size, head.Root)).ToBytes();
        return new SignedHead(head with { Note = note }, note, edge);
    }

    // A log that was restored half, or whose key lies elsewhere, must not be signed, whatever an operator confirms.
    private async Task RequireOurKeysAsync(LogHead head, CancellationToken cancellation)
    {
        if (head.Note is null && await store.HolderAsync(cancellation) is var (size, holder) && size > 0 && holder.StartsWith(EntryStore.Restoring, StringComparison.Ordinal))
        {
            throw new HistoryDiffersException($"this database holds the first {head.Size} entries of a log that is being restored. Run ./trace log restore again: it goes on from there");
        }

        if (head.Note is not null && !NoteVerifier.TryOpen(head.Note, [options.Signer.VerifierKey], out _, out var refusal))
        {
            throw new HistoryDiffersException($"this database's log was not signed by this service's key {options.Signer.VerifierKey} ({refusal.Problem}). Bring the log's own log.key to the folder of keys. If it is lost, this log is read and never goes on (docs/operations.md, When the database is lost)");
        }
    }

    // The edge of a head that may be signed. A tampered row would else become the beginning of a second history.
    private async Task<TileEdge> ReadAsync(LogHead head, AnchoredHead? anchored, CancellationToken cancellation)
    {
        try
        {
            var edge = await tiles.EdgeAsync(head.Size, cancellation);
            var snapshot = edge.Snapshot();
            var root = snapshot.Root();
            if (root != head.Root)
            {
                throw new InvalidDataException($"the stored tree of {head.Size} entries has the root {root.ToBase64()}, and its head says {head.Root.ToBase64()}");
            }

            return await ProblemAsync(head, snapshot, anchored ?? Signed(), cancellation) is { } problem ? throw new HistoryDiffersException(problem) : edge;
        }
        catch (InvalidDataException damaged)
        {
            var which = await store.FirstDamagedAsync(head.Size, cancellation) is { } index ? $"; the first stored entry that differs from its leaf hash is {index}" : "";
            throw new HistoryDiffersException($"{damaged.Message}{which}. What is stored is damaged: restore a backup that the anchor {anchor.Location} does not lie ahead of, or see docs/operations.md", damaged);
        }
    }

    // A server that leads knows what its anchor held, where somebody took the file away.
    private AnchoredHead? Signed() => _epoch > 0 && checkpoints.Signed is { Head: var head } ? new AnchoredHead(head.Size, head.Root, head.Epoch) : null;

    private async Task<string?> ProblemAsync(LogHead head, EdgeSnapshot edge, AnchoredHead? anchored, CancellationToken cancellation)
    {
        if (anchored is null)
        {
            return head.Size == 0 || options.AnchorConfirmed
                ? null
                : $"the database holds {head.Size} entries, and there is no anchor {anchor.Location}. Bring the anchor's file back; if it is lost and this database is known to hold the newest entry, start once with TRACE_ANCHOR_NEW=confirmed";
        }

        if (anchored.Size > head.Size)
        {
            return $"the database holds {head.Size} entries, and the anchor {anchor.Location} holds {anchored.Size}, root {anchored.Root.ToBase64()}: this is an older state, and to go on from it would be a second history. Restore a backup or an export of size {anchored.Size} or more (docs/operations.md, When the database is lost)";
        }

        var root = anchored.Size == 0 ? MerkleHash.EmptyRoot : (await tiles.BuildAsync(ProofNodes.ForRoot(anchored.Size), edge, cancellation))[0];
        return root == anchored.Root
            ? null
            : $"the database's tree has the root {root.ToBase64()} at size {anchored.Size}, and the anchor {anchor.Location} holds {anchored.Root.ToBase64()}: this database is another history. Restore the one that the anchor belongs to (docs/operations.md)";
    }

    private async Task ServeLastSignedAsync(LogHead head, CancellationToken cancellation)
    {
        if (head.Note is null || !SignedNote.TryParse(head.Note, out var note, out _)
            || !NoteVerifier.TryOpen(note, [options.Signer.VerifierKey], out _, out _)
            || !Checkpoint.TryParse(note.Text, out var checkpoint, out _) || checkpoint.Size > head.Size)
        {
            return;
        }

        try
        {
            var edge = (await tiles.EdgeAsync(checkpoint.Size, cancellation)).Snapshot();
            if (edge.Root() == checkpoint.Root)
            {
                checkpoints.Move(new SignedHead(head with { Size = checkpoint.Size, Root = checkpoint.Root }, head.Note, edge));
            }
        }
        catch (InvalidDataException damaged)
        {
            LedgerLog.NothingToServe(logger, damaged);
        }
    }
}
