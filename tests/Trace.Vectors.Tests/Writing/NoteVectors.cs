using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Trace.Domain.Ledger;
using Trace.Testing;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Signed notes, vkeys, checkpoints and cosignatures, good and malformed.</summary>
internal static class NoteVectors
{
    private const string Origin = "log.test/00000001";
    private const string Published = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private const string PublishedNote = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private const string PublishedPoem = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    private const string PublishedCheckpoint = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    private static readonly LogSigner Log = new(Origin, InMemoryLog.KeyOf("log"));
    private static readonly LogSigner OtherLog = new("other.test/1", InMemoryLog.KeyOf("other log"));
    private static readonly CosignatureSigner Witness = new("witness.test/1", InMemoryLog.KeyOf("witness 1"));
    private static readonly CosignatureSigner PqWitness = new("witness.test/pq", new MLDsa44Signer(SHA256.HashData("witness pq"u8)));
    private static readonly string Root = CountedTree.Root(11).ToBase64();
    private static readonly string CheckpointText = $"{Origin}\n11\n{Root}\n";
    private static readonly SignedNote Note = new(CheckpointText, [Log.Sign(CheckpointText)]);

    public static VectorFile Notes() => new VectorFile("notes", "Signed notes (C2SP signed-note), their vkeys, checkpoints (tlog-checkpoint) and cosignatures (tlog-cosignature). A note that is no text is given as noteBytes, in hex.")
        .With("vkeys", VerifierKeys())
        .With("notes", [.. Opened(), .. Refused(), .. Malformed()])
        .With("checkpoints", Checkpoints())
        .With("cosignatures", Cosignatures())
        .With("pqCosignatures", PqCosignatures())
        .With("subtrees", [Subtree("a checkpoint, with a time", 1_777_622_400, 0, 11), Subtree("a checkpoint, without a time", 0, 0, 11), Subtree("a subtree that does not begin at 0 has no time", 0, 8, 11)]);

    private static IEnumerable<JsonObject> VerifierKeys()
    {
        string key = Convert.ToBase64String([1, .. InMemoryLog.KeyOf("log").PublicKey.Span]);
        yield return Vkey("the published example of signed-note", Published);
        yield return Vkey("a log", Log.VerifierKey.ToString());
        yield return Vkey("a witness, type 04", Witness.VerifierKey.ToString());
        yield return Vkey("a witness, type 06, ML-DSA-44", PqWitness.VerifierKey.ToString());
        yield return Vkey("a name beyond ASCII", new LogSigner("日志.example", InMemoryLog.KeyOf("log")).VerifierKey.ToString());
        yield return Vkey("a type that is not known keeps the id it came with", "example.com/ecdsa+01020304+AgAB");
        yield return NoVkey("another id than its key's", Log.VerifierKey.ToString().Replace($"+{Log.VerifierKey.KeyId:x8}+", "+00000000+", StringComparison.Ordinal));
        yield return NoVkey("id in upper case", Published.Replace("530d903a", "530D903A", StringComparison.Ordinal));
        yield return NoVkey("id of seven digits", Published.Replace("530d903a", "530d903", StringComparison.Ordinal));
        yield return NoVkey("no name", Published["example.com/foo".Length..]);
        yield return NoVkey("a space in the name", Published.Replace("/", " ", StringComparison.Ordinal));
        yield return NoVkey("a no-break space in the name", $"a\u00a0b+{VerifierKey.ComputeId("a\u00a0b", 1, InMemoryLog.KeyOf("log").PublicKey.Span):x8}+{key}");
        yield return NoVkey("base64 without padding", "example.com/ecdsa+01020304+AgABAA");
        yield return NoVkey("base64 with unused bits that are not zero", "example.com/ecdsa+01020304+AgABAB==");
        yield return NoVkey("base64 of the URL's alphabet", "example.com/ecdsa+01020304+Ag-_");
        yield return NoVkey("a type byte and no key", "example.com/ecdsa+01020304+Ag==");
        yield return NoVkey("31 bytes of key", Typed("example.com/short", 1, new byte[31]));
        yield return NoVkey("an ML-DSA-44 key of 1,311 bytes", Typed("example.com/short", 6, PqWitness.VerifierKey.Key.Span[..^1]));
        yield return NoVkey("an ML-DSA-44 key with another id than its own", PqWitness.VerifierKey.ToString().Replace($"+{PqWitness.VerifierKey.KeyId:x8}+", "+00000000+", StringComparison.Ordinal));
        yield return NoVkey("a weak key", Typed("example.com/weak", 1, [1, .. new byte[31]]));
    }

