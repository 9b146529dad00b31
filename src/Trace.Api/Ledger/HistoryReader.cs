using Google.Protobuf;
using Npgsql;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>Reads histories with the evidence for their keys and parties, all at one head.</summary>
public sealed class HistoryReader(NpgsqlDataSource source, Checkpoints checkpoints, TileReader tiles, PredecessorLog predecessor, ChainReader chainReader)
{
    /// <summary>The most entries of a page.</summary>
    public const int MostEntries = 500;

    /// <summary>About the most bytes of a page's own entries.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>The most entries that are read as a whole.</summary>
    public const int MostWholeEntries = 5000;

    /// <summary>About the most bytes of the entries of what is read as a whole.</summary>
    public const int MostWholeBytes = 8 * 1024 * 1024;

    private const string GenesisSubject = "log/genesis";

    // An index is a seq_id less one, so what lies below a size has a seq_id of at most that size.
    private const string Page = "SELECT bdata, seq_id, version FROM ledger.mt_events WHERE stream_id = $1 AND version >= $2 AND seq_id <= $3 ORDER BY version LIMIT $4";
    private const string Newest = "SELECT version FROM ledger.log_entry WHERE subject = $1 AND index < $2 ORDER BY version DESC LIMIT 1";

    /// <summary>A page of a history.</summary>
    /// <param name="request">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The page, or null where the subject has no entry at that head.</returns>
    public Task<History?> ReadAsync(GetHistoryRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync(request, checkpoints.At(request.At), cancellation);
    }

    /// <summary>A page of a history at a head that the caller holds, so that several histories are read at one.</summary>
    /// <param name="request">Which.</param>
    /// <param name="head">The head.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The page, or null where the subject has no entry at that head.</returns>
    public Task<History?> ReadAsync(GetHistoryRequest request, SignedHead head, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync(request, head, request.Limit is 0 or > MostEntries ? MostEntries : (int)request.Limit, MostBytes, cancellation);
    }

    /// <summary>A history as a whole, up to <see cref="MostWholeEntries"/>, for a reader who does not turn pages.</summary>
    /// <param name="subject">Of which subject.</param>
    /// <param name="head">The head.</param>
    /// <param name="thorough">Whether each of its entries has an inclusion proof of its own.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The history, or null where the subject has no entry at that head.</returns>
    public Task<History?> ReadWholeAsync(string subject, SignedHead head, bool thorough, CancellationToken cancellation) =>
        ReadAsync(new GetHistoryRequest { Subject = subject, Thorough = thorough }, head, MostWholeEntries, MostWholeBytes, cancellation);

    private async Task<History?> ReadAsync(GetHistoryRequest request, SignedHead head, int mostEntries, int mostBytes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(head);
        var from = Math.Max(1, request.FromVersion);
        var (entries, newest) = await PageAsync(request.Subject, from, mostEntries, mostBytes, head.Head.Size, cancellation);
        if (newest == 0)
        {
            return null;
        }

        var history = new History
        {
            FromVersion = from,
            NewestVersion = newest,
            NextVersion = entries.Count > 0 && entries[^1].Version < newest ? entries[^1].Version + 1 : 0,
            Bundle = new HistoryBundle { Checkpoint = UnsafeByteOperations.UnsafeWrap(head.Note), History = new Chain { Subject = request.Subject } },
        };
        await FillAsync(history.Bundle.History, entries, request.Thorough, head, cancellation);

        if (!request.WithoutEvidence)
        {
            await AddEvidenceAsync(history, request, entries, head, cancellation);
        }

        return history;
    }

    /// <summary>Entries of a subject or of the log, as they are watched.</summary>
    /// <param name="subject">The subject; null for the log.</param>
    /// <param name="from">First version, or first index.</param>
    /// <param name="most">At most this many.</param>
    /// <param name="size">Of the head.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<ByteString>> NextAsync(string? subject, ulong from, int most, long size, CancellationToken cancellation)
    {
        await using var command = subject is null
            ? source.CreateCommand("SELECT bdata FROM ledger.mt_events WHERE seq_id > $1 AND seq_id <= $2 ORDER BY seq_id LIMIT $3")
            : source.CreateCommand("SELECT bdata FROM ledger.mt_events WHERE stream_id = $4 AND version >= $1 AND seq_id <= $2 ORDER BY version LIMIT $3");
        command.Parameters.AddWithValue((long)Math.Min(from, long.MaxValue));
        command.Parameters.AddWithValue(size);
        command.Parameters.AddWithValue(most);
        if (subject is not null)
        {
            command.Parameters.AddWithValue(subject);
        }

        var entries = new List<ByteString>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            entries.Add(UnsafeByteOperations.UnsafeWrap(reader.GetFieldValue<byte[]>(0)));
        }

