using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Testing;
using Trace.V1;
using Xunit;
using ConsistencyProof = Trace.Domain.Ledger.ConsistencyProof;
using InclusionProof = Trace.Domain.Ledger.InclusionProof;

namespace Trace.Domain.Tests.Fuzzing;

/// <summary>One thing that hostile bytes are given to.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Valid">Inputs that it takes.</param>
/// <param name="Take">Whether it takes an input. Throws nothing; what it takes by one spelling, it must write the same again.</param>
/// <param name="Share">How many of each hundred inputs it gets, since some cost a thousand times another.</param>
internal sealed record Target(string Name, IReadOnlyList<byte[]> Valid, Func<byte[], bool> Take, int Share)
{
    private static readonly InMemoryLog Log = Written();
    private static readonly CosignatureSigner Witness = new("witness.example/w1", InMemoryLog.KeyOf("w1"));

    private static readonly TrustPolicy Policy = TrustPolicy.Parse(Encoding.UTF8.GetBytes(PolicyText()));
    private static readonly (Hash256 At256, Hash256 At300) Roots = (RootAt(256), RootAt(300));
    private static readonly byte[][] Notes = [.. new long?[] { 1, 3, 256, null }.Select(size => Cosigned(size).ToBytes())];

    public static IReadOnlyList<Target> All { get; } =
    [
        new("note", Notes, Note, 15),
        new("checkpoint", [.. Notes.Select(note => Encoding.UTF8.GetBytes(SignedNote.Parse(note).Text))], CheckpointText, 12),
        new("checkpoint under a policy", Notes, bytes => Policy.TryVerify(bytes, out _, out _), 5),
        new("policy", [Encoding.UTF8.GetBytes(PolicyText()), Encoding.UTF8.GetBytes($"log {Log.VerifierKey} https://log.example/\nquorum none\n")], bytes => TrustPolicy.TryParse(bytes, out _, out _), 12),
        new("verifier key", [Encoding.UTF8.GetBytes(Log.VerifierKey.ToString()), Encoding.UTF8.GetBytes(Witness.VerifierKey.ToString())], Vkey, 8),
        new("tlog-proof", [.. new[] { 0, 5, 299 }.Select(Proof)], ProofFile, 8),
        new("inclusion proof", [.. new[] { 0, 5, 255, 256, 299 }.Select(Inclusion)], InclusionOf, 12),
        new("consistency proof", [Consistency(1, 300), Consistency(5, 256), Consistency(256, 300), Consistency(300, 300)], ConsistencyOf, 12),
        new("tile", [[.. Log.Entries.Take(256).SelectMany(entry => entry.LeafHash.ToArray())]], Tile, 1),
        new("tile path", [.. new[] { "tile/0/000", "tile/1/x001/x234/067.p/3", "tile/entries/x001/000", "tile/entries/999.p/255" }.Select(Encoding.UTF8.GetBytes)], Path, 8),
        new("entry bundle", [EntryBundle.Encode([.. Log.Entries.Take(4).Select(entry => entry.Bytes.Memory)])], Bundle, 3),
        new("entry", [.. Log.Entries.Take(6).Select(entry => entry.Bytes.ToByteArray())], bytes => RecordedEntry.TryRead(ByteString.CopyFrom(bytes), out _, out _), 3),
        new("history", [Log.Bundle(Log.Entries[4].Statement.Subject.Value, thorough: true).ToByteArray(), Log.Bundle("log/genesis").ToByteArray()], History, 1),
    ];

    private static InMemoryLog Written()
    {
        var log = new InMemoryLog();
        var by = log.Register(1, Role.Producer, "95211111");
        while (log.Entries.Count < 300)
        {
            log.Append(log.Say(by, $"01/09521111100010/10/L{log.Entries.Count / 2}", new Listing { Name = new Text { Zh = "白牡丹" } }));
        }

        return log;
    }

    private static SignedNote Cosigned(long? size) => Log.Note(size) is var note ? note.With(Witness.Cosign(note, 1_790_000_000)) : note;

    private static string PolicyText() =>
        $"# ledger {Log.Ledger}\nlog {Log.VerifierKey}\nwitness w1 {Witness.VerifierKey} https://witness.example/\nwitness w2 {new CosignatureSigner("witness.example/w2", InMemoryLog.KeyOf("w2")).VerifierKey}\ngroup g 1 w1 w2\nquorum g\n";

    private static byte[] Proof(int index) =>
        new TlogProof("hi"u8.ToArray(), index, [.. Log.Inclusion((ulong)index).Hashes.Select(hash => Hash256.From(hash.Span))], Cosigned(null)).ToBytes();

