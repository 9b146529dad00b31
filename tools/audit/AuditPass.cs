using System.Diagnostics;
using Trace.Audit.State;
using Trace.Audit.Times;
using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Audit;

/// <summary>
/// One pass over a log: everything that can be recomputed is, from where the last audit ended. Bundles are read ahead, parsed on all processors,
/// replayed in order, and their signatures checked on all processors behind the replay. State is written in one transaction every few
/// thousand entries, so that a killed audit goes on from there.
/// </summary>
internal sealed class AuditPass
{
    private readonly ILogFiles _files;
    private readonly TrustPolicy _policy;
    private readonly AuditOptions _options;
    private readonly LogReader _reader;
    private readonly LogSnapshot _snapshot;
    private readonly AuditStore _store;
    private readonly AuditState _state;
    private readonly Findings _findings;
    private readonly SignatureQueue _signatures = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly long _from;
    private readonly SignedNote? _accepted;
    private AuditPosition _position;
    private MerkleTree _tree;

    // Whether what was read is what the checkpoint commits to, as far as is known: nothing else is ever made true.
    private bool _mayCommit;
    private long _committed;

    public AuditPass(ILogFiles files, TrustPolicy policy, AuditOptions options, LogReader reader, LogSnapshot snapshot, AuditStore store)
    {
        (_files, _policy, _options, _reader, _snapshot, _store) = (files, policy, options, reader, snapshot, store);
        _state = new AuditState(store, options.Remembered);
        _findings = new Findings(store);
        _position = store.Position();
        _accepted = store.Accepted();
        _tree = _position.Tree();
        _from = _committed = _position.Size;
        _mayCommit = snapshot.EdgeFlaw is null;
    }

    /// <summary>How far what was found true is written down.</summary>
    public long Committed => _committed;

    /// <summary>Audits it up to the checkpoint.</summary>
    public async Task<AuditReport> RunAsync(IProgress<AuditProgress>? progress, CancellationToken cancellation)
    {
        if (_snapshot.EdgeFlaw is { } flaw)
        {
            _findings.Tell(FindingOf(flaw));
        }
        else
        {
            // From here on the log is held to it, however early this audit ends.
            _store.Accept(_snapshot.Verified.Note);
        }

        var size = _snapshot.Checkpoint.Size;
        _store.Begin();
        try
        {
            await CheckLeftSignaturesAsync(cancellation);
            if (await LedgerAsync(cancellation) is { } ledger)
            {
                _position = _position with { Ledger = ledger };
                await ReplayAsync(new LogReplay(ledger, _snapshot.Checkpoint.Origin, _position.Size, _position.LastRecordedAt), size, progress, cancellation);
            }
        }
        catch (LogFileException flawed)
        {
            // What is not shown can't be audited, and nothing behind it.
            _findings.Tell(FindingOf(flawed.Flaw));
        }
        catch (LogUnreachableException unreachable)
        {
            await KeepOrTellAsync(unreachable);
        }

        await _signatures.SettleAsync(all: true, Settle);
        CheckRoot(size);
        var times = new TimeCheck(_store, _findings, _snapshot, _reader, new KeptCheckpoints(_files, _policy, _snapshot.Checkpoint.Origin));
        await CheckTimesAsync(times, cancellation);
        var report = Report(times);
        await CommitAsync(all: true);
        return report;
    }

    private async Task CheckTimesAsync(TimeCheck times, CancellationToken cancellation)
    {
        // Without tiles that can be believed nothing says yet of which tree a kept checkpoint is: they wait for the next audit.
        if (_snapshot.EdgeFlaw is not null)
        {
            return;
        }

        try
        {
            await times.RunAsync(_position, cancellation);
        }
        catch (LogFileException flawed)
        {
            _findings.Tell(FindingOf(flawed.Flaw));
        }
        catch (LogUnreachableException unreachable)
        {
            await KeepOrTellAsync(unreachable);
        }
        finally
        {
            // What was judged and written before it failed is not judged again.
            _position = times.Position ?? _position;
        }
    }

    // A server that fails once it has shown something wrong does not get rid of it so: what was found is told. Where nothing was, it failed.
    private async Task KeepOrTellAsync(LogUnreachableException unreachable)
    {
        if (_findings.Counts.Count > 0)
        {
            _findings.Tell(new VerificationFailure(VerificationRule.Tree, "", null, null, $"the audit ended early: {unreachable.Message}"));
            return;
        }

        await CommitAsync(all: true);
        throw unreachable;
    }

