using Google.Protobuf;
using Trace.Api.Hosting;
using Trace.Api.Ledger;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Restoring;

/// <summary>What holds of an entry whatever was recorded before it: form, rules without history, possessions, signature. On all processors.</summary>
/// <param name="origin">Of the log that is restored.</param>
/// <param name="keys">Finds signing keys, as admission does.</param>
/// <param name="before">The checkpoint of the log before it that the store holds; null where it holds none.</param>
internal sealed class EntryCheck(string origin, KeyDirectory keys, Checkpoint? before)
{
    // Named in the batch before, which may not be stored yet, and in this one. The directory holds what is stored, and may forget the rest.
    private Dictionary<Hash256, Ed25519PublicKey> _before = [];
    private Dictionary<Hash256, Ed25519PublicKey> _now = [];
    private string? _ledger;

    /// <summary>Reads and checks entries. One call follows another, in the order of the log; all but the last one's entries are stored by then.</summary>
    /// <param name="first">Index of the first.</param>
    /// <param name="bytes">The entries' bytes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StartRefusedException">One does not hold; the message names its index and rule.</exception>
    public async Task<IReadOnlyList<RecordedEntry>> RunAsync(long first, IReadOnlyList<ReadOnlyMemory<byte>> bytes, CancellationToken cancellation)
    {
        var entries = new RecordedEntry[bytes.Count];
        if (first == 0)
        {
            BeginWith(Read(0, bytes[0]));
        }

        var onAll = new ParallelOptions { CancellationToken = cancellation };
        OfOne(() => Parallel.For(0, entries.Length, onAll, i =>
        {
            entries[i] = Read(first + i, bytes[i]);
            var statement = entries[i].Statement;
            if ((statement.CheckRules(_ledger!) ?? Possessions.Check(statement)) is { } refusal)
            {
                throw Refused(first + i, $"{refusal.Reason}: {refusal.Message}");
            }
        }));

        (_before, _now) = (_now, []);
        foreach (var (id, key) in entries.SelectMany(entry => NamedKeys.In(entry.Statement)))
        {
            if (Ed25519PublicKey.TryImport(key.Key.Span, out var imported))
            {
                _now[id] = imported;
            }
        }

        // Whether a key was brought in before what it signed, and stood, is judged in order, later.
        await Parallel.ForEachAsync(entries, cancellation, async (entry, stop) =>
        {
            var signing = new List<Ed25519PublicKey?>();
            foreach (var signer in EntrySignatures.Signers(entry))
            {
                signing.Add(_now.GetValueOrDefault(signer) ?? _before.GetValueOrDefault(signer) ?? (signer == entry.Statement.Key ? await keys.FindAsync(entry.Statement, stop) : null)
                    ?? throw Refused((long)entry.Index, $"no entry before it brought in its key {signer}"));
            }

            if (entry.Signatures.Count != signing.Count || EntrySignatures.Check(entry, signing) is not null)
            {
                throw Refused((long)entry.Index, $"it is not signed by its key {entry.Statement.Key}, once and strictly{(signing.Count > 1 ? ", and by the recovery key" : "")}");
            }
        });
        return entries;
    }

    /// <summary>An entry that does not hold.</summary>
    internal static StartRefusedException Refused(long index, string problem) => new($"Entry {index} does not hold, and nothing from it on is stored: {problem}");

    /// <summary>Reads entry 0, which says what the log and its ledger are called.</summary>
    internal void BeginWith(RecordedEntry entry)
    {
        var message = entry.Statement.Message;
        if (message.PayloadCase != Statement.PayloadOneofCase.Genesis || entry.Statement.Key != KeyId.Of(message.Genesis.RegistrarKey))
        {
            throw Refused(0, "entry 0 is a Genesis, signed by the registrar's key that it names");
        }

        if (message.Genesis.Origin != origin)
        {
            throw Refused(0, $"it is the Genesis of \"{message.Genesis.Origin}\"; the checkpoint is of \"{origin}\"");
        }

        if (message.Genesis.Predecessor is { } predecessor && (before is null || !Handover.IsSame(Handover.CheckpointOf(predecessor.Checkpoint.Span), before)))
        {
            throw Refused(0, $"this log follows \"{predecessor.Origin}\", and this database does not hold that log at the checkpoint that is named. Restore with --predecessor");
        }

        if (message.Genesis.Predecessor is null && before is not null)
        {
            throw Refused(0, $"this database holds \"{before.Origin}\" as the log before, and this log follows none. Restore into an empty database");
        }

        _ledger = message.Ledger;
    }

    /// <summary>Reads an entry's bytes.</summary>
    internal static RecordedEntry Read(long index, ReadOnlyMemory<byte> bytes)
    {
        if (!RecordedEntry.TryParse(UnsafeByteOperations.UnsafeWrap(bytes), out var entry, out var refusal))
        {
            throw Refused(index, $"{refusal!.Message}. If a newer version of this program wrote it, restore with that one");
        }

        return (long)entry!.Index == index ? entry : throw Refused(index, $"it says that it is entry {entry.Index}");
    }

    // Of several that do not hold, any one is as good as the first to say.
    private static void OfOne(Action run)
    {
        try
        {
            run();
        }
        catch (AggregateException several) when (several.InnerException is StartRefusedException one)
        {
            throw new StartRefusedException(one.Message, one.ExitCode, several);
        }
    }
}