    private static byte[] Inclusion(int index) => [.. Numbers(index, 300), .. Log.Entries[index].LeafHash.ToArray(), .. Log.Inclusion((ulong)index).Hashes.SelectMany(hash => hash.ToByteArray())];

    private static byte[] Consistency(long first, long second) => [.. Numbers(first, second), .. RootAt(first).ToArray(), .. Log.Consistency(first, second).SelectMany(hash => hash.ToArray())];

    private static Hash256 RootAt(long size) => Checkpoint.Parse(Log.Note(size).Text).Root;

    private static byte[] Numbers(long first, long second)
    {
        var numbers = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(numbers, first);
        BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(8), second);
        return numbers;
    }

    private static bool Note(byte[] bytes)
    {
        if (!SignedNote.TryParse(bytes, out var note, out _))
        {
            return false;
        }

        Assert.Equal(bytes, note.ToBytes());
        return NoteVerifier.TryOpen(note, [Log.VerifierKey, Witness.VerifierKey], out _, out _);
    }

    private static bool CheckpointText(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (!Checkpoint.TryParse(text, out var checkpoint, out _))
        {
            return false;
        }

        Assert.Equal(text, checkpoint.ToString());
        return true;
    }

    private static bool Vkey(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (!VerifierKey.TryParse(text, out var key, out _))
        {
            return false;
        }

        Assert.Equal(text, key.ToString());
        return true;
    }

    private static bool ProofFile(byte[] bytes)
    {
        if (!TlogProof.TryParse(bytes, out var proof, out _))
        {
            return false;
        }

        Assert.Equal(bytes, proof.ToBytes());
        return HistoryProof.TryVerify(proof, Policy, thorough: false, out _, out _) || Log.Entries.Any(entry => entry.Index == (ulong)proof.Index && proof.TryVerify(Policy, entry.LeafHash, out _, out _));
    }

    private static bool InclusionOf(byte[] bytes)
    {
        var (index, size, hashes) = Hostile(bytes);
        var holds = hashes.Length > 0 && InclusionProof.Verify(hashes[0], index, size, hashes.AsSpan(1), Roots.At300);
        // Another size may look alike along the path, by RFC 6962; another leaf or index may not.
        Assert.True(!holds || size != 300 || Log.Entries[(int)index].LeafHash == hashes[0], "a leaf is proven that is not in the tree");
        return holds;
    }

    private static bool ConsistencyOf(byte[] bytes)
    {
        var (first, second, hashes) = Hostile(bytes);
        var holds = hashes.Length > 0 && ConsistencyProof.Verify(first, second, hashes[0], second is 256 ? Roots.At256 : Roots.At300, hashes.AsSpan(1));
        Assert.True(!holds || second is not (256 or 300) || hashes[0] == RootAt(first), "a tree is proven to be the beginning that is not");
        return holds;
    }

    private static (long First, long Second, Hash256[] Hashes) Hostile(byte[] bytes)
    {
        byte[] padded = bytes.Length < 16 ? [.. bytes, .. new byte[16 - bytes.Length]] : bytes;
        var hashes = new Hash256[(padded.Length - 16) / Hash256.Size];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Hash256.From(padded.AsSpan(16 + (i * Hash256.Size), Hash256.Size));
        }

        return (BinaryPrimitives.ReadInt64BigEndian(padded), BinaryPrimitives.ReadInt64BigEndian(padded.AsSpan(8)), hashes);
    }

    private static bool Tile(byte[] bytes)
    {
        try
        {
            return TileProofs.Inclusion(5, 256, _ => bytes).Length == 8;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool Path(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var (isTile, isBundle) = (TilePath.TryParse(text, out var tile), TilePath.TryParseEntries(text, out var bundle));
        Assert.False(isTile && isBundle);
        Assert.True(!isTile || TilePath.Format(tile) == text);
        Assert.True(!isBundle || TilePath.FormatEntries(bundle.Index, bundle.Width) == text);
        return isTile || isBundle;
    }

    private static bool Bundle(byte[] bytes)
    {
        if (!EntryBundle.TryDecode(bytes, 4, out var entries, out _))
        {
            return false;
        }

        Assert.Equal(bytes, EntryBundle.Encode(entries));
        return true;
    }

    private static bool History(byte[] bytes) =>
        HistoryProof.TryParse(bytes, out var bundle, out _) && HistoryVerifier.TryVerify(bundle, Log.VerifierKey, Log.Ledger, thorough: true, out _, out _);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Share} %)");
}
