using System.Text.Json.Nodes;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Testing;
using Trace.V1;

namespace Trace.Vectors.Tests.Writing;

/// <summary>The one encoding of a statement, each way to break it, and what verifiers make of what is newer than they are.</summary>
internal static class CanonicalVectors
{
    private const string Ledger = "ledger.test";
    private const int Party = 3;
    private const int Time = 5;
    private const int Offset = 6;
    private const int Nonce = 7;
    private const int Place = 8;
    private const int RegistrationField = 19;
    private const int ListingField = 30;
    private const int RecallField = 39;
    private const int Label = 6;
    private const int NetContent = 2;
    private const int Roles = 5;

    private static readonly byte[] Good = Base(statement => statement.Listing = new Listing
    {
        Name = new Text { Zh = "白茶" },
        Label = new Label { NetContent = new Quantity { Thousandths = 250_000, Unit = Unit.Gram }, ProducerName = "福鼎" },
        Documents = { Document(1), Document(2) },
    });

    private static readonly byte[] Registered = Base(statement =>
    {
        statement.Subject = InMemoryLog.Glns(1);
        statement.Registration = new Registration { Name = new Text { En = "Tea" }, Roles = { Role.Producer, Role.Seller } };
    });

    public static VectorFile Canonical() => new VectorFile("canonical", "The canonical form (wire format, section 2): bytes that are not the only encoding of what they say are refused. Form: what the door says of the bytes alone. Rules: bytes of good form, and what the rules that need no history say. Newer: what a verifier of today reads of a statement of tomorrow.")
        .With("form", [.. Forms(), .. Varints(), .. Defaults(), .. Repeats(), .. Broken(), .. NotUtf8()])
        .With("rules", Rules())
        .With("newer", Newer());

    private static IEnumerable<JsonObject> Forms()
    {
        yield return Form("a listing", Good, VectorFile.Valid);
        yield return Form("packed repeated enums", Registered, VectorFile.Valid);
        yield return Form("an empty message in the oneof, written with length 0", Base(statement => statement.Listing = new Listing()), VectorFile.Valid);
        yield return Form("an empty message in a field, written with length 0", Wire.After(Good, Nonce, Wire.Content(Place)), VectorFile.Valid);
        yield return Form("16,384 bytes", OfSize(16_384), VectorFile.Valid);
        yield return Form("16,385 bytes", OfSize(16_385), "TOO_LARGE");
        yield return Form("no bytes", [], "TOO_LARGE");
        yield return Form("no payload", Base(_ => { }), "NO_PAYLOAD");
        yield return Form("key of 31 bytes", Wire.With(Good, 4, Wire.Content(4, new byte[31])), "FIELD_OUT_OF_BOUNDS");
        yield return Form("subject in another spelling", Wire.With(Good, 2, Wire.Content(2, "01/6901234567892"u8)), "SUBJECT_INVALID");
        yield return Form("unknown field behind the payload", [.. Good, .. Wire.Number(63, 1)], "NOT_CANONICAL");
        yield return Form("unknown field of a reserved number", Wire.After(Good, Nonce, Wire.Number(9, 1)), "NOT_CANONICAL");
        yield return Form("unknown field in the payload", Wire.Within(Good, ListingField, inner => [.. inner, .. Wire.Number(99, 1)]), "NOT_CANONICAL");
        yield return Form("unknown field two messages down", Deep(inner => [.. inner, .. Wire.Number(99, 1)]), "NOT_CANONICAL");
        yield return Form("two fields exchanged", Exchanged(Good), "NOT_CANONICAL");
        yield return Form("payload in front", Wire.Join(Wire.Split(Good).OrderBy(field => field.Number != ListingField)), "NOT_CANONICAL");
        yield return Form("two fields exchanged in the payload", Wire.Within(Good, ListingField, Exchanged), "NOT_CANONICAL");
        yield return Form("two fields exchanged two messages down", Deep(Exchanged), "NOT_CANONICAL");
        yield return Form("two payloads", [.. Good, .. Wire.Content(RecallField)], "NOT_CANONICAL");
        yield return Form("the payload twice, in halves", Wire.With(Good, ListingField, Halves()), "NOT_CANONICAL");
    }

