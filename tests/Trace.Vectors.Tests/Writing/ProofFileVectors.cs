using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Trace.Domain.Ledger;
using Trace.Testing;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Proof files and the policies under which they, and checkpoints, are believed.</summary>
internal static class ProofFileVectors
{
    private const string Origin = "log.test/00000001";
    private const int Size = 11;
    private const int Index = 5;

    private static readonly LogSigner Log = new(Origin, InMemoryLog.KeyOf("log"));
    private static readonly LogSigner OtherLog = new("other.test/1", InMemoryLog.KeyOf("other log"));
    private static readonly CosignatureSigner[] Witnesses = [.. Enumerable.Range(1, 4).Select(i => new CosignatureSigner($"witness.test/{i}", InMemoryLog.KeyOf($"witness {i}")))];
    private static readonly string LogOnly = $"log {Log.VerifierKey}\nquorum none\n";
    private static readonly string Named = $"log {Log.VerifierKey}\nwitness A {Witnesses[0].VerifierKey}\nwitness B {Witnesses[1].VerifierKey}\nwitness C {Witnesses[2].VerifierKey} https://c.witness.test/\nwitness D {Witnesses[3].VerifierKey}\n";

    public static VectorFile Proofs() => new VectorFile("proofs", "Files of C2SP tlog-proof: an index, an inclusion proof and a signed checkpoint; believed for a leaf hash under a policy. The tree is the counted one, entry i is the decimal i in ASCII.")
        .With("proofs", [.. Good(), .. Unbelieved(), .. Malformed()]);

    public static VectorFile Policies() => new VectorFile("policies", "Trust policies (C2SP tlog-policy), and checkpoints verified under them. A policy that is no text is given as policyBytes, in hex.")
        .With("policies", [.. GoodPolicies(), .. BadPolicies()])
        .With("checkpoints", Checkpoints());

    private static SignedNote Note(params int[] witnesses)
    {
        var note = Log.Sign(new Checkpoint(Origin, Size, CountedTree.Root(Size)));
        return witnesses.Aggregate(note, (cosigned, witness) => cosigned.With(Witnesses[witness].Cosign(note, 1_777_622_400)));
    }

    private static TlogProof Proof(string extra = "", SignedNote? note = null) => new(Say.Utf8(extra), Index, CountedTree.Inclusion(Index, Size), note ?? Note());

    private static IEnumerable<JsonObject> Good()
    {
        var only = Log.Sign(new Checkpoint(Origin, 1, CountedTree.Root(1)));
        yield return Case("an index and its hashes", Proof().ToString(), VectorFile.Valid);
        yield return Case("extra data", Proof("hello").ToString(), VectorFile.Valid);
        yield return Case("the only entry has no hashes", new TlogProof(default, 0, [], only).ToString(), VectorFile.Valid, leaf: 0);
        yield return Case("cosigned by the quorum", Proof(note: Note(0, 1)).ToString(), VectorFile.Valid, policy: Named + "group Q 2 A B C\nquorum Q\n");
    }

    private static IEnumerable<JsonObject> Unbelieved()
    {
        string good = Proof().ToString();
        string[] hashes = [.. CountedTree.Inclusion(Index, Size).Select(hash => hash.ToBase64())];
        yield return Case("of another leaf", good, "NOT_INCLUDED", leaf: 6);
        yield return Case("another index", good.Replace("index 5", "index 4", StringComparison.Ordinal), "NOT_INCLUDED");
        yield return Case("an index outside the tree", good.Replace("index 5", "index 11", StringComparison.Ordinal), "NOT_INCLUDED");
        yield return Case("a hash left out", good.Replace(hashes[1] + "\n", "", StringComparison.Ordinal), "NOT_INCLUDED");
        yield return Case("a hash twice", good.Replace(hashes[1] + "\n", $"{hashes[1]}\n{hashes[1]}\n", StringComparison.Ordinal), "NOT_INCLUDED");
        yield return Case("a hash of another tree", good.Replace(hashes[0], MerkleHash.EmptyRoot.ToBase64(), StringComparison.Ordinal), "NOT_INCLUDED");
        yield return Case("another root", good.Replace(CountedTree.Root(Size).ToBase64(), MerkleHash.EmptyRoot.ToBase64(), StringComparison.Ordinal), "INVALID_SIGNATURE");
        yield return Case("a policy of another log", good, "NO_KNOWN_SIGNATURE", policy: $"log {OtherLog.VerifierKey}\nquorum none\n");
        yield return Case("too few witnesses", Proof(note: Note(0)).ToString(), "QUORUM_MISSING", policy: Named + "group Q 2 A B C\nquorum Q\n");
    }

