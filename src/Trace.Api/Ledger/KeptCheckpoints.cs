namespace Trace.Api.Ledger;

/// <summary>
/// Which published checkpoints are kept for ever: one a minute in which the size changed (tlog-tiles has none; wire format, section 6). What was
/// recorded last before a silence is under one that is kept within a minute after it.
/// </summary>
/// <param name="store">Where they are kept.</param>
/// <param name="pace">How often.</param>
public sealed class KeptCheckpoints(PublishedStore store, PublishingPace pace)
{
    private PublishedNote? _last;

    /// <summary>Reads which was kept last.</summary>
    /// <param name="cancellation">Stops it.</param>
    public async Task RestoreAsync(CancellationToken cancellation) => _last = await store.LastKeptAsync(cancellation);

    /// <summary>When a checkpoint of this size is to be kept; null where one of it is.</summary>
    /// <param name="size">Of the published tree.</param>
    /// <returns>A time that may be past.</returns>
    public DateTimeOffset? Due(long size) => _last is null ? DateTimeOffset.MinValue : size > _last.Size ? _last.At + pace.Keep : null;

    /// <summary>A checkpoint was kept.</summary>
    internal void Kept(PublishedNote published) => _last = published;
}