    private static IEnumerable<JsonObject> Opened()
    {
        NoteSignature cosigned = Witness.Cosign(Note, 1_777_622_400);
        string text = Note.ToString();
        yield return NoteCase("the published example of signed-note", PublishedNote, [Published], VectorFile.Valid, "example.com/foo");
        yield return NoteCase("a checkpoint of the log", text, [Log.VerifierKey.ToString()], VectorFile.Valid, Origin);
        yield return NoteCase("log and witness", Note.With(cosigned).ToString(), [Log.VerifierKey.ToString(), Witness.VerifierKey.ToString()], VectorFile.Valid, Origin, "witness.test/1 at 1777622400");
        yield return NoteCase("log and two witnesses, one of them ML-DSA-44", Note.With(cosigned).With(PqWitness.Cosign(Note, 1_777_622_401)).ToString(), [Log.VerifierKey.ToString(), Witness.VerifierKey.ToString(), PqWitness.VerifierKey.ToString()], VectorFile.Valid, Origin, "witness.test/1 at 1777622400", "witness.test/pq at 1777622401");
        yield return NoteCase("a witness that is not known is ignored", Note.With(cosigned).ToString(), [Log.VerifierKey.ToString()], VectorFile.Valid, Origin);
        yield return NoteCase("a known name with another id is an unknown key", Note.With(new NoteSignature(Origin, 1, new byte[64])).ToString(), [Log.VerifierKey.ToString()], VectorFile.Valid, Origin);
        yield return NoteCase("a known id with another name is an unknown key", Note.With(new NoteSignature("x", Log.VerifierKey.KeyId, new byte[64])).ToString(), [Log.VerifierKey.ToString()], VectorFile.Valid, Origin);
        yield return NoteCase("the same signature twice", Note.With(Note.Signatures[0]).ToString(), [Log.VerifierKey.ToString()], VectorFile.Valid, Origin, Origin);
        yield return NoteCase("an unknown signature of one byte", Note.With(new NoteSignature("x", 1, new byte[1])).ToString(), [Log.VerifierKey.ToString()], VectorFile.Valid, Origin);
        yield return NoteCase("16 unknown signatures", Many(16), [Log.VerifierKey.ToString()], VectorFile.Valid, Origin);
        const string WithEmptyLine = "first\n\nsecond\n";
        yield return NoteCase("an empty line in the text: the last one ends it", new SignedNote(WithEmptyLine, [Log.Sign(WithEmptyLine)]).ToString(), [Log.VerifierKey.ToString()], VectorFile.Valid, Origin);
        yield return NoteCase("a text of one newline", new SignedNote("\n", [Log.Sign("\n")]).ToString(), [Log.VerifierKey.ToString()], VectorFile.Valid, Origin);
        yield return NoteCase("letters beyond ASCII", new SignedNote("白茶\n", [Log.Sign("白茶\n")]).ToString(), [Log.VerifierKey.ToString()], VectorFile.Valid, Origin);
    }