    private static IEnumerable<JsonObject> Malformed()
    {
        string good = Proof("hello").ToString();
        string[] hashes = [.. CountedTree.Inclusion(Index, Size).Select(hash => hash.ToBase64())];
        JsonObject Bad(string name, string was, string now) => Case(name, good.Replace(was, now, StringComparison.Ordinal), "MALFORMED");
        yield return Bad("another version", "proof@v1", "proof@v2");
        yield return Bad("a blank in front", "c2sp.org", " c2sp.org");
        yield return Bad("no index", "index 5\n", "");
        yield return Bad("an index with a leading zero", "index 5", "index 05");
        yield return Bad("an index with a sign", "index 5", "index -5");
        yield return Bad("an index beyond 2^63 - 1", "index 5", "index 9223372036854775808");
        yield return Bad("extra behind the index", "extra aGVsbG8=\nindex 5\n", "index 5\nextra aGVsbG8=\n");
        yield return Bad("extra twice", "index 5", "extra aGVsbG8=\nindex 5");
        yield return Bad("empty extra", "extra aGVsbG8=", "extra ");
        yield return Bad("extra without padding", "extra aGVsbG8=", "extra aGVsbG8");
        yield return Bad("a hash of 31 bytes", hashes[0], Convert.ToBase64String(new byte[31]));
        yield return Bad("a hash in hex", hashes[0], CountedTree.Inclusion(Index, Size)[0].ToString());
        yield return Bad("no empty line before the checkpoint", "\n\nlog.test", "\nlog.test");
        yield return Bad("two empty lines before the checkpoint", "\n\nlog.test", "\n\n\nlog.test");
        yield return Bad("lines ended by CR LF", "\n", "\r\n");
        yield return Bad("a checkpoint of two lines", "\n11\n", "\n");
        yield return Bad("64 hashes", hashes[0] + "\n", string.Concat(Enumerable.Repeat(hashes[0] + "\n", 64)));
        yield return Case("cut", good[..^1], "MALFORMED");
        yield return Case("nothing", "", "MALFORMED");
    }

    private static IEnumerable<JsonObject> GoodPolicies()
    {
        yield return Policy("a log and no quorum", LogOnly, 1, 0, "none");
        yield return Policy("no log: the application knows it", "quorum none\n", 0, 0, "none");
        yield return Policy("the ledger in a comment", "# ledger ledger.test\n" + LogOnly, 1, 0, "none", "ledger.test");
        yield return Policy("tabs, blanks, empty lines and comments", $"\n \t\n#\n\t# a comment\n  log\t{Log.VerifierKey}  https://log.test/ \n\tquorum  none\t\n", 1, 0, "none");
        yield return Policy("one witness", Named + "quorum A\n", 1, 4, "A");
        yield return Policy("groups of groups", Named + "group X 2 A B C\ngroup Y any D\ngroup Z all X Y\nquorum Z\n", 1, 4, "Z");
        yield return Policy("names beyond ASCII", $"witness 见证 {Witnesses[0].VerifierKey}\nquorum 见证\n", 0, 1, "见证");
        yield return Policy("one key as log and as witness, under different types", $"log {Log.VerifierKey}\nwitness L {new CosignatureSigner(Origin, InMemoryLog.KeyOf("log")).VerifierKey}\nquorum L\n", 1, 1, "L");
    }

    private static IEnumerable<JsonObject> BadPolicies()
    {
        JsonObject Bad(string name, string text) => new() { ["name"] = name, ["policy"] = text, ["verdict"] = "MALFORMED", ["rule"] = TrustPolicy.TryParse(Say.Utf8(text), out _, out string? problem) ? null : problem };
        yield return Bad("nothing", "");
        yield return Bad("no quorum", $"log {Log.VerifierKey}\n");
        yield return Bad("two quorums", LogOnly + "quorum none\n");
        yield return Bad("no newline at the end", LogOnly[..^1]);
        yield return Bad("CR LF", LogOnly.Replace("\n", "\r\n", StringComparison.Ordinal));
        yield return Bad("a word that is not known", "logs x\nquorum none\n");
        yield return Bad("a log twice", $"log {Log.VerifierKey}\n" + LogOnly);
        yield return Bad("a log's key twice under two names", $"log {new LogSigner("again.test", InMemoryLog.KeyOf("log")).VerifierKey}\n" + LogOnly);
        yield return Bad("a vkey whose id is not its key's", $"log {Log.VerifierKey.ToString().Replace($"+{Log.VerifierKey.KeyId:x8}+", "+00000000+", StringComparison.Ordinal)}\nquorum none\n");
        yield return Bad("a witness with a log's type of key", $"witness A {Log.VerifierKey}\nquorum A\n");
        yield return Bad("a witness twice under two names", $"witness A {Witnesses[0].VerifierKey}\nwitness B {Witnesses[0].VerifierKey}\nquorum A\n");
        yield return Bad("two witnesses of one name", $"witness A {Witnesses[0].VerifierKey}\nwitness A {Witnesses[1].VerifierKey}\nquorum A\n");
        yield return Bad("a witness named none", $"witness none {Witnesses[0].VerifierKey}\nquorum none\n");
        yield return Bad("a group named none", Named + "group none any A\nquorum none\n");
        yield return Bad("a group of a name taken", Named + "group A any B\nquorum A\n");
        yield return Bad("a group without members", Named + "group G any\nquorum G\n");
        yield return Bad("a threshold of 0", Named + "group G 0 A B\nquorum G\n");
        yield return Bad("a threshold over the members", Named + "group G 3 A B\nquorum G\n");
        yield return Bad("a threshold with a leading zero", Named + "group G 01 A B\nquorum G\n");
        yield return Bad("a member of none", Named + "group G any none\nquorum G\n");
        yield return Bad("a member that is defined below", $"group G any A\n{Named}quorum G\n");
        yield return Bad("a member of itself", Named + "group G any G\nquorum G\n");
        yield return Bad("a member twice in one group", Named + "group G 2 A A\nquorum G\n");
        yield return Bad("a member of two groups", Named + "group G any A B\ngroup H any A C\nquorum G\n");
        yield return Bad("a quorum that is defined below", $"quorum A\n{Named}");
        yield return Bad("a quorum of two names", Named + "quorum A B\n");
        yield return Bad("two ledgers", "# ledger a\n# ledger b\n" + LogOnly);
        yield return new()
        {
            ["name"] = "a control character",
            ["policyBytes"] = Say.Hex([.. Say.Utf8("# "), 0x7f, .. Say.Utf8("\n" + LogOnly)]),
            ["verdict"] = "MALFORMED",
        };
    }

