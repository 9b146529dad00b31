using Google.Protobuf;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>An entry as it stands in the log: its bytes, their leaf hash, and the statement inside.</summary>
public sealed class RecordedEntry
{
    /// <summary>The greatest size of an entry, in bytes, that an entry bundle's uint16 length can hold.</summary>
    public const int MaxEntryBytes = 65_535;

    private static readonly MessageParser<Entry> KnownFieldsOnly = Entry.Parser.WithDiscardUnknownFields(true);

    private readonly Entry _entry;
    private readonly long _predecessorSize;

    private RecordedEntry(ByteString bytes, Hash256 leafHash, Entry entry, ParsedStatement statement, long predecessorSize = 0)
    {
        _predecessorSize = predecessorSize;
        Bytes = bytes;
        LeafHash = leafHash;
        _entry = entry;
        Statement = statement;
    }

    /// <summary>What is hashed, stored and served.</summary>
    public ByteString Bytes { get; }

    /// <summary>SHA-256(0x00 || bytes): link of the product's chain and leaf of the tree at once.</summary>
    public Hash256 LeafHash { get; }

    /// <summary>What was said.</summary>
    public ParsedStatement Statement { get; }

    /// <summary>Position in the log, from 0.</summary>
    public ulong Index => _entry.Index;

    /// <summary>
    /// Where it stands in the order of all that the ledger recorded: its index, and below 0 for an entry of the log's predecessor, whose last entry
    /// stands at -1.
    /// </summary>
    public long Position => (long)_entry.Index - _predecessorSize;

    /// <summary>Whether it stands in the predecessor of the log that is read.</summary>
    public bool IsOfPredecessor => _predecessorSize > 0;

    /// <summary>Position in the subject's history, from 1.</summary>
    public ulong Version => _entry.Version;

    /// <summary>Ledger clock, in microseconds since 1970 UTC.</summary>
    public long RecordedAt => _entry.RecordedAt;

    /// <summary>Leaf hash of the subject's previous entry; null where version = 1.</summary>
    public Hash256? Previous => HashOrNull(_entry.Previous);

    /// <summary>Leaf hash of the newest entry of the signing key's history when this was recorded; null in entry 0.</summary>
    public Hash256? KeyHead => HashOrNull(_entry.KeyHead);

    /// <summary>Leaf hash of the newest entry of the party's history when this was recorded, if there was one.</summary>
    public Hash256? PartyHead => HashOrNull(_entry.PartyHead);

    /// <summary>The signatures as received, 64 bytes each.</summary>
    public IReadOnlyList<ByteString> Signatures => _entry.Signatures;

    /// <summary>The same entry, read as one of the predecessor of the log in hand.</summary>
    /// <param name="size">How many entries of the predecessor count: more than the entry's index.</param>
    /// <exception cref="ArgumentOutOfRangeException">It lies beyond these.</exception>
    public RecordedEntry OfPredecessor(long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual((ulong)size, Index);
        return new RecordedEntry(Bytes, LeafHash, _entry, Statement, size);
    }

    /// <summary>Writes an entry, once: from here on its bytes are what counts.</summary>
    /// <param name="index">Position in the log.</param>
    /// <param name="recordedAt">Ledger clock, in microseconds.</param>
    /// <param name="links">Its place in its subject's history, and what it rests on.</param>
    /// <param name="statement">What was said.</param>
    /// <param name="signatures">As received.</param>
    /// <exception cref="ArgumentException">The entry would be greater than <see cref="MaxEntryBytes"/>.</exception>
    public static RecordedEntry Write(ulong index, long recordedAt, EntryLinks links, ParsedStatement statement, IEnumerable<ByteString> signatures)
    {
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(statement);
        var entry = new Entry
        {
            Index = index,
            Version = links.Version,
            Previous = BytesOf(links.Previous),
            RecordedAt = recordedAt,
            KeyHead = BytesOf(links.KeyHead),
            PartyHead = BytesOf(links.PartyHead),
            Statement = statement.Bytes,
        };
        entry.Signatures.AddRange(signatures);
        var bytes = entry.ToByteString();
        return bytes.Length <= MaxEntryBytes
            ? new RecordedEntry(bytes, MerkleHash.LeafHash(bytes.Span), entry, statement)
            : throw new ArgumentException($"an entry has at most {MaxEntryBytes} bytes; this one would have {bytes.Length}", nameof(statement));
    }

