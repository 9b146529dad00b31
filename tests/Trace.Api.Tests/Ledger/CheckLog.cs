using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Trace.Api.Ledger;
using Trace.Domain.Disclosures;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;

namespace Trace.Api.Tests.Ledger;

/// <summary>
/// A full re-verification of a log from its database's rows: every entry's bytes, place, links, signature and rules replayed from entry 0, the
/// tree by RFC 6962 word for word, the tiles, the head and its note, and every table that repeats what the entries say.
/// </summary>
internal sealed class CheckLog
{
    private readonly StoredLog _log;
    private readonly VerifierKey _key;
    private readonly string _ledger;
    private readonly LedgerState _state = new();
    private readonly Dictionary<Hash256, Ed25519PublicKey> _keys = [];
    private readonly Dictionary<string, long> _versions = [];
    private readonly Dictionary<Hash256, long> _uses = [];
    private readonly Dictionary<Hash256, Hash256> _commitments = [];
    private readonly List<Hash256> _leaves = [];
    private readonly List<(RecordedEntry Entry, Ed25519PublicKey Key)> _signed = [];
    private readonly List<string> _problems = [];

    private CheckLog(StoredLog log, VerifierKey key, string ledger) => (_log, _key, _ledger) = (log, key, ledger);

    /// <summary>Fails with everything that does not hold.</summary>
    public static async Task<StoredLog> PassesAsync(string connectionString, VerifierKey key, string ledger)
    {
        var log = await StoredLog.ReadAsync(connectionString);
        var problems = ProblemsOf(log, key, ledger);
        Assert.True(problems.Count == 0, string.Join('\n', problems.Take(20)));
        return log;
    }

    /// <summary>Fails with everything that does not hold of a running service's log.</summary>
    public static Task<StoredLog> PassesAsync(RunningService service)
    {
        var options = service.Services.GetRequiredService<LogOptions>();
        return PassesAsync(service.ConnectionString, options.Signer.VerifierKey, options.Ledger);
    }

    /// <summary>Everything that does not hold, one line each, naming the entry or the row.</summary>
    public static IReadOnlyList<string> ProblemsOf(StoredLog log, VerifierKey key, string ledger)
    {
        var check = new CheckLog(log, key, ledger);
        check.Run();
        return check._problems;
    }

    private void Run()
    {
        for (var i = 0; i < _log.Events.Count; i++)
        {
            Take(_log.Events[i], i);
        }

        Parallel.ForEach(_signed, signed =>
        {
            if (signed.Entry.Signatures.Count != 1 || !signed.Key.Verify(SignatureContexts.Statement(signed.Entry.Statement.Bytes.Span), signed.Entry.Signatures[0].Span))
            {
                lock (_problems)
                {
                    _problems.Add($"entry {signed.Entry.Index}: its signature is not that of its key");
                }
            }
        });
        CheckTree();
        CheckTables();
    }

    private void Require(bool holds, string problem)
    {
        if (!holds)
        {
            _problems.Add(problem);
        }
    }

    private void Take(StoredEvent stored, int index)
    {
        var place = _log.Places.ElementAtOrDefault(index);
        _leaves.Add(Leaf(stored.Bytes));
        Require(stored.SeqId == index + 1, $"entry {index}: stands under seq_id {stored.SeqId}");
        Require(place is not null && place.Index == index && place.LeafHash == _leaves[^1], $"entry {index}: its leaf hash is not that of log_entry");
        if (!RecordedEntry.TryParse(ByteString.CopyFrom(stored.Bytes), out var entry, out var malformed))
        {
            _problems.Add($"entry {index}: {malformed!.Message}");
            return;
        }

        var statement = entry!.Statement;
        var subject = statement.Subject.Value;
        Require((long)entry.Index == index, $"entry {index}: says that it is entry {entry.Index}");
        Require(stored.Stream == subject && stored.Version == (long)entry.Version, $"entry {index}: {subject} version {entry.Version} is stored as {stored.Stream} version {stored.Version}");
        Require(stored.Id == new Guid(statement.Identity.AsSpan()[..16], bigEndian: true), $"entry {index}: its event id is not the beginning of its identity");
        Require(stored.Type == statement.Rules.FieldName, $"entry {index}: a {statement.Rules.FieldName} is stored as {stored.Type}");
        Require(UnixMicroseconds.Of(stored.Time.ToUniversalTime()) == entry.RecordedAt, $"entry {index}: its event's time is not recorded_at");
        Require(place is not null && place.Identity == statement.Identity && place.Subject == subject && place.Version == (long)entry.Version, $"entry {index}: log_entry says something else of it");
        Require(_state.Find(statement.Identity) is null, $"entry {index}: its statement is recorded twice");
        Require(index == 0 || entry.RecordedAt >= LastRecordedAt, $"entry {index}: recorded_at decreases");
        Require(EntryLinks.Next(statement, _state) == new EntryLinks(entry.Version, entry.Previous, entry.KeyHead, entry.PartyHead), $"entry {index}: its links are not to the newest entries of subject, key and party");
        LastRecordedAt = entry.RecordedAt;
        Judge(entry);
    }