    private async Task ReplayAsync(LogReplay replay, long size, IProgress<AuditProgress>? progress, CancellationToken cancellation)
    {
        await foreach (var parsed in ParsedAhead.ReadAsync(_snapshot, _position.Size, size, _position.Ledger, cancellation))
        {
            if (!await TakeAsync(parsed, replay))
            {
                return;
            }

            Tell(progress, size);
        }
    }

    // False where nothing behind it can be judged.
    private async Task<bool> TakeAsync(ParsedStretch parsed, LogReplay replay)
    {
        if (parsed.Source.Flaws.Count > 0)
        {
            await CommitAsync(all: false);
            _mayCommit = false;
            foreach (var flaw in parsed.Source.Flaws)
            {
                _findings.Add(FindingOf(flaw));
            }
        }

        var state = _state.Load([.. parsed.Entries.Where(entry => entry.Form is not null).Select(entry => entry.Form!.Entry.Statement)]);
        var signed = new List<SignedEntry>(parsed.Entries.Count);
        // A whole bundle is one subtree, whose root was made when it was read. Behind entry 0 nobody stops within one.
        var whole = parsed.Source.First > 0 && _snapshot.EdgeFlaw is null ? parsed.Source.Root : null;
        for (var i = 0; i < parsed.Entries.Count; i++)
        {
            if (whole is null)
            {
                Append(parsed.Source.Leaves[i]);
            }

            Take(parsed.Entries[i], replay, state, signed);
            if (i == 0 && parsed.Source.First == 0 && _findings.Counts.ContainsKey(VerificationRule.Genesis))
            {
                _mayCommit = false;
                return false;
            }
        }

        if (whole is { } root)
        {
            _tree.AppendSubtree(root, TileGeometry.Height);
        }

        _state.Remember(state);
        _position = _position with { Size = replay.Next, LastRecordedAt = replay.LastRecordedAt };
        _signatures.Add(replay.Next, signed);
        await _signatures.SettleAsync(all: false, Settle);
        if (_position.Size - _committed >= _options.CommitEvery)
        {
            await CommitAsync(all: false);
        }

        return true;
    }

    private void Append(Hash256 leaf)
    {
        _tree.Append(leaf);
        if (_accepted is not null && _snapshot.EdgeFlaw is not null)
        {
            CheckAccepted();
        }
    }

    private void Take(ParsedEntry parsed, LogReplay replay, LedgerState state, List<SignedEntry> signed)
    {
        var place = replay.Next;
        if (parsed.Problem is { } problem)
        {
            _findings.Add(problem);
        }

        if (parsed.Form is not { } form)
        {
            replay.Skip();
            _state.KeepUnreadable(place, replay.LastRecordedAt, parsed.Bytes.Span);
            return;
        }

        if (form.IsKnown && form.Entry.Statement.Kind == V1.Statement.PayloadOneofCase.Genesis && place == 0)
        {
            _state.Name(place, form.Entry);
        }

        if (_state.SignedBy(form.Entry, place, _findings.Add) is { } keys)
        {
            signed.Add(new SignedEntry(place, form.Entry, keys));
        }

        var replayed = replay.Take(form, state, _state.PassedOver);
        _findings.AddAll(replayed.Failures);
        if (replayed.NotUnderstood is not null)
        {
            if (_position.NotUnderstood < Findings.MostOfARule)
            {
                _store.Execute("INSERT INTO newer VALUES ($0)", place);
            }

            _position = _position with { NotUnderstood = _position.NotUnderstood + 1 };
        }

        _state.Keep(place, replayed);
    }