    private static IEnumerable<JsonObject> Refused()
    {
        string vkey = Log.VerifierKey.ToString();
        NoteSignature cosigned = Witness.Cosign(Note, 1_777_622_400);
        byte[] later = [.. cosigned.Bytes.Span];
        later[7]++;
        byte[] negative = [.. cosigned.Bytes.Span];
        negative[0] = 0x80;
        yield return NoteCase("signed-note's example with an empty line in its text, of a key that is not known", PublishedPoem, [Published], "NO_KNOWN_SIGNATURE");
        yield return NoteCase("no key is known", Note.ToString(), [], "NO_KNOWN_SIGNATURE");
        yield return NoteCase("the key of another log", Note.ToString(), [OtherLog.VerifierKey.ToString()], "NO_KNOWN_SIGNATURE");
        yield return NoteCase("another size", Note.ToString().Replace("\n11\n", "\n12\n", StringComparison.Ordinal), [vkey], "INVALID_SIGNATURE");
        yield return NoteCase("a good and a bad signature of the known key", Note.With(new NoteSignature(Origin, Log.VerifierKey.KeyId, new byte[64])).ToString(), [vkey], "INVALID_SIGNATURE");
        yield return NoteCase("a bad cosignature of a known witness under a good signature", Note.With(new NoteSignature("witness.test/1", Witness.VerifierKey.KeyId, later)).ToString(), [vkey, Witness.VerifierKey.ToString()], "INVALID_SIGNATURE");
        yield return NoteCase("a cosignature's time beyond 2^63 - 1", Note.With(new NoteSignature("witness.test/1", Witness.VerifierKey.KeyId, negative)).ToString(), [vkey, Witness.VerifierKey.ToString()], "INVALID_SIGNATURE");
        yield return NoteCase("a cosignature without its time", Note.With(new NoteSignature("witness.test/1", Witness.VerifierKey.KeyId, cosigned.Bytes[8..])).ToString(), [vkey, Witness.VerifierKey.ToString()], "INVALID_SIGNATURE");
        yield return NoteCase("an ML-DSA-44 cosignature of another size", new SignedNote(CheckpointText.Replace("\n11\n", "\n12\n", StringComparison.Ordinal), [PqWitness.Cosign(Note, 1_777_622_400)]).ToString(), [PqWitness.VerifierKey.ToString()], "INVALID_SIGNATURE");
        yield return NoteCase("an ML-DSA-44 cosignature one byte short", new SignedNote(CheckpointText, [new NoteSignature("witness.test/pq", PqWitness.VerifierKey.KeyId, PqWitness.Cosign(Note, 1).Bytes[..^1])]).ToString(), [PqWitness.VerifierKey.ToString()], "INVALID_SIGNATURE");
        yield return NoteCase("an ML-DSA-44 cosignature under what is no checkpoint", new SignedNote("a text\n", [PqWitness.Cosign(Note, 1)]).ToString(), [PqWitness.VerifierKey.ToString()], "INVALID_SIGNATURE");
        yield return NoteCase("a signature of 63 bytes", new SignedNote(CheckpointText, [new NoteSignature(Origin, Log.VerifierKey.KeyId, Note.Signatures[0].Bytes[..63])]).ToString(), [vkey], "INVALID_SIGNATURE");
        yield return NoteCase("a known key of a type that is not checked", new SignedNote(CheckpointText, [new NoteSignature("example.com/ecdsa", 0x01020304, new byte[70])]).ToString(), ["example.com/ecdsa+01020304+AgAB"], "NO_KNOWN_SIGNATURE");
        yield return NoteCase("two known keys of one name and id", Note.ToString(), [vkey, "example.com/ecdsa+01020304+AgAB", "example.com/ecdsa+01020304+AgAC"], "AMBIGUOUS_KEY");
    }