    private long LastRecordedAt { get; set; }

    private void Judge(RecordedEntry entry)
    {
        var statement = entry.Statement;
        var refusal = statement.CheckRules(_ledger) ?? Possessions.Check(statement) ?? Judgement.Judge(statement, _state, entry.RecordedAt, RuleScope.Log);
        Require(refusal is null, $"entry {entry.Index}: {refusal?.Reason} {refusal?.Message}");
        foreach (var (id, named) in NamedKeys.In(statement))
        {
            if (!_keys.ContainsKey(id) && Ed25519PublicKey.TryImport(named.Key.Span, out var imported))
            {
                _keys.Add(id, imported);
            }
        }

        if (_keys.TryGetValue(statement.Key, out var key))
        {
            _signed.Add((entry, key));
        }
        else
        {
            _problems.Add($"entry {entry.Index}: no entry before it brought in its key");
        }

        foreach (var use in Uses.By(statement))
        {
            _uses.TryAdd(use, (long)entry.Index);
        }

        foreach (var (_, commitment) in Commitments.In(statement))
        {
            _commitments.TryAdd(Hash256.From(commitment.Digest.Span), statement.Identity);
        }

        _versions[statement.Subject.Value] = (long)entry.Version;
        _state.Apply(entry);
    }

    private void CheckTree()
    {
        var (size, root, recordedAt, note) = _log.Head;
        Require(size == _log.Events.Count && size == _log.Places.Count, $"log_head counts {size} entries, mt_events {_log.Events.Count}, log_entry {_log.Places.Count}");
        Require(root == Root([.. _leaves]), $"the root of {_leaves.Count} entries is {Root([.. _leaves])}; log_head says {root}");
        Require(recordedAt == LastRecordedAt, "log_head's recorded_at is not that of the last entry");
        if (note is not null)
        {
            Require(
                NoteVerifier.TryOpen(note, [_key], out var opened, out _) && Checkpoint.TryParse(opened.Note.Text, out var signed, out _) && signed.Origin == _key.Name
                    && signed.Size <= _leaves.Count && signed.Root == Root([.. _leaves[..(int)signed.Size]]),
                "the note that log_head holds is not the log's checkpoint of these entries");
        }

        var (level, row, expected) = (0, _leaves, 0);
        for (; row.Count >= TileGeometry.FullWidth; level++)
        {
            var above = new List<Hash256>();
            for (var i = 0; (i + 1) * TileGeometry.FullWidth <= row.Count; i++, expected++)
            {
                Hash256[] hashes = [.. row[(i * TileGeometry.FullWidth)..((i + 1) * TileGeometry.FullWidth)]];
                Require(
                    _log.Tiles.TryGetValue((level, i), out var stored) && stored.AsSpan().SequenceEqual(hashes.SelectMany(hash => hash.ToArray()).ToArray()),
                    $"tile {level}/{i} is missing or differs");
                above.Add(Root(hashes));
            }

            row = above;
        }

        Require(_log.Tiles.Count == expected, $"log_tile holds {_log.Tiles.Count} tiles; {expected} are full");
    }

    private void CheckTables()
    {
        Require(Same(_log.Streams, _versions), "mt_streams is not the newest version of each subject");
        Require(Same(_log.Uses, _uses), "log_use is not the first use of each");
        Require(
            _log.Commitments.Count == _commitments.Count && _commitments.All(one => _log.Commitments.TryGetValue(one.Key, out var identity) && identity == one.Value),
            "log_commitment is not the first statement of each digest");
        Require(_log.Sequence >= _log.Events.Count, $"Marten's sequence stands at {_log.Sequence}");
    }

    private static bool Same<TKey>(IReadOnlyDictionary<TKey, long> stored, Dictionary<TKey, long> replayed)
        where TKey : notnull => stored.Count == replayed.Count && replayed.All(pair => stored.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static Hash256 Leaf(byte[] entry) => Hash256.From(SHA256.HashData([0, .. entry]));

    // RFC 6962, section 2.1, as it stands there.
    private static Hash256 Root(ReadOnlySpan<Hash256> leaves)
    {
        if (leaves.Length <= 1)
        {
            return leaves.IsEmpty ? Hash256.From(SHA256.HashData([])) : leaves[0];
        }

        var split = 1;
        while (split * 2 < leaves.Length)
        {
            split *= 2;
        }

        return Hash256.From(SHA256.HashData([1, .. Root(leaves[..split]).ToArray(), .. Root(leaves[split..]).ToArray()]));
    }
}
