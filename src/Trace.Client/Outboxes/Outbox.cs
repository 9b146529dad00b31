using Trace.Domain.Ledger;
using Trace.Domain.Statements;

namespace Trace.Client.Outboxes;

/// <summary>
/// Signed statements on disk until the ledger has each: put when the fact happens, sent when there is a network, of one subject in the order in
/// which they were put. What was acknowledged survives power loss; what is refused stays with its reason; the same bytes are recorded once
/// however often they are sent. One process an outbox. Safe for many threads.
/// </summary>
public sealed partial class Outbox : IDisposable
{
    private readonly OutboxOptions _options;
    private readonly OutboxLock _held;
    private readonly OutboxStore _store;
    private readonly Lanes _lanes = new();
    private readonly Lock _deciding = new();
    private readonly OutboxSender _sender;
    private volatile string? _trouble;
    private volatile ClockSkew? _clock;

    // Completed and replaced whenever something is put, settled or retried.
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Outbox(string path, string ledger, OutboxOptions options)
    {
        (Path, Ledger, _options) = (path, ledger, options);
        _held = OutboxLock.Take(path);
        try
        {
            _store = new OutboxStore(path, options);
            Belong();
            foreach (var (sequence, subject) in _store.Read(rows => rows.Waiting().ToList()))
            {
                _lanes.Add(sequence, subject);
            }

            _clock = OutboxMeta.Clock(_store.Read(rows => rows.Meta(OutboxMeta.Skew)));
        }
        catch
        {
            _store?.Dispose();
            _held.Dispose();
            throw;
        }

        _sender = new OutboxSender(this, _store, options);
    }

    /// <summary>Its file.</summary>
    public string Path { get; }

    /// <summary>The ledger whose statements it holds.</summary>
    public string Ledger { get; }

    /// <summary>Why nothing goes out just now; null where it does, or nothing waits.</summary>
    public string? Trouble => _trouble;

    /// <summary>How far this machine's clock is ahead of the ledger's, as last measured; null before. Statements keep what was said all the same.</summary>
    public ClockSkew? Clock => _clock;

    /// <summary>Something was put, or something became of a statement. Called by the thread that did it, which must not be kept waiting.</summary>
    public event EventHandler? Changed;

    /// <summary>Opens an outbox, or begins one; its folder is made.</summary>
    /// <param name="path">The file; beside it lie SQLite's own and a lock.</param>
    /// <param name="ledger">The ledger's name: an outbox is of one ledger.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="OutboxException">Another process has it open, it holds another ledger's statements, or it can't be used.</exception>
    public static Outbox Open(string path, string ledger, OutboxOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(ledger);
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
        }

