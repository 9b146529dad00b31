using Trace.Audit.State;
using Trace.Client;
using Trace.Client.Logs;
using Trace.Domain.Ledger;

namespace Trace.Audit.Times;

/// <summary>
/// Holds the entries of an audit's store against the checkpoints that the log keeps: their roots are those of this log, and the times of the
/// entries lie near the cosignatures around them. What no kept checkpoint holds yet is held against the newest, and again next time.
/// </summary>
internal sealed class TimeCheck(AuditStore store, Findings findings, LogSnapshot snapshot, LogReader reader, KeptCheckpoints kept)
{
    private const int Together = 32;
    private const int MostStretches = 100;
    private const int Rows = 10_000;

    private readonly List<Unattested> _provisional = [];

    /// <summary>Stretches that nobody attests, the first hundred.</summary>
    public IReadOnlyList<Unattested> Stretches { get; private set; } = [];

    /// <summary>How many entries nobody attests.</summary>
    public long NotAttested { get; private set; }

    /// <summary>How far it came, also where it did not come to its end; null where it came nowhere.</summary>
    public AuditPosition? Position { get; private set; }

    /// <summary>Checks what is not checked yet, and writes how far it came.</summary>
    /// <param name="position">How far the audit has come.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ForkException">A kept checkpoint, signed by the log, is of another tree.</exception>
    public async Task RunAsync(AuditPosition position, CancellationToken cancellation)
    {
        foreach (var together in (await SizesAsync(position, cancellation)).Chunk(Together))
        {
            foreach (var checkpoint in await Task.WhenAll(together.Select(size => kept.ReadAsync(size, cancellation))))
            {
                Position = position = await TakeAsync(checkpoint, position with { KeptTo = checkpoint.Size }, cancellation);
            }

            store.Save(position);
        }

        NotAttested = position.NotAttested;
        CheckTail(position);
        Stretches = [.. Stored().Concat(_provisional).Aggregate(new List<Unattested>(), Join).Take(MostStretches)];
    }

    private async Task<IReadOnlyList<long>> SizesAsync(AuditPosition position, CancellationToken cancellation)
    {
        try
        {
            return await kept.SizesAsync(position.KeptTo, position.Size, cancellation);
        }
        catch (LogFileException flawed)
        {
            findings.Tell(new VerificationFailure(VerificationRule.Checkpoint, "", null, null, flawed.Flaw.ToString()));
            return [];
        }
    }

    private async Task<AuditPosition> TakeAsync(KeptCheckpoint checkpoint, AuditPosition position, CancellationToken cancellation)
    {
        if (checkpoint.Signed is not { } signed)
        {
            findings.Add(new VerificationFailure(VerificationRule.Checkpoint, "", null, null, checkpoint.Problem!));
            return position;
        }

        if (snapshot.EdgeFlaw is null && !await snapshot.BeginsWithAsync(checkpoint.Size, signed.Checkpoint.Root, cancellation))
        {
            throw reader.Fork(signed.Note, snapshot.Verified.Note, signed.Checkpoint.Origin, $"the log keeps a checkpoint of {checkpoint.Size} entries that is not of the tree which it shows");
        }

        if (checkpoint.Cosigned is not { } cosigned)
        {
            return position;
        }

        var missing = 0L;
        Judge(position.AttestedTo, checkpoint.Size, position.AttestedAt, cosigned, findings.Add, (first, last) =>
        {
            missing += last - first + 1;
            Write(new Unattested(first, last));
        });
        return position with { AttestedTo = checkpoint.Size, AttestedAt = cosigned.Earlier, NotAttested = position.NotAttested + missing };
    }

    // Behind the last kept checkpoint: by the newest one, which is not kept for ever, so that this is not the last word.
    private void CheckTail(AuditPosition position)
    {
        if (position.AttestedTo >= position.Size)
        {
            return;
        }

        void Missing(long first, long last)
        {
            NotAttested += last - first + 1;
            _provisional.Add(new Unattested(first, last));
            if (_provisional.Count > MostStretches)
            {
                _provisional.RemoveAt(MostStretches);
            }
        }

        if (position.Size == snapshot.Checkpoint.Size && kept.TimesOf(snapshot.Verified.Note) is { } cosigned)
        {
            Judge(position.AttestedTo, position.Size, position.AttestedAt, cosigned, findings.Tell, Missing);
        }
        else
        {
            Missing(position.AttestedTo, position.Size - 1);
        }
    }

    private void Judge(long from, long to, long before, CosignedAt holding, Action<VerificationFailure> found, Action<long, long> missing)
    {
        var first = -1L;
        while (from < to)
        {
            var rows = store.Times(from, to, Rows);
            foreach (var (index, recordedAt) in rows)
            {
                var verdict = Attestation.Of(recordedAt, before, holding);
                if (verdict == TimeVerdict.NotAttested)
                {
                    first = first < 0 ? index : first;
                    continue;
                }

                if (first >= 0)
                {
                    missing(first, index - 1);
                    first = -1;
                }

                if (verdict != TimeVerdict.Attested)
                {
                    found(new VerificationFailure(VerificationRule.Attested, "", (ulong)index, null, verdict == TimeVerdict.TooLate
                        ? $"recorded_at is {Shown(recordedAt / 1_000_000)}; the checkpoint that holds it was cosigned at {Shown(holding.Later)}, before that"
                        : $"recorded_at is {Shown(recordedAt / 1_000_000)}; a checkpoint without it was cosigned at {Shown(before)}, after that"));
                }
            }

            from = rows.Count == 0 ? to : rows[^1].Index + 1;
        }

        if (first >= 0)
        {
            missing(first, to - 1);
        }
    }

    private void Write(Unattested stretch)
    {
        var stored = Stored();
        if (stored.Count > 0 && stored[^1].Last == stretch.First - 1)
        {
            store.Execute("UPDATE unattested SET last = $1 WHERE first = $0", stored[^1].First, stretch.Last);
        }
        else if (stored.Count < MostStretches)
        {
            store.Execute("INSERT INTO unattested VALUES ($0, $1)", stretch.First, stretch.Last);
        }
    }

    private List<Unattested> Stored()
    {
        using var row = store.Read("SELECT first, last FROM unattested ORDER BY first");
        var stretches = new List<Unattested>();
        while (row.Read())
        {
            stretches.Add(new Unattested(row.GetInt64(0), row.GetInt64(1)));
        }

        return stretches;
    }

    private static List<Unattested> Join(List<Unattested> joined, Unattested next)
    {
        if (joined.Count > 0 && joined[^1].Last == next.First - 1)
        {
            joined[^1] = joined[^1] with { Last = next.Last };
        }
        else
        {
            joined.Add(next);
        }

        return joined;
    }

    // Of whatever a log says: also what no calendar holds.
    private static string Shown(long seconds) => seconds is >= -62_135_596_800 and <= 253_402_300_799
        ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture)
        : $"{seconds} s";
}