    private static IEnumerable<JsonObject> Checkpoints()
    {
        const string TwoOfThree = "group X 2 A B C\nquorum X\n";
        const string Nested = "group X 2 A B C\ngroup Z all X D\nquorum Z\n";
        yield return Verified("a log and no quorum", LogOnly, Note(), VectorFile.Valid);
        yield return Verified("two of three", Named + TwoOfThree, Note(0, 2), VectorFile.Valid);
        yield return Verified("one of three where two are wanted", Named + TwoOfThree, Note(1), "QUORUM_MISSING");
        yield return Verified("the same witness twice counts once", Named + TwoOfThree, Note(1, 1), "QUORUM_MISSING");
        yield return Verified("a witness that the quorum does not ask for", Named + TwoOfThree, Note(0, 3), "QUORUM_MISSING");
        yield return Verified("a group and a witness", Named + Nested, Note(0, 1, 3), VectorFile.Valid);
        yield return Verified("a group without its witness", Named + Nested, Note(0, 1, 2), "QUORUM_MISSING");
        var pq = new CosignatureSigner("witness.test/pq", new MLDsa44Signer(SHA256.HashData("witness pq"u8)));
        string withPq = $"{LogOnly[..^"quorum none\n".Length]}witness PQ {pq.VerifierKey}\nquorum PQ\n";
        yield return Verified("an ML-DSA-44 witness", withPq, Note().With(pq.Cosign(Note(), 1_777_622_400)), VectorFile.Valid);
        yield return Verified("without the ML-DSA-44 witness that is wanted", withPq, Note(0), "QUORUM_MISSING");
        yield return Verified("of another log", LogOnly, OtherLog.Sign(new Checkpoint("other.test/1", Size, CountedTree.Root(Size))), "NO_KNOWN_SIGNATURE");
        string stolen = new Checkpoint("other.test/1", Size, CountedTree.Root(Size)).ToString();
        yield return Verified("signed by a trusted log, under another log's origin", LogOnly, new SignedNote(stolen, [Log.Sign(stolen)]), "UNKNOWN_LOG");
        yield return Verified("cosigned, and not signed by the log", Named + "quorum A\n", new SignedNote(Note().Text, [Witnesses[0].Cosign(Note(), 1)]), "UNKNOWN_LOG");
        yield return Verified("no checkpoint", LogOnly, new SignedNote("a text\n", [Log.Sign("a text\n")]), "MALFORMED");
    }

    private static JsonObject Case(string name, string proof, string verdict, int leaf = Index, string? policy = null) => new()
    {
        ["name"] = name,
        ["proof"] = proof,
        ["policy"] = policy ?? LogOnly,
        ["leaf"] = CountedTree.LeafOf(leaf).ToString(),
        ["verdict"] = verdict,
    };

    private static JsonObject Policy(string name, string text, int logs, int witnesses, string quorum, string? ledger = null) => new()
    {
        ["name"] = name,
        ["policy"] = text,
        ["logs"] = logs,
        ["witnesses"] = witnesses,
        ["quorum"] = quorum,
        ["ledger"] = ledger ?? "",
        ["verdict"] = VectorFile.Valid,
    };

    private static JsonObject Verified(string name, string policy, SignedNote note, string verdict) =>
        new() { ["name"] = name, ["policy"] = policy, ["note"] = note.ToString(), ["verdict"] = verdict };
}
