using System.Runtime.CompilerServices;
using Trace.Domain.Ledger;
using Trace.Import.Planning;
using Trace.V1;

namespace Trace.Import.Running;

/// <summary>
/// Posts a plan in its order. Stopped at any moment it goes on where it was; run again from the beginning it finds everything recorded, since
/// the same bytes have the same identity.
/// </summary>
/// <param name="plan">What to post.</param>
/// <param name="post">Sends a stream and gives one answer a statement, in order: the client's RecordManyAsync.</param>
/// <param name="stateFolder">Where to keep how far it is; null keeps nothing.</param>
/// <param name="clock">For the rate, and for the pause before what was refused for now is sent again.</param>
public sealed class ImportRun(
    ImportPlan plan, Func<IAsyncEnumerable<SignedStatement>, CancellationToken, IAsyncEnumerable<Posted>> post, string? stateFolder = null, TimeProvider? clock = null)
{
    // A stream is drained at each chunk's end, and what a kill loses of the state is one chunk of repeats.
    private const int ChunkStatements = 2_000;
    private const int RetryRounds = 6;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Fate[] _fates = new Fate[plan.Statements.Count];
    private readonly SortedDictionary<int, Refusal> _waiting = [];
    private readonly SortedDictionary<int, Refusal> _refused = [];
    private readonly RecordedEntry?[] _entries = new RecordedEntry?[plan.Statements.Count];
    private DisclosureUploads? _uploads;
    private IReadOnlyList<int> _undisclosed = [];
    private int _done;
    private int _answered;

    /// <summary>Size of the log when this run began: entries from it on are new. Where it is not given, the time of their recording decides.</summary>
    public ulong? LogSizeAtStart { get; init; }

    /// <summary>Uploads one content of a recorded statement: the client's DiscloseAsync, with a refusal as its answer. Null uploads nothing.</summary>
    public Func<Hash256, PlannedDisclosure, CancellationToken, Task<Refusal?>>? Disclose { get; init; }

    /// <summary>The log's entries from the first on, for what an earlier run has the entries of. Null leaves these out of the flags.</summary>
    public Func<CancellationToken, IAsyncEnumerable<RecordedEntry>>? ReadLog { get; init; }

    /// <summary>What is recorded of parties and keys that the plan did not make, such as the platform's: flags rest on them too.</summary>
    public IReadOnlyList<RecordedEntry> Beside { get; init; } = [];

    /// <summary>Whether a run that used this folder was stopped before its end.</summary>
    /// <param name="stateFolder">Where it kept how far it was.</param>
    public static bool WasStopped(string stateFolder) => RunState.IsThere(stateFolder);

    private enum Fate : byte
    {
        None,
        EarlierRun,
        New,
        AlreadyThere,
    }

    /// <summary>Posts all that is not posted yet, then again what was refused for now.</summary>
    /// <param name="progress">Hears how far it is, some times a second at most.</param>
    /// <param name="stop">Stops between two answers; the state says where to go on.</param>
    /// <exception cref="IOException">The stream ended before it had answered everything; run again to go on.</exception>
    public async Task<ImportReport> RunAsync(IProgress<ImportProgress>? progress = null, CancellationToken stop = default)
    {
        var fingerprint = plan.Fingerprint();
        var began = _clock.GetTimestamp();
        var startedAt = _clock.GetUtcNow();
        var state = RunState.Load(stateFolder, fingerprint, plan.Statements.Count);
        _done = state.Done;
        Array.Fill(_fates, Fate.EarlierRun, 0, _done);
        var again = state.Waiting.Concat(state.Refused).Order().ToList();
        var meter = new Meter(this, progress, began);
        IReadOnlyList<RefusalCount>? undisclosed = null;
        await using var uploads = Disclose is null ? null : new DisclosureUploads(plan, Disclose, stop);
        (_uploads, _undisclosed) = (uploads, state.Undisclosed);
        try
        {
            // From here on a run that dies leaves its state, however it dies.
            Kept(fingerprint).Save(stateFolder);
            await DiscloseAgainAsync(state, stop).ConfigureAwait(false);

            // What waited in an earlier run may stand before what is still to come.
            await SendAsync(again, startedAt, meter, stop).ConfigureAwait(false);
            while (_done < plan.Statements.Count)
            {
                var chunk = Enumerable.Range(_done, Math.Min(ChunkStatements, plan.Statements.Count - _done)).ToList();
                await SendAsync(chunk, startedAt, meter, stop).ConfigureAwait(false);
                Kept(fingerprint).Save(stateFolder);
            }

            await RetryAsync(startedAt, meter, stop).ConfigureAwait(false);
            undisclosed = uploads is null ? null : await uploads.FinishAsync().ConfigureAwait(false);
            await FindEntriesAsync(stop).ConfigureAwait(false);
        }
        catch
        {
            Kept(fingerprint).Save(stateFolder);
            throw;
        }

        // Complete: the next run sends everything, and shows that it is all there.
        RunState.Clear(stateFolder);
        meter.Show(always: true);
        return Report(undisclosed, _clock.GetElapsedTime(began));
    }

    private RunState Kept(string fingerprint) => new(
        fingerprint, _done, [.. _waiting.Keys], [.. _refused.Keys], [.. _undisclosed.Union(_uploads?.Outstanding ?? []).Order()]);

    private async Task DiscloseAgainAsync(RunState state, CancellationToken stop)
    {
        if (_uploads is null)
        {
            return;
        }

        foreach (var index in state.Undisclosed)
        {
            await _uploads.AddAsync(index, stop).ConfigureAwait(false);
        }

        _undisclosed = [];
    }

    // What an earlier run had answered is read in one go.
    private async Task FindEntriesAsync(CancellationToken stop)
    {
        var missing = Enumerable.Range(0, _fates.Length).Where(index => _fates[index] == Fate.EarlierRun).ToDictionary(index => plan.Statements[index].Identity);
        if (ReadLog is null || missing.Count == 0)
        {
            return;
        }

        await foreach (var entry in ReadLog(stop).WithCancellation(stop).ConfigureAwait(false))
        {
            if (missing.Remove(entry.Statement.Identity, out var index))
            {
                _entries[index] = entry;
            }

            if (missing.Count == 0 || entry.Index + 1 == LogSizeAtStart)
            {
                break;
            }
        }
    }

    private async Task RetryAsync(DateTimeOffset startedAt, Meter meter, CancellationToken stop)
    {
        for (int round = 0; round < RetryRounds && _waiting.Count > 0; round++)
        {
            var pause = TimeSpan.FromMilliseconds(_waiting.Values.Max(refusal => refusal.RetryAfterMs));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, _clock, stop).ConfigureAwait(false);
            List<int> again = [.. _waiting.Keys];
            await SendAsync(again, startedAt, meter, stop).ConfigureAwait(false);
        }

        foreach (var (index, refusal) in _waiting)
        {
            _refused[index] = refusal;
        }

        _waiting.Clear();
    }

    private async Task SendAsync(List<int> indexes, DateTimeOffset startedAt, Meter meter, CancellationToken stop)
    {
        if (indexes.Count == 0)
        {
            return;
        }

        int at = 0;
        await foreach (var outcome in post(StatementsAsync(indexes, stop), stop).WithCancellation(stop).ConfigureAwait(false))
        {
            if (at == indexes.Count)
            {
                throw new IOException($"the service gave more answers than the {indexes.Count} statements that it was sent");
            }

            var index = indexes[at++];
            Take(index, outcome, startedAt);
            if (_uploads is not null && outcome.Entry is not null)
            {
                await _uploads.AddAsync(index, stop).ConfigureAwait(false);
            }

            meter.Show(always: false);
        }

        if (at < indexes.Count)
        {
            throw new IOException($"the service answered {at} of {indexes.Count} statements; run again to go on");
        }
    }

    private async IAsyncEnumerable<SignedStatement> StatementsAsync(List<int> indexes, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (int index in indexes)
        {
            stop.ThrowIfCancellationRequested();
            yield return plan.Statements[index].Signed;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private void Take(int index, Posted outcome, DateTimeOffset startedAt)
    {
        _waiting.Remove(index);
        _refused.Remove(index);
        _answered++;
        if (index == _done)
        {
            _done++;
        }

        switch (outcome)
        {
            case { Entry: { } entry }:
                (_fates[index], _entries[index]) = (IsNew(entry, startedAt) ? Fate.New : Fate.AlreadyThere, entry);
                break;
            case { Refusal: { Retryable: true } refusal }:
                (_fates[index], _waiting[index]) = (Fate.None, refusal);
                break;
            case { Refusal: { } refusal }:
                (_fates[index], _refused[index]) = (Fate.None, refusal);
                break;
            default:
                throw new IOException($"the service gave an answer without content for {plan.Statements[index].Label}");
        }
    }

    private bool IsNew(RecordedEntry entry, DateTimeOffset startedAt) =>
        LogSizeAtStart is { } size ? entry.Index >= size : entry.RecordedAt >= UnixMicroseconds.Of(startedAt);

    private ImportReport Report(IReadOnlyList<RefusalCount>? undisclosed, TimeSpan took)
    {
        var kinds = Enumerable.Range(0, plan.Statements.Count).GroupBy(index => plan.Statements[index].Kind).OrderBy(group => group.Key).Select(group => new KindCount(
            group.Key.ToString(), group.Count(), group.Count(index => _fates[index] == Fate.New), group.Count(index => _fates[index] == Fate.AlreadyThere),
            group.Count(index => _fates[index] == Fate.EarlierRun), group.Count(_refused.ContainsKey)));
        var refusals = _refused.GroupBy(refused => refused.Value.Reason).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).Select(group =>
            new RefusalCount(group.Key, group.Count(), $"{plan.Statements[group.First().Key].Label}: {group.First().Value.Field}: {group.First().Value.Message}"));
        var contents = Enumerable.Range(0, plan.Statements.Count).Where(index => _fates[index] != Fate.None).Sum(index => plan.Statements[index].Disclosures.Count);
        var disclosures = undisclosed is null ? null
            : new DisclosureReport(plan.Statements.Sum(planned => planned.Disclosures.Count), contents - undisclosed.Sum(refusal => refusal.Count), undisclosed);
        var flags = RecordedFlags.Of(_entries.OfType<RecordedEntry>().Concat(Beside), _clock.GetUtcNow());
        return new ImportReport([.. kinds], [.. refusals], flags, disclosures, plan.NotRepresentable, plan.Assumed, took.TotalSeconds);
    }

    private sealed class Meter(ImportRun run, IProgress<ImportProgress>? progress, long began)
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

        private long _shown;

        public void Show(bool always)
        {
            if (progress is null || (!always && _shown != 0 && run._clock.GetElapsedTime(_shown) < Pause))
            {
                return;
            }

            _shown = run._clock.GetTimestamp();
            var seconds = run._clock.GetElapsedTime(began).TotalSeconds;
            var rate = seconds > 0 ? run._answered / seconds : 0;
            var total = run._fates.Length;
            TimeSpan? left = rate > 0 ? TimeSpan.FromSeconds((total - run._done + run._waiting.Count) / rate) : null;
            progress.Report(new ImportProgress(run._done, total, rate, left, run._waiting.Count));
        }
    }
}