    /// <summary>Reads an entry from its bytes; false with the problem in words where they are none in canonical form.</summary>
    /// <param name="bytes">At most 65,535 bytes.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="refusal">What is wrong; of a statement of a newer version NOT_CANONICAL.</param>
    public static bool TryParse(ByteString bytes, out RecordedEntry? entry, out Refusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        entry = null;
        if (!TryParseEntry(bytes, out var parsed, out refusal))
        {
            return false;
        }

        refusal = ParsedStatement.Parse(parsed!.Statement, out var statement);
        entry = refusal is null ? new RecordedEntry(bytes, MerkleHash.LeafHash(bytes.Span), parsed, statement!) : null;
        return entry is not null;
    }

    /// <summary>Reads an entry as verifiers do: a statement of a newer version is read as far as it is known (<see cref="ParsedStatement.Read"/>).</summary>
    /// <param name="bytes">At most 65,535 bytes.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="refusal">What is wrong.</param>
    public static bool TryRead(ByteString bytes, out RecordedEntry? entry, out Refusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return TryReadHashed(bytes, MerkleHash.LeafHash(bytes.Span), out entry, out refusal);
    }

    /// <summary>As <see cref="TryRead"/>, for whoever has hashed the bytes already, in order to hold them to a tree.</summary>
    /// <param name="bytes">At most 65,535 bytes.</param>
    /// <param name="leafHash">Their <see cref="MerkleHash.LeafHash"/>, made by the caller itself.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="refusal">What is wrong.</param>
    public static bool TryReadHashed(ByteString bytes, Hash256 leafHash, out RecordedEntry? entry, out Refusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        entry = null;
        if (!TryParseEntry(bytes, out var parsed, out refusal))
        {
            return false;
        }

        refusal = ParsedStatement.Read(parsed!.Statement, out var statement);
        entry = refusal is null ? new RecordedEntry(bytes, leafHash, parsed, statement!) : null;
        return entry is not null;
    }

    /// <summary>Reads an entry that this log wrote itself.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <exception cref="FormatException">They are no entry: the store is damaged.</exception>
    public static RecordedEntry Parse(ByteString bytes) =>
        TryParse(bytes, out var entry, out var refusal) ? entry! : throw new FormatException($"a stored entry is damaged: {refusal!.Message}");

    private static bool TryParseEntry(ByteString bytes, out Entry? parsed, out Refusal? refusal)
    {
        parsed = null;
        try
        {
            parsed = KnownFieldsOnly.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException problem)
        {
            refusal = Refusal.Because(Reason.Malformed, "", $"not a trace.v1.Entry: {problem.Message}");
            return false;
        }

        if (bytes.Length > MaxEntryBytes || !CanonicalForm.IsOnlyEncodingOf(parsed, bytes.Span))
        {
            refusal = Refusal.Because(Reason.NotCanonical, "", "the entry is not in canonical form");
            return false;
        }

        refusal = AreHashes(parsed) ? null : Refusal.Because(Reason.FieldOutOfBounds, "", "previous, key_head and party_head are empty or have 32 bytes");
        return refusal is null;
    }

    private static Hash256? HashOrNull(ByteString bytes) => bytes.IsEmpty ? null : Hash256.From(bytes.Span);

    private static ByteString BytesOf(Hash256? hash) => hash is { } some ? ByteString.CopyFrom(some.ToArray()) : ByteString.Empty;

    private static bool AreHashes(Entry entry) =>
        entry.Previous.Length is 0 or Hash256.Size && entry.KeyHead.Length is 0 or Hash256.Size && entry.PartyHead.Length is 0 or Hash256.Size;
}
