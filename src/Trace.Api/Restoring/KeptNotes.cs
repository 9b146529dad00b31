using Npgsql;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;

namespace Trace.Api.Restoring;

/// <summary>The checkpoints of a restored log: those that it kept for ever, each held to the tree that is stored, and the one that was published last.</summary>
/// <param name="source">The database, with all entries and tiles.</param>
/// <param name="checkpoint">The checkpoint that is restored.</param>
/// <param name="edge">The partial tiles at its size.</param>
internal sealed class KeptNotes(NpgsqlDataSource source, VerifiedCheckpoint checkpoint, EdgeSnapshot edge)
{
    /// <summary>Stores them.</summary>
    /// <exception cref="StartRefusedException">One is not the log's.</exception>
    public async Task StoreAsync(IAsyncEnumerable<byte[]> kept, CancellationToken cancellation)
    {
        var store = new PublishedStore(source);
        using var tiles = new TileReader(source);
        await foreach (var note in kept.WithCancellation(cancellation))
        {
            await store.KeepAsync(new PublishedNote(await SizeAsync(note, tiles, cancellation), note, DateTimeOffset.UtcNow), cancellation);
        }

        await store.PublishAsync(new PublishedNote(checkpoint.Checkpoint.Size, checkpoint.Note.ToBytes(), DateTimeOffset.UtcNow), keep: false, cancellation);
    }

    private async Task<long> SizeAsync(byte[] note, TileReader tiles, CancellationToken cancellation)
    {
        if (!NoteVerifier.TryOpen(note, [checkpoint.Log], out var opened, out var refusal))
        {
            throw new StartRefusedException($"A kept checkpoint is not the log's: {refusal.Problem}");
        }

        if (!Checkpoint.TryParse(opened.Note.Text, out var signed, out var problem))
        {
            throw new StartRefusedException($"A kept checkpoint is none: {problem}");
        }

        if (signed.Origin != checkpoint.Checkpoint.Origin || signed.Size < 1 || signed.Size > checkpoint.Checkpoint.Size)
        {
            throw new StartRefusedException($"A kept checkpoint is of {signed.Size} entries of \"{signed.Origin}\"; this log has {checkpoint.Checkpoint.Size} and is \"{checkpoint.Checkpoint.Origin}\".");
        }

        var root = (await tiles.BuildAsync(ProofNodes.ForRoot(signed.Size), edge, cancellation))[0];
        return root == signed.Root
            ? signed.Size
            : throw new StartRefusedException($"The kept checkpoint of {signed.Size} entries is signed over the root {signed.Root.ToBase64()}; these entries have the root {root.ToBase64()}. Keep it: the log signed two histories.");
    }
}