        return entries;
    }

    /// <summary>One entry by its index or by its statement's identity; null where there is none at that head.</summary>
    /// <param name="request">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Recorded?> EntryAsync(GetEntryRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var head = checkpoints.At(request.At);
        await using var command = request.ByCase == GetEntryRequest.ByOneofCase.Identity
            ? source.CreateCommand("SELECT m.bdata, m.seq_id, m.version FROM ledger.log_entry e JOIN ledger.mt_events m ON m.seq_id = e.index + 1 WHERE e.identity = $1 AND e.index < $2")
            : source.CreateCommand("SELECT bdata, seq_id, version FROM ledger.mt_events WHERE seq_id = $1 AND seq_id <= $2");
        command.Parameters.AddWithValue(request.ByCase == GetEntryRequest.ByOneofCase.Identity ? request.Identity.ToByteArray() : (object)((long)Math.Min(request.Index, long.MaxValue - 1) + 1));
        command.Parameters.AddWithValue(head.Head.Size);
        StoredEntry entry;
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
            {
                return null;
            }

            entry = StoredEntry.From(reader);
        }

        var (proof, note) = await ProveAsync(entry.Index, head, cancellation);
        return new Recorded { Entry = entry.Bytes, Proof = proof, Checkpoints = { note } };
    }

    private async Task<(List<StoredEntry> Entries, ulong Newest)> PageAsync(string subject, ulong from, int mostEntries, int mostBytes, long size, CancellationToken cancellation)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(EntryStore.Command(Page, subject, (long)Math.Min(from, long.MaxValue), size, mostEntries));
        batch.BatchCommands.Add(EntryStore.Command(Newest, subject, size));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var (entries, bytes) = (new List<StoredEntry>(), 0);
        while (await reader.ReadAsync(cancellation))
        {
            var entry = StoredEntry.From(reader);
            bytes += entry.Bytes.Length;
            if (bytes <= mostBytes || entries.Count == 0)
            {
                entries.Add(entry);
            }
        }

        await reader.NextResultAsync(cancellation);
        return (entries, await reader.ReadAsync(cancellation) ? (ulong)reader.GetInt64(0) : 0);
    }

    private async Task<(V1.InclusionProof Proof, ByteString Note)> ProveAsync(long index, SignedHead head, CancellationToken cancellation) => index < 0
        ? await predecessor.ProveAsync(index, cancellation)
        : (Answers.Inclusion(index, head.Head.Size, await tiles.InclusionAsync(index, head, cancellation)), UnsafeByteOperations.UnsafeWrap(head.Note));

    private async Task FillAsync(Chain chain, List<StoredEntry> entries, bool each, SignedHead head, CancellationToken cancellation)
    {
        chain.Entries.AddRange(entries.Select(entry => entry.Bytes));
        foreach (var proven in each ? entries : entries.TakeLast(1))
        {
            chain.Proofs.Add((await ProveAsync(proven.Index, head, cancellation)).Proof);
        }

        if (entries.FindLastIndex(entry => entry.Index < 0) is >= 0 and var last)
        {
            chain.Predecessor = new PredecessorPart { Entries = (ulong)last + 1, Proof = (await ProveAsync(entries[last].Index, head, cancellation)).Proof };
        }
    }

    private async Task AddEvidenceAsync(History history, GetHistoryRequest request, List<StoredEntry> entries, SignedHead head, CancellationToken cancellation)
    {
        var chains = await EvidenceAsync(entries, head.Head.Size, cancellation);
        var have = request.Have.Where(hash => hash.Length == Hash256.Size).Select(hash => Hash256.From(hash.Span)).ToHashSet();
        // What a party or key says of itself rests on the history itself, which is there.
        foreach (var (subject, chain) in chains.Where(chain => chain.Value.Count > 0 && chain.Key != request.Subject).OrderBy(chain => chain.Key, StringComparer.Ordinal))
        {
            var held = chain.FindLastIndex(entry => have.Contains(entry.LeafHash)) + 1;
            // A history that rests on itself, such as a party's, is sent once where the page holds all of it.
            if (held == chain.Count || (subject == request.Subject && history is { FromVersion: 1, NextVersion: 0 }))
            {
                continue;
            }

            var sent = new Chain { Subject = subject };
            await FillAsync(sent, [.. chain.Skip(held)], each: false, head, cancellation);
            history.Bundle.Evidence.Add(sent);
            history.EvidenceFrom.Add((ulong)held + 1);
        }
    }

    // The keys and parties of the page's entries, of the entries of their histories, and so on down to Genesis.
    private async Task<Dictionary<string, List<StoredEntry>>> EvidenceAsync(IEnumerable<StoredEntry> entries, long size, CancellationToken cancellation)
    {
        var chains = new Dictionary<string, List<StoredEntry>>();
        var wanted = new HashSet<string> { GenesisSubject };
        Want(entries);
        while (wanted.Count > 0)
        {
            foreach (var (subject, chain) in await chainReader.ReadAsync(wanted, size, cancellation))
            {
                chains[subject] = chain;
            }

            var read = wanted.Select(subject => chains[subject]).ToList();
            wanted.Clear();
            read.ForEach(Want);
        }

        return chains;

        void Want(IEnumerable<StoredEntry> said)
        {
            foreach (var statement in said.Select(stored => stored.Entry?.Statement).OfType<ParsedStatement>().Where(statement => statement.KeySubject is not null))
            {
                if (!chains.ContainsKey(statement.KeySubject!))
                {
                    wanted.Add(statement.KeySubject!);
                }

                if (!chains.ContainsKey(statement.Message.Party))
                {
                    wanted.Add(statement.Message.Party);
                }
            }
        }
    }
}