    private static IEnumerable<JsonObject> Varints()
    {
        byte[] time = Wire.Varint((ulong)Statement.Parser.ParseFrom(Good).Time);
        yield return Form("overlong varint", Wire.With(Good, Offset, [.. Wire.Tag(Offset, Wire.VarintType), .. Wire.Overlong(960)]), "NOT_CANONICAL");
        yield return Form("overlong tag", Wire.With(Good, Offset, [.. Wire.Overlong(Offset << 3), .. Wire.Varint(960)]), "NOT_CANONICAL");
        yield return Form("overlong length", Wire.With(Good, Nonce, [.. Wire.Tag(Nonce, Wire.LengthType), .. Wire.Overlong(16), .. new byte[16]]), "NOT_CANONICAL");
        yield return Form("overlong varint two messages down", Deep(inner => Wire.With(inner, 1, [.. Wire.Tag(1, Wire.VarintType), .. Wire.Overlong(250_000)])), "NOT_CANONICAL");
        yield return Form("overlong varint among packed enums", Wire.Within(Registered, RegistrationField, inner => Wire.With(inner, Roles, Wire.Content(Roles, 0x81, 0x00, 0x02))), "NOT_CANONICAL");
        yield return Form("negative int64 in its 10 bytes: good form, no good time", WithVarint(Time, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]), VectorFile.Valid);
        yield return Form("10 bytes of which the last has bits beyond 64", WithVarint(Time, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03]), "NOT_CANONICAL");
        yield return Form("11 bytes", WithVarint(Time, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]), "MALFORMED");
        yield return Form("a sint32 of more than 32 bits", WithVarint(Offset, Wire.Varint(1UL << 35 | 960)), "NOT_CANONICAL");
        yield return Form("a bool of 2", Wire.Within(Good, ListingField, inner => [.. Wire.Number(1, 2), .. inner]), "NOT_CANONICAL");
        yield return Form("an enum of more than 32 bits", Deep(inner => Wire.With(inner, 2, Wire.Number(2, (1UL << 40) | 2))), "NOT_CANONICAL");
        yield return Form("a negative enum in its 10 bytes: good form, no good number", Deep(inner => Wire.With(inner, 2, Wire.Number(2, ulong.MaxValue))), VectorFile.Valid);
        yield return Form("the time as fixed64", Wire.With(Good, Time, [.. Wire.Tag(Time, Wire.Fixed64Type), .. BitConverter.GetBytes(1_777_622_400_000_000)]), "NOT_CANONICAL");
        yield return Form("the nonce as varint", Wire.With(Good, Nonce, Wire.Number(Nonce, 7)), "NOT_CANONICAL");
        yield return Form("the payload as varint", Wire.With(Good, ListingField, Wire.Number(ListingField, 7)), "NOT_CANONICAL");
        yield return Form("the time in a message of its own", Wire.With(Good, Time, Wire.Content(Time, time)), "NOT_CANONICAL");
    }

    private static IEnumerable<JsonObject> Defaults()
    {
        yield return Form("offset 0 written", WithVarint(Offset, [0]), "NOT_CANONICAL");
        yield return Form("empty party written", Wire.With(Good, Party, Wire.Content(Party)), "NOT_CANONICAL");
        yield return Form("empty nonce written", Wire.With(Good, Nonce, Wire.Content(Nonce)), "NOT_CANONICAL");
        yield return Form("false written in the payload", Wire.Within(Good, ListingField, inner => [.. Wire.Number(1, 0), .. inner]), "NOT_CANONICAL");
        yield return Form("enum 0 written two messages down", Deep(inner => Wire.With(inner, 2, Wire.Number(2, 0))), "NOT_CANONICAL");
        yield return Form("no packed enums, written with length 0", Wire.Within(Registered, RegistrationField, inner => Wire.With(inner, Roles, Wire.Content(Roles))), "NOT_CANONICAL");
    }

    private static IEnumerable<JsonObject> Repeats()
    {
        yield return Form("a field twice, the same", Wire.After(Good, Offset, Wire.Split(Good).Single(field => field.Number == Offset).Bytes), "NOT_CANONICAL");
        yield return Form("a field twice, different", Wire.After(Good, Offset, Wire.Number(Offset, 2)), "NOT_CANONICAL");
        yield return Form("a message twice", Wire.After(Good, Nonce, [.. Wire.Content(Place, Wire.Content(3, "350000"u8)), .. Wire.Content(Place)]), "NOT_CANONICAL");
        yield return Form("a field twice in the payload", Wire.Within(Good, ListingField, inner => Wire.After(inner, 2, Wire.Content(2))), "NOT_CANONICAL");
        yield return Form("repeated enums not packed", Wire.Within(Registered, RegistrationField, inner => Wire.With(inner, Roles, [.. Wire.Number(Roles, 1), .. Wire.Number(Roles, 2)])), "NOT_CANONICAL");
        yield return Form("repeated enums packed in two runs", Wire.Within(Registered, RegistrationField, inner => Wire.With(inner, Roles, [.. Wire.Content(Roles, 1), .. Wire.Content(Roles, 2)])), "NOT_CANONICAL");
        yield return Form("repeated messages with another field between them", Wire.Within(Good, ListingField, Between), "NOT_CANONICAL");
    }

    private static IEnumerable<JsonObject> Broken()
    {
        yield return Form("the last byte missing", Good[..^1], "MALFORMED");
        yield return Form("the last payload's length only", Good[..(Good.Length - Wire.ContentOf(Good, ListingField).Length)], "MALFORMED");
        yield return Form("a tag only", [.. Good, .. Wire.Tag(63, Wire.VarintType)], "MALFORMED");
        yield return Form("half a varint", [.. Good, .. Wire.Tag(63, Wire.VarintType), 0x80], "MALFORMED");
        yield return Form("a length beyond the end of the message", Wire.Within(Good, ListingField, inner => [.. inner, .. Wire.Tag(Label + 50, Wire.LengthType), 5, 1]), "MALFORMED");
        yield return Form("a length of 2^31", [.. Good, .. Wire.Tag(63, Wire.LengthType), .. Wire.Varint(1UL << 31)], "MALFORMED");
        yield return Form("a zero byte behind", [.. Good, 0], "MALFORMED");
        yield return Form("field number 0", [.. Good, .. Wire.Number(0, 1)], "MALFORMED");
        yield return Form("wire type 6", [.. Good, .. Wire.Tag(63, 6), 1], "MALFORMED");
        yield return Form("wire type 7", [.. Good, .. Wire.Tag(63, 7), 1], "MALFORMED");
        yield return Form("a group of an unknown number", [.. Good, .. Wire.Tag(63, Wire.StartGroupType), .. Wire.Tag(63, Wire.EndGroupType)], "NOT_CANONICAL");
        yield return Form("a group without its end", [.. Good, .. Wire.Tag(63, Wire.StartGroupType)], "MALFORMED");
        yield return Form("the end of a group that never began", [.. Good, .. Wire.Tag(63, Wire.EndGroupType)], "MALFORMED");
    }

    private static IEnumerable<JsonObject> NotUtf8()
    {
        foreach (var (name, bytes) in ((string Name, byte[] Bytes)[])
            [("a continuation byte alone", [0x80]), ("two bytes for NUL", [0xc0, 0x80]), ("half of a surrogate pair", [0xed, 0xa0, 0x80]), ("a cut sequence", [0xe8, 0x8c]), ("beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80])])
        {
            yield return Form($"text that is no UTF-8: {name}", Wire.With(Good, 1, Wire.Content(1, bytes)), "MALFORMED");
        }
    }

    private static IEnumerable<JsonObject> Rules()
    {
        yield return Rule("a listing", Good, VectorFile.Valid);
        yield return Rule("another ledger", Wire.With(Good, 1, Wire.Content(1, "other.test"u8)), "OTHER_LEDGER", "ledger");
        yield return Rule("an enum number that is not in the list", Deep(inner => Wire.With(inner, 2, Wire.Number(2, 77))), "NOT_CANONICAL", "listing.label.net_content.unit");
        yield return Rule("a negative enum number", Deep(inner => Wire.With(inner, 2, Wire.Number(2, ulong.MaxValue))), "NOT_CANONICAL", "listing.label.net_content.unit");
        yield return Rule("0 among packed enums", Wire.Within(Registered, RegistrationField, inner => Wire.With(inner, Roles, Wire.Content(Roles, 1, 0))), "NOT_CANONICAL", "registration.roles[1]");
        yield return Rule("an enum twice where each stands once", Wire.Within(Registered, RegistrationField, inner => Wire.With(inner, Roles, Wire.Content(Roles, 1, 1))), "FIELD_OUT_OF_BOUNDS", "registration.roles[1]");
        yield return Named("letters with marks composed", "Café", VectorFile.Valid);
        yield return Named("letters with marks apart (NFD)", "Cafe\u0301", "TEXT_NOT_NORMAL");
        yield return Named("a compatibility ideograph, which NFC replaces", "\uf900", "TEXT_NOT_NORMAL");
        yield return Named("U+0378, never assigned", "a\u0378", "TEXT_NOT_NORMAL");
        yield return Named("U+FFFE, no character", "a\ufffe", "TEXT_NOT_NORMAL");
        yield return Named("private use", "a\ue000", "TEXT_NOT_NORMAL");
        yield return Named("a tab", "a\tb", "TEXT_NOT_NORMAL");
        yield return Named("NUL", "a\0b", "TEXT_NOT_NORMAL");
        yield return Named("C1 control", "a\u0085b", "TEXT_NOT_NORMAL");
        yield return Named("line separator", "a\u2028b", "TEXT_NOT_NORMAL");
        yield return Named("500 code points beyond U+FFFF", string.Concat(Enumerable.Repeat("\U00020000", 500)), VectorFile.Valid);
        yield return Named("501 characters", new string('a', 501), "FIELD_OUT_OF_BOUNDS");
        yield return Rule("the last microsecond before 2000", WithVarint(Time, Wire.Varint(946_684_799_999_999)), "FIELD_FORM", "time");
        yield return Rule("the first microsecond of 2000", WithVarint(Time, Wire.Varint(946_684_800_000_000)), VectorFile.Valid);
        yield return Rule("the last microsecond before 2100", WithVarint(Time, Wire.Varint(4_102_444_799_999_999)), VectorFile.Valid);
        yield return Rule("the first microsecond of 2100", WithVarint(Time, Wire.Varint(4_102_444_800_000_000)), "FIELD_FORM", "time");
        yield return Rule("a negative time", WithVarint(Time, Wire.Varint(ulong.MaxValue)), "FIELD_FORM", "time");
        yield return Rule("840 minutes east", WithVarint(Offset, Wire.Varint(1680)), VectorFile.Valid);
        yield return Rule("841 minutes east", WithVarint(Offset, Wire.Varint(1682)), "FIELD_OUT_OF_BOUNDS", "offset");
        yield return Rule("720 minutes west", WithVarint(Offset, Wire.Varint(1439)), VectorFile.Valid);
        yield return Rule("721 minutes west", WithVarint(Offset, Wire.Varint(1441)), "FIELD_OUT_OF_BOUNDS", "offset");
        yield return Rule("nonce of 15 bytes", Wire.With(Good, Nonce, Wire.Content(Nonce, new byte[15])), "FIELD_OUT_OF_BOUNDS", "nonce");
        yield return Rule("nonce of 17 bytes", Wire.With(Good, Nonce, Wire.Content(Nonce, new byte[17])), "FIELD_OUT_OF_BOUNDS", "nonce");
        yield return Rule("no nonce", Wire.With(Good, Nonce, []), "FIELD_REQUIRED", "nonce");
        yield return Rule("an empty payload", Base(statement => statement.Listing = new Listing()), "FIELD_REQUIRED", "listing.name");
        yield return Rule("a place with nothing in it", Wire.After(Good, Nonce, Wire.Content(Place)), "FIELD_REQUIRED", "place.gln");
        foreach (var host in (string[])["shop.example", "a.b", "a-1.tea.example.cn", "xn--fiq228c.xn--fiqs8s", "1688.com", "x--a.example", $"{new string('a', 63)}.example"])
        {
            yield return Hosted(host, host.Length < 4 ? "FIELD_OUT_OF_BOUNDS" : VectorFile.Valid);
        }

        foreach (var host in (string[])["localhost", "Shop.example", "茶铺.example", "shop.example.", ".example", "shop..example", "-shop.example", "shop-.example", "ab--c.example", "xn--.example", "a.xn--", "192.0.2.1", "shop.example:443", "shop.example/tea", "a_b.example", "a b.example", $"{new string('a', 64)}.example"])
        {
            yield return Hosted(host, "FIELD_FORM");
        }
    }

    private static JsonObject Hosted(string host, string verdict) => Rule(
        $"the host name {host}",
        Base(statement =>
        {
            statement.Subject = InMemoryLog.Glns(1);
            statement.Registration = new Registration { Name = new Text { En = "Tea" }, Roles = { Role.Producer, Role.Seller }, Domains = { host } };
        }),
        verdict,
        verdict == VectorFile.Valid ? null : "registration.domains[0]");

    private static IEnumerable<JsonObject> Newer()
    {
        byte[] without = Wire.With(Good, ListingField, []);
        yield return Read("a statement of today", Good, VectorFile.Valid, understood: true);
        yield return Read("a payload of a newer version", [.. without, .. Wire.Content(63, 8, 1)], VectorFile.Valid, understood: false);
        yield return Read("a payload of a newer version, empty", [.. without, .. Wire.Content(63)], VectorFile.Valid, understood: false);
        yield return Read("a field of a newer version in front of the payload", Wire.After(Good, Nonce, Wire.Number(9, 1)), VectorFile.Valid, understood: false);
        yield return Read("a field of a newer version in the payload", Wire.Within(Good, ListingField, inner => [.. inner, .. Wire.Number(99, 1)]), VectorFile.Valid, understood: false);
        yield return Read("a field of a newer version two messages down", Deep(inner => [.. inner, .. Wire.Number(99, 1)]), VectorFile.Valid, understood: false);
        yield return Read("no payload at all is of no version", without, "NO_PAYLOAD");
        yield return Read("newer fields out of order", Wire.After(Good, Nonce, [.. Wire.Number(10, 1), .. Wire.Number(9, 1)]), "NOT_CANONICAL");
        yield return Read("a newer field in front of a lower number", Wire.After(Good, Time, Wire.Number(9, 1)), "NOT_CANONICAL");
        yield return Read("a newer field with an overlong varint", Wire.After(Good, Nonce, [.. Wire.Tag(9, Wire.VarintType), .. Wire.Overlong(1)]), "NOT_CANONICAL");
        yield return Read("a newer field with an overlong tag", Wire.After(Good, Nonce, [.. Wire.Overlong(9 << 3), 1]), "NOT_CANONICAL");
        yield return Read("a newer field beside a default written", Wire.With(Wire.After(Good, Nonce, Wire.Number(9, 1)), Offset, Wire.Number(Offset, 0)), "NOT_CANONICAL");
        yield return Read("a group is of no version", Wire.After(Good, Nonce, [.. Wire.Tag(9, Wire.StartGroupType), .. Wire.Tag(9, Wire.EndGroupType)]), "NOT_CANONICAL");
        yield return Read("a known field of another wire type is of no version", Wire.With(Good, Time, [.. Wire.Tag(Time, Wire.Fixed64Type), .. new byte[8]]), "NOT_CANONICAL");
        yield return Read("a known payload of another wire type is of no version", Wire.With(Good, ListingField, Wire.Number(ListingField, 7)), "NOT_CANONICAL");
        yield return Read("a known field of another wire type two messages down", Deep(inner => Wire.With(inner, 2, Wire.Content(2, 2))), "NOT_CANONICAL");
        yield return Read("a truncated statement", Good[..^1], "MALFORMED");
    }

    private static byte[] Base(Action<Statement> say)
    {
        using var key = InMemoryLog.KeyOf("canonical");
        var statement = new Statement
        {
            Ledger = Ledger,
            Subject = "01/06901234567892",
            Party = InMemoryLog.Glns(1),
            Key = ByteString.CopyFrom(KeyId.Of(StatementSigner.PublicKeyOf(key)).AsSpan()),
            Time = 1_777_622_400_000_000,
            Offset = 480,
            Nonce = ByteString.CopyFrom(new byte[16]),
        };
        say(statement);
        return statement.ToByteArray();
    }

    private static byte[] WithVarint(int number, byte[] varint) => Wire.With(Good, number, [.. Wire.Tag(number, Wire.VarintType), .. varint]);

    private static byte[] Deep(Func<byte[], byte[]> change) =>
        Wire.Within(Good, ListingField, listing => Wire.Within(listing, Label, label => Wire.Within(label, NetContent, change)));

    private static byte[] Exchanged(byte[] message)
    {
        var fields = Wire.Split(message);
        return Wire.Join([fields[1], fields[0], .. fields.Skip(2)]);
    }

    private static byte[] Between(byte[] listing)
    {
        var fields = Wire.Split(listing);
        return Wire.Join([.. fields.SkipLast(1).Where(field => field.Number != Label), .. fields.Where(field => field.Number == Label), fields[^1]]);
    }

    private static byte[] Halves()
    {
        var fields = Wire.Split(Wire.ContentOf(Good, ListingField));
        return [.. Wire.Content(ListingField, fields[0].Bytes), .. Wire.Content(ListingField, Wire.Join(fields.Skip(1)))];
    }

    private static byte[] OfSize(int size)
    {
        byte[] Made(int length) => Base(statement => statement.Listing = new Listing { Label = new Label { ProducerName = new string('a', length) } });
        return Made(size - (Made(10_000).Length - 10_000));
    }

    private static Document Document(byte number) => new() { Sha256 = ByteString.CopyFrom([number, .. new byte[31]]), MediaType = "text/plain" };

    private static JsonObject Form(string name, byte[] bytes, string verdict) => new() { ["name"] = name, ["bytes"] = Say.Hex(bytes), ["verdict"] = verdict };

    private static JsonObject Named(string name, string text, string verdict) => Rule($"text: {name}", Base(statement => statement.Listing = new Listing { Name = new Text { Zh = text } }), verdict, verdict == VectorFile.Valid ? null : "listing.name.zh");

    private static JsonObject Rule(string name, byte[] bytes, string verdict, string? field = null)
    {
        var made = new JsonObject { ["name"] = name, ["ledger"] = Ledger, ["bytes"] = Say.Hex(bytes), ["verdict"] = verdict };
        if (field is not null)
        {
            made["field"] = field;
        }

        return made;
    }

    private static JsonObject Read(string name, byte[] bytes, string verdict, bool? understood = null)
    {
        var made = Form(name, bytes, verdict);
        if (understood is not null)
        {
            made["understood"] = understood;
        }

        return made;
    }
}