    // An audit that was killed had replayed them; what the replay says of their keys is written already.
    private async Task CheckLeftSignaturesAsync(CancellationToken cancellation)
    {
        for (var from = _position.SignedTo; from < _position.Size; from += TileGeometry.FullWidth)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = Math.Min(from + TileGeometry.FullWidth, _position.Size);
            var signed = new List<SignedEntry>();
            foreach (var stored in _store.Entries(from, end).ToList())
            {
                if (_state.Parse(stored) is { } entry && _state.SignedBy(entry, stored.Index, _ => { }) is { } keys)
                {
                    signed.Add(new SignedEntry(stored.Index, entry, keys));
                }
            }

            _signatures.Add(end, signed);
            await _signatures.SettleAsync(all: false, Settle);
        }
    }

    private void Settle(long end, List<VerificationFailure> failures)
    {
        _findings.AddAll(failures);
        _position = _position with { SignedTo = end };
    }

    private async Task CommitAsync(bool all)
    {
        await _signatures.SettleAsync(all, Settle);
        if (!_mayCommit)
        {
            if (all)
            {
                _store.Rollback();
            }

            return;
        }

        _position = _position with { Edge = [.. _tree.RightEdge] };
        _findings.Flush();
        _state.Flush();
        _store.Save(_position);
        _store.Commit();
        _store.Begin();
        _committed = _position.Size;
    }

    private void CheckRoot(long size)
    {
        if (_tree.Size != size)
        {
            return;
        }

        if (_tree.Root == _snapshot.Checkpoint.Root)
        {
            // Where no tile could be believed, the entries themselves now vouch for what was read.
            if (_snapshot.EdgeFlaw is not null)
            {
                _mayCommit = true;
                _store.Accept(_snapshot.Verified.Note);
            }

            return;
        }

        _mayCommit = false;
        _findings.Tell(new VerificationFailure(VerificationRule.Tree, "", null, null, $"the entries hash to the root {_tree.Root}; the checkpoint of {size} entries says {_snapshot.Checkpoint.Root}"));
    }

    // Without tiles, whether the log begins with what was accepted is known once its entries are read so far.
    private void CheckAccepted()
    {
        var before = Checkpoint.Parse(_accepted!.Text);
        if (_tree.Size == before.Size && _tree.Root != before.Root)
        {
            throw _reader.Fork(_accepted, _snapshot.Verified.Note, before.Origin, $"the first {before.Size} entries are not those that were accepted");
        }
    }

    private async Task<string?> LedgerAsync(CancellationToken cancellation)
    {
        if (_position.Ledger.Length > 0 || _snapshot.Checkpoint.Size == 0)
        {
            return _position.Ledger;
        }

        if (_policy.Ledger is { } said)
        {
            return said;
        }

        await foreach (var stretch in _snapshot.ReadWithFlawsAsync(0, 1, cancellation))
        {
            if (RecordedEntry.TryRead(Google.Protobuf.ByteString.CopyFrom(stretch.Entries[0].Span), out var first, out var refusal))
            {
                return first!.Statement.Message.Ledger;
            }

            _findings.Tell(new VerificationFailure(VerificationRule.Genesis, SubjectOfGenesis, 0, null, $"entry 0 can't be read, and every key rests on it: {refusal!.Message}"));
        }

        return null;
    }

    private static string SubjectOfGenesis => Domain.Barcodes.SubjectKey.Genesis.Value;

    private AuditReport Report(TimeCheck times)
    {
        var newer = new List<long>();
        using (var row = _store.Read("SELECT idx FROM newer ORDER BY idx"))
        {
            while (row.Read())
            {
                newer.Add(row.GetInt64(0));
            }
        }

        return new AuditReport
        {
            Checkpoint = _snapshot.Verified,
            Ledger = _position.Ledger,
            Predecessor = _store.Before(),
            From = _from,
            To = _tree.Size,
            Took = _clock.Elapsed,
            Findings = _findings.Kept,
            Counts = _findings.Counts,
            NotAttested = times.Stretches,
            NotAttestedEntries = times.NotAttested,
            NotUnderstood = newer,
            NotUnderstoodEntries = _position.NotUnderstood,
        };
    }

    private void Tell(IProgress<AuditProgress>? progress, long size)
    {
        if (progress is null)
        {
            return;
        }

        var rate = (_tree.Size - _from) / Math.Max(_clock.Elapsed.TotalSeconds, 0.001);
        progress.Report(new AuditProgress(_tree.Size, size, rate, rate > 0 ? TimeSpan.FromSeconds(Math.Min((size - _tree.Size) / rate, TimeSpan.MaxValue.TotalSeconds / 2)) : null));
    }

    private static VerificationFailure FindingOf(LogFlaw flaw) =>
        new(VerificationRule.Tree, "", flaw.Index is { } index ? (ulong)index : null, null, $"{flaw.Path}: {flaw.Message}");
}
