using System.Text.Json.Nodes;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;

namespace Trace.Vectors.Tests.Writing;

/// <summary>What is signed and what is hashed: signature contexts, commitments, claim codes, waybill keys.</summary>
internal static class HashVectors
{
    private const string Ledger = "ledger.test";
    private static readonly byte[] Nonce = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] YearKey = [.. Enumerable.Range(0, 32).Select(i => (byte)(0xff - i))];
    private const long Time = 1_777_000_000_000_000;

    public static VectorFile Contexts()
    {
        using var signer = InMemoryLog.KeyOf("contexts");
        var id = KeyId.Of(StatementSigner.PublicKeyOf(signer));
        string subject = $"{InMemoryLog.Glns(1)}/key/{id}";
        return new VectorFile("contexts", "The exact bytes that a party's key signs, each context with its own prefix (wire format, section 1). A part is its length as big-endian uint16 and its bytes; a statement has no length. The signatures are of the key whose seed is SHA-256(\"contexts\").")
            .With("statement",
            [
                Signed("a statement's bytes, whatever they are", SignatureContexts.Statement([1, 2, 3]), signer, new() { ["statement"] = "010203" }),
            ])
            .With("possession",
            [
                Possession("of a granted key", Ledger, subject, id, signer),
                Possession("of a buyer's key, for the Opening's item", "台账.example/福鼎", "01/06901234567892/21/A1", id, signer),
                Possession("of a key in Genesis", Ledger, "log/genesis", id, signer),
            ])
            .With("challenge",
            [
                Challenge("a call over gRPC", Ledger, "grpc://localhost:8081", Time, "trace.v1.Ledger/GetWaybillKey", "waybill/2026", id, signer),
                Challenge("a desk in a browser, with an empty subject", Ledger, "https://trace.example", Time + 60_000_000, "trace.v1.Ledger/Disclose", "", id, signer),
            ])
            .With("erasure",
            [
                Signed("of a commitment", SignatureContexts.Erasure(Ledger, MerkleHash.EmptyRoot, Time), signer, new()
                {
                    ["ledger"] = Ledger,
                    ["digest"] = MerkleHash.EmptyRoot.ToString(),
                    ["time"] = Time,
                }),
            ]);
    }

    public static VectorFile Commitments() => new VectorFile("commitments", "Commitment digests: HMAC-SHA-256 under the commitment's own 32 bytes, over \"trace.v1.Commitment\\n\", the parts ledger, payload and field path, and then the content without a length (wire format, section 3).")
        .With("digests",
        [
            Commitment("a text of a review", "trace.v1.Review", "5", Say.Utf8("茶很香")),
            Commitment("the same content of another field", "trace.v1.Review", "7", Say.Utf8("茶很香")),
            Commitment("the same content of another kind", "trace.v1.Complaint", "5", Say.Utf8("茶很香")),
            Commitment("of another ledger", "trace.v1.Review", "5", Say.Utf8("茶很香"), ledger: "台账.example"),
            Commitment("under another key", "trace.v1.Review", "5", Say.Utf8("茶很香"), key: YearKey),
            Commitment("an element of a repeated field", "trace.v1.Review", "7.2", [0, 1, 2, 255]),
            Commitment("the sealed part of a sale", "trace.v1.Sale", "sealed", Say.Bytes("0a04412d3137")),
            Commitment("no content", "trace.v1.Review", "5", []),
        ]);

    public static VectorFile Claims() => new VectorFile("claims", "Claim codes (product model, Claims): 19 characters of Crockford base32 and a Luhn mod 32 check character; seed = PBKDF2-HMAC-SHA-256(the 19 ASCII characters, salt \"trace.v1.Claim\\n\" + ledger, 65,536 rounds, 32 bytes). The claim key is the Ed25519 key of that seed.")
        .With("codes",
        [
            Code("as it is printed", "0123456789ABCDEFGHJ"),
            Code("all zeros", "0000000000000000000"),
            Code("all Z", "ZZZZZZZZZZZZZZZZZZZ"),
            Typed("grouped, in lower case", With("0123456789ABCDEFGHJ"), text => $"{text[..5]}-{text[5..10]} {text[10..15]}-{text[15..]}".ToLowerInvariant()),
            Typed("I and L for 1, O for 0", With("1010101010101010101"), text => text[..19].Replace("10", "lO", StringComparison.Ordinal) + text[19]),
            Wrong("another check character", "0123456789ABCDEFGHJ" + (With("0123456789ABCDEFGHJ")[^1] == '0' ? '1' : '0')),
            Wrong("two neighbours exchanged", Exchanged(With("0123456789ABCDEFGHJ"))),
            Wrong("19 characters", "0123456789ABCDEFGHJ"),
            Wrong("21 characters", With("0123456789ABCDEFGHJ") + "0"),
            Wrong("a U", "U" + With("0123456789ABCDEFGHJ")[1..]),
            Wrong("nothing", ""),
        ])
        .With("seeds",
        [
            Seed("of one ledger", "0123456789ABCDEFGHJ", Ledger),
            Seed("of another ledger", "0123456789ABCDEFGHJ", "台账.example/福鼎"),
            Seed("of another code", "ZZZZZZZZZZZZZZZZZZZ", Ledger),
        ]);

    public static VectorFile Waybills() => new VectorFile("waybills", "Parcels known by a waybill (wire format, section 7): base32 in lower case of the first 16 bytes of HMAC-SHA-256(the year's key, carrier || 0x0A || number).")
        .With("subjects",
        [
            Waybill("a number of digits", "shunfeng", "1234567890123", 2026),
            Waybill("case and hyphens count", "yto", "YT-0012345abc", 2026),
            Waybill("the same number of another courier", "zto", "1234567890123", 2026),
            Waybill("the same number of another year", "shunfeng", "1234567890123", 2027),
            Waybill("letters beyond ASCII are hashed in UTF-8", "ems", "单号1", 2026),
            NoWaybill("carrier in upper case", "Shunfeng", "1234567890123", 2026),
            NoWaybill("carrier of one character", "s", "1234567890123", 2026),
            NoWaybill("carrier of 21 characters", new string('a', 21), "1234567890123", 2026),
            NoWaybill("no number", "shunfeng", "", 2026),
            NoWaybill("a blank at the end", "shunfeng", "1234567890123 ", 2026),
            NoWaybill("65 characters", "shunfeng", new string('1', 65), 2026),
            NoWaybill("year of three digits", "shunfeng", "1234567890123", 999),
        ])
        .With("years",
        [
            Year("the last microsecond of 2025 in UTC+8", 1_767_196_799_999_999, 2025),
            Year("the first microsecond of 2026 in UTC+8, 16:00 UTC", 1_767_196_800_000_000, 2026),
        ]);

    private static JsonObject Signed(string name, byte[] signed, Ed25519Signer signer, JsonObject inputs)
    {
        var made = new JsonObject { ["name"] = name };
        foreach (var (field, value) in inputs)
        {
            made[field] = value?.DeepClone();
        }

        made["signed"] = Say.Hex(signed);
        made["publicKey"] = Say.Hex(signer.PublicKey.Span);
        made["signature"] = Say.Hex(signer.Sign(signed));
        made["verdict"] = VectorFile.Valid;
        return made;
    }

    private static JsonObject Possession(string name, string ledger, string subject, Hash256 id, Ed25519Signer signer) =>
        Signed(name, SignatureContexts.KeyPossession(ledger, subject, id), signer, new() { ["ledger"] = ledger, ["subject"] = subject, ["keyId"] = id.ToString() });

    private static JsonObject Challenge(string name, string ledger, string audience, long expiry, string method, string subject, Hash256 id, Ed25519Signer signer) =>
        Signed(name, SignatureContexts.Challenge(ledger, audience, Nonce, expiry, id, method, subject), signer, new()
        {
            ["ledger"] = ledger,
            ["audience"] = audience,
            ["nonce"] = Say.Hex(Nonce),
            ["expiry"] = expiry,
            ["keyId"] = id.ToString(),
            ["method"] = method,
            ["subject"] = subject,
        });

    private static JsonObject Commitment(string name, string payload, string path, byte[] content, string ledger = Ledger, byte[]? key = null) => new()
    {
        ["name"] = name,
        ["key"] = Say.Hex(key ?? Nonce),
        ["ledger"] = ledger,
        ["payload"] = payload,
        ["path"] = path,
        ["content"] = Say.Hex(content),
        ["digest"] = CommitmentDigest.Compute(key ?? Nonce, ledger, payload, path, content).ToString(),
        ["verdict"] = VectorFile.Valid,
    };

    private static string With(string nineteen) => nineteen + LuhnMod32.CheckCharacter(nineteen);

    private static string Exchanged(string code) => $"{code[..4]}{code[5]}{code[4]}{code[6..]}";

    private static JsonObject Code(string name, string nineteen) => Typed(name, With(nineteen), text => text);

    private static JsonObject Typed(string name, string code, Func<string, string> typed) =>
        new() { ["name"] = name, ["text"] = typed(code), ["code"] = code, ["verdict"] = VectorFile.Valid };

    private static JsonObject Wrong(string name, string text) => new() { ["name"] = name, ["text"] = text, ["verdict"] = "MALFORMED" };

    private static JsonObject Seed(string name, string nineteen, string ledger)
    {
        byte[] seed = ClaimCode.Parse(With(nineteen)).Seed(ledger);
        using var key = new Ed25519Signer(seed);
        return new()
        {
            ["name"] = name,
            ["code"] = With(nineteen),
            ["ledger"] = ledger,
            ["seed"] = Say.Hex(seed),
            ["publicKey"] = Say.Hex(key.PublicKey.Span),
            ["verdict"] = VectorFile.Valid,
        };
    }

    private static JsonObject Waybill(string name, string carrier, string number, int year) => new()
    {
        ["name"] = name,
        ["yearKey"] = Say.Hex(YearKey),
        ["carrier"] = carrier,
        ["number"] = number,
        ["year"] = year,
        ["subject"] = WaybillKey.Subject(YearKey, carrier, number, year).Value,
        ["verdict"] = VectorFile.Valid,
    };

    private static JsonObject NoWaybill(string name, string carrier, string number, int year) => new()
    {
        ["name"] = name,
        ["yearKey"] = Say.Hex(YearKey),
        ["carrier"] = carrier,
        ["number"] = number,
        ["year"] = year,
        ["verdict"] = "MALFORMED",
    };

    private static JsonObject Year(string name, long time, int year) => new() { ["name"] = name, ["time"] = time, ["year"] = year, ["verdict"] = VectorFile.Valid };
}