    private static IEnumerable<JsonObject> Malformed()
    {
        string good = Note.ToString();
        string line = Note.Signatures[0].ToString();
        string[] texts = [Log.VerifierKey.ToString()];
        JsonObject Bad(string name, string note) => NoteCase(name, note, texts, "MALFORMED");
        yield return Bad("nothing", "");
        yield return Bad("no signature", CheckpointText);
        yield return Bad("no signature behind the empty line", CheckpointText + "\n");
        yield return Bad("no newline at the end", good[..^1]);
        yield return Bad("an empty line at the end", good + "\n");
        yield return Bad("text behind the signatures", good + "more\n");
        yield return Bad("no empty line", CheckpointText + line + "\n");
        yield return Bad("lines ended by CR LF", good.Replace("\n", "\r\n", StringComparison.Ordinal));
        yield return Bad("a tab in the text", good.Replace("\n11\n", "\n1\t1\n", StringComparison.Ordinal));
        yield return Bad("a hyphen for the em dash", good.Replace("— ", "- ", StringComparison.Ordinal));
        yield return Bad("two blanks behind the em dash", good.Replace("— ", "—  ", StringComparison.Ordinal));
        yield return Bad("two blanks in front of the signature", good.Replace($"{Origin} ", $"{Origin}  ", StringComparison.Ordinal));
        yield return Bad("a blank behind the signature", good.Replace("=\n", "= \n", StringComparison.Ordinal));
        yield return Bad("a plus in the name", $"{CheckpointText}\n— a+b AAAAAAE=\n");
        yield return Bad("an ideographic space in the name", $"{CheckpointText}\n— a\u3000b AAAAAAE=\n");
        yield return Bad("no name", $"{CheckpointText}\n—  AAAAAAE=\n");
        yield return Bad("a key id and no signature", $"{CheckpointText}\n— x AAAAAA==\n");
        yield return Bad("base64 without padding", $"{CheckpointText}\n— x AAAAAAE\n");
        yield return Bad("base64 with unused bits that are not zero", $"{CheckpointText}\n— x AAAAAAF=\n");
        yield return Bad("base64 of the URL's alphabet", $"{CheckpointText}\n— x AAAAA_E=\n");
        yield return Bad("129 signatures, one more than are read", Many(128));
        yield return NoteBytes("a byte that is no UTF-8", [.. Say.Utf8("a"), 0xff, .. Say.Utf8("\n\n" + line + "\n")], texts);
        yield return NoteBytes("NUL", [.. Say.Utf8("a\0\n\n" + line + "\n")], texts);
    }

    private static IEnumerable<JsonObject> Checkpoints()
    {
        yield return CheckpointCase("tlog-checkpoint's example", PublishedCheckpoint);
        yield return CheckpointCase("three lines", CheckpointText);
        yield return CheckpointCase("the empty tree", $"{Origin}\n0\n{MerkleHash.EmptyRoot.ToBase64()}\n");
        yield return CheckpointCase("extension lines", CheckpointText + "more\neven more\n");
        yield return CheckpointCase("size 2^63 - 1", $"{Origin}\n9223372036854775807\n{Root}\n");
        yield return CheckpointCase("an origin with blanks, which is not recommended", $"a log of ours\n11\n{Root}\n");
        yield return NoCheckpoint("size 2^63", $"{Origin}\n9223372036854775808\n{Root}\n");
        yield return NoCheckpoint("a leading zero", $"{Origin}\n011\n{Root}\n");
        yield return NoCheckpoint("a sign", $"{Origin}\n+11\n{Root}\n");
        yield return NoCheckpoint("a negative size", $"{Origin}\n-1\n{Root}\n");
        yield return NoCheckpoint("a blank", $"{Origin}\n11 \n{Root}\n");
        yield return NoCheckpoint("digits beyond ASCII", $"{Origin}\n１１\n{Root}\n");
        yield return NoCheckpoint("no size", $"{Origin}\n\n{Root}\n");
        yield return NoCheckpoint("two lines", $"{Origin}\n11\n");
        yield return NoCheckpoint("no newline at the end", CheckpointText[..^1]);
        yield return NoCheckpoint("no origin", $"\n11\n{Root}\n");
        yield return NoCheckpoint("an empty extension line", CheckpointText + "\n");
        yield return NoCheckpoint("root of 31 bytes", $"{Origin}\n11\n{Convert.ToBase64String(new byte[31])}\n");
        yield return NoCheckpoint("root without padding", $"{Origin}\n11\n{Root.TrimEnd('=')}\n");
        yield return NoCheckpoint("root in hex", $"{Origin}\n11\n{CountedTree.Root(11)}\n");
        yield return NoCheckpoint("root with unused bits that are not zero", $"{Origin}\n11\n{new string('A', 42)}B=\n");
        yield return NoCheckpoint("the empty tree with another root", $"{Origin}\n0\n{Root}\n");
    }

    private static IEnumerable<JsonObject> Cosignatures()
    {
        string extended = CheckpointText + "extension\n";
        foreach (var (name, text, time) in ((string, string, long)[])[("the message of tlog-cosignature's example", PublishedCheckpoint, 1_679_315_147), ("of a checkpoint", CheckpointText, 1_777_622_400), ("extension lines are signed too", extended, 1_777_622_400), ("time 0", CheckpointText, 0)])
        {
            yield return new()
            {
                ["name"] = name,
                ["text"] = text,
                ["time"] = time,
                ["signed"] = Say.Hex(Cosignature.Message(Say.Utf8(text), time)),
                ["vkey"] = Witness.VerifierKey.ToString(),
                ["line"] = Witness.Cosign(new SignedNote(text, [Log.Sign(text)]), time).ToString(),
                ["verdict"] = VectorFile.Valid,
            };
        }
    }