        return new Outbox(path, ledger, options ?? new OutboxOptions());
    }

    /// <summary>Puts one statement down. It is durable when this returns, and absent where it throws.</summary>
    /// <inheritdoc cref="Put(IReadOnlyList{OutboxItem})" path="/exception"/>
    public OutboxPut Put(OutboxItem item) => Put([item])[0];

    /// <summary>Puts statements down, in their order, all or none. They are durable when this returns.</summary>
    /// <returns>One a statement, in their order.</returns>
    /// <exception cref="RefusedException">One breaks a rule that needs no history, or is another ledger's: it would never be recorded.</exception>
    /// <exception cref="OutboxException">The disk is full, or the file can't be written.</exception>
    public IReadOnlyList<OutboxPut> Put(IReadOnlyList<OutboxItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var parsed = items.Select(item => (Item: item, Parsed: Check(item))).ToList();
        IReadOnlyList<OutboxPut> puts;
        lock (_deciding)
        {
            // Under the lock, so that lanes and file have one order.
            puts = _store.Put(parsed);
            for (var i = 0; i < puts.Count; i++)
            {
                if (puts[i].IsNew)
                {
                    _lanes.Add(puts[i].Sequence, parsed[i].Parsed.Subject.Value);
                }
            }
        }

        Tell();
        return puts;
    }

    /// <summary>How many statements stand how.</summary>
    public OutboxCounts Counts() => _store.Read(rows => rows.Counts());

    /// <inheritdoc cref="OutboxReader.Entries"/>
    public IReadOnlyList<OutboxEntry> Entries(OutboxState? state = null, long after = 0, int most = 1000) => _store.Read(rows => rows.Entries(state, after, most));

    /// <inheritdoc cref="OutboxReader.Find(Hash256)"/>
    public OutboxEntry? Find(Hash256 identity) => _store.Read(rows => rows.Find(identity));

    /// <inheritdoc cref="OutboxReader.Find(long)"/>
    public OutboxEntry? Find(long sequence) => _store.Read(rows => rows.Find(sequence));

    /// <summary>What became of statements, in the order in which it was known. Durable: what was given once is given again, under its number, after a power loss too.</summary>
    /// <param name="since">Behind this number; 0 from the first.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<OutboxOutcome> Outcomes(long since = 0, int most = 1000) => _store.Read(rows => rows.Outcomes(since, most));

    /// <summary>The number of the last outcome, for whoever asks for what comes from now on; 0 where there is none.</summary>
    public long LastOutcome => _store.Read(rows => rows.LastOutcome());

    /// <summary>How far a reader of outcomes has come, kept here for it; 0 before the first.</summary>
    /// <param name="reader">Its name.</param>
    public long Bookmark(string reader) => long.Parse(_store.Read(rows => rows.Meta(OutboxMeta.Bookmark + reader)) ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Keeps how far a reader of outcomes has come.</summary>
    /// <param name="reader">Its name.</param>
    /// <param name="number">Of the last outcome that it has.</param>
    public void KeepBookmark(string reader, long number) => _store.SetMeta(OutboxMeta.Bookmark + reader, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Lets a refused statement go out again as it is, since what it lacked may be there now; or a recorded one, to upload its content that was refused.</summary>
    /// <param name="identity">Of the statement.</param>
    /// <exception cref="OutboxException">There is none of that name, or neither it nor its content is refused.</exception>
    public void Retry(Hash256 identity)
    {
        lock (_deciding)
        {
            var entry = Find(identity) is { State: OutboxState.Recorded, Refusal: not null } recorded && _store.Read(rows => rows.Contents(recorded.Sequence)).Count > 0
                ? recorded
                : Require(identity, OutboxState.Refused);
            _store.Retry(entry.Sequence);
            _lanes.Add(entry.Sequence, entry.Subject);
        }

        Tell();
    }

    /// <summary>Puts a statement in place of one that was refused; that one stays, and names it.</summary>
    /// <param name="identity">Of the refused one.</param>
    /// <param name="instead">What is right, signed anew; it may say the same as the refused one.</param>
    /// <exception cref="OutboxException">There is none of that name, or it is not refused; or the new one was put already.</exception>
    /// <exception cref="RefusedException">The new one breaks a rule that needs no history.</exception>
    public OutboxPut Correct(Hash256 identity, OutboxItem instead)
    {
        ArgumentNullException.ThrowIfNull(instead);
        var parsed = Check(instead);
        OutboxPut put;
        lock (_deciding)
        {
            var wrong = Require(identity, OutboxState.Refused);
            put = _store.Put([(instead, parsed)], wrong.Sequence)[0];
            _lanes.Add(put.Sequence, parsed.Subject.Value);
        }

        Tell();
        return put;
    }

    /// <summary>Drops a statement that is refused, or waits and is not under way. It stays in the list as dropped, with the reason.</summary>
    /// <param name="identity">Of the statement.</param>
    /// <param name="because">Why, for whoever asks later.</param>
    /// <exception cref="OutboxException">There is none of that name, it is under way, or something became of it.</exception>
    public void Drop(Hash256 identity, string because)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(because);
        lock (_deciding)
        {
            var entry = Require(identity, OutboxState.Refused, OutboxState.Waiting);
            if (_lanes.IsTaken(entry.Sequence))
            {
                throw new OutboxException(OutboxProblem.NotSo, $"statement {identity} is under way; whether it is recorded is known in a moment");
            }

            _store.Drop(entry.Sequence, because);
            _lanes.Settle(entry.Sequence);
        }

        Tell();
    }

    /// <summary>Forgets what the log has had for so long. A fact that is put again after that is recorded again.</summary>
    /// <param name="age">How long ago the answer came.</param>
    /// <returns>How many were forgotten.</returns>
    public int ForgetRecorded(TimeSpan age) => _store.Prune(UnixMicroseconds.Of(_options.Time.GetUtcNow() - age));

    /// <summary>Closes it. What waits is there at the next start.</summary>
    public void Dispose()
    {
        _store.Dispose();
        _held.Dispose();
    }

    private void Keep(string name, string value)
    {
        try
        {
            _store.SetMeta(name, value);
        }
        catch (OutboxException)
        {
            // Told in memory all the same; a full disk shows at the next statement that is put.
        }
    }

    private void Belong()
    {
        var ledger = _store.Read(rows => rows.Meta(OutboxMeta.Ledger));
        if (ledger is null)
        {
            _store.SetMeta(OutboxMeta.Ledger, Ledger);
        }
        else if (ledger != Ledger)
        {
            throw new OutboxException(OutboxProblem.OtherLedger, $"the outbox \"{Path}\" holds statements of the ledger \"{ledger}\", and none of \"{Ledger}\"; take another file for it");
        }
    }

    private ParsedStatement Check(OutboxItem item) =>
        (ParsedStatement.Parse(item.Statement.Statement, out var parsed) ?? parsed!.CheckRules(Ledger)) is { } refusal ? throw new RefusedException(refusal) : parsed!;

    private OutboxEntry Require(Hash256 identity, params ReadOnlySpan<OutboxState> states)
    {
        var entry = Find(identity) ?? throw new OutboxException(OutboxProblem.NotSo, $"there is no statement {identity} in the outbox \"{Path}\"");
        return states.Contains(entry.State)
            ? entry
            : throw new OutboxException(OutboxProblem.NotSo, $"statement {identity} is {entry.State.ToString().ToLowerInvariant()}, and has to be {string.Join(" or ", states.ToArray().Select(state => state.ToString().ToLowerInvariant()))}");
    }

    private void Tell()
    {
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