    private static IEnumerable<JsonObject> PqCosignatures()
    {
        foreach (var (name, text, time) in ((string, string, long)[])[("of a checkpoint", CheckpointText, 1_777_622_400), ("extension lines are not signed", CheckpointText + "extension\n", 1_777_622_400), ("time 0: not said to be the largest tree", CheckpointText, 0)])
        {
            yield return new()
            {
                ["name"] = name,
                ["signer"] = "witness pq",
                ["cosigner"] = PqWitness.VerifierKey.Name,
                ["text"] = text,
                ["time"] = time,
                ["signed"] = Say.Hex(Cosignature.SubtreeMessage(PqWitness.VerifierKey.Name, time, Origin, 0, 11, CountedTree.Root(11))),
                ["vkey"] = PqWitness.VerifierKey.ToString(),
                ["line"] = PqWitness.Cosign(new SignedNote(text, [Log.Sign(text)]), time).ToString(),
                ["verdict"] = VectorFile.Valid,
            };
        }
    }

    private static JsonObject Subtree(string name, long time, long start, long end)
    {
        var hash = MerkleTree.RootOf([.. Enumerable.Range((int)start, (int)(end - start)).Select(i => CountedTree.LeafOf(i))]);
        return new()
        {
            ["name"] = name,
            ["cosigner"] = "witness.test/1",
            ["time"] = time,
            ["origin"] = Origin,
            ["start"] = start,
            ["end"] = end,
            ["hash"] = hash.ToString(),
            ["signed"] = Say.Hex(Cosignature.SubtreeMessage("witness.test/1", time, Origin, start, end, hash)),
            ["verdict"] = VectorFile.Valid,
        };
    }

    private static string Many(int unknown) => Enumerable.Range(0, unknown).Aggregate(Note.ToString(), (note, i) => note + $"— x/{i} AAAAAAE=\n");

    private static string Typed(string name, byte type, ReadOnlySpan<byte> key) => $"{name}+{VerifierKey.ComputeId(name, type, key):x8}+{Convert.ToBase64String([type, .. key])}";

    private static JsonObject Vkey(string name, string vkey)
    {
        var key = VerifierKey.Parse(vkey);
        return new() { ["name"] = name, ["vkey"] = vkey, ["keyName"] = key.Name, ["keyId"] = $"{key.KeyId:x8}", ["type"] = key.Type, ["key"] = Say.Hex(key.Key.Span), ["verdict"] = VectorFile.Valid };
    }

    private static JsonObject NoVkey(string name, string vkey) => new() { ["name"] = name, ["vkey"] = vkey, ["verdict"] = "MALFORMED" };

    private static JsonObject NoteCase(string name, string note, string[] keys, string verdict, params string[] signedBy)
    {
        var made = new JsonObject { ["name"] = name, ["note"] = note, ["vkeys"] = Say.List(keys), ["verdict"] = verdict };
        if (verdict == VectorFile.Valid)
        {
            made["signedBy"] = Say.List(signedBy);
        }

        return made;
    }

    private static JsonObject NoteBytes(string name, byte[] note, string[] keys) => new() { ["name"] = name, ["noteBytes"] = Say.Hex(note), ["vkeys"] = Say.List(keys), ["verdict"] = "MALFORMED" };

    private static JsonObject CheckpointCase(string name, string text)
    {
        var checkpoint = Checkpoint.Parse(text);
        return new()
        {
            ["name"] = name,
            ["text"] = text,
            ["origin"] = checkpoint.Origin,
            ["size"] = $"{checkpoint.Size}",
            ["root"] = checkpoint.Root.ToString(),
            ["extensions"] = Say.List(checkpoint.Extensions),
            ["verdict"] = VectorFile.Valid,
        };
    }

    private static JsonObject NoCheckpoint(string name, string text) => new() { ["name"] = name, ["text"] = text, ["verdict"] = "MALFORMED" };
}
