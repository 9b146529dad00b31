using System.Text.Json.Nodes;
using Trace.Domain.Barcodes;

namespace Trace.Vectors.Tests.Writing;

/// <summary>Subject keys in their one spelling, and the numbers that they are made of.</summary>
internal static class SubjectVectors
{
    private const string KeyIdText = "bda8c02a3ddc2efb1b1fb6fbe7b5f24ad3d0cd9a10f1a4ab0f2f9ec0a9a5dc2b";

    public static VectorFile Subjects() => new VectorFile("subjects", "Subject keys (wire format, section 7): one spelling each; parse, then format, gives the same text. Numbers have the check characters of the GS1 General Specifications and of GB 32100-2015.")
        .With("subjects", [.. Good(), .. BadNumbers(), .. BadSpellings()])
        .With("gtins",
        [
            Number("the example of GS1 Digital Link", "09506000134352", "09506000134352"),
            Number("EAN-13", "6901234567892", "06901234567892"),
            Number("EAN-8", "96385074", "00000096385074"),
            Number("UPC-A", "036000291452", "00036000291452"),
            Number("GTIN-14 with an indicator digit", "16901234567899", "16901234567899"),
            Number("952, kept for demonstrations", "9521234567899", "09521234567899"),
            NoNumber("wrong check digit", "6901234567893"),
            NoNumber("restricted circulation: 02", WithCheckDigit("020000000001")),
            NoNumber("restricted circulation: 04", WithCheckDigit("040000000001")),
            NoNumber("restricted circulation: 20", WithCheckDigit("200000000001")),
            NoNumber("restricted circulation: 29", WithCheckDigit("290000000001")),
            NoNumber("restricted circulation under an indicator digit", WithCheckDigit("1210000000001")),
            NoNumber("restricted circulation: an EAN-8 of prefix 2", WithCheckDigit("2000001")),
            NoNumber("restricted circulation: an EAN-8 of prefix 0", WithCheckDigit("0000001")),
            NoNumber("all zeros", "00000000000000"),
            NoNumber("eleven digits", "69012345678"),
            NoNumber("full-width digits", "６９０１２３４５６７８９２"),
            NoNumber("a blank in front", " 6901234567892"),
        ])
        .With("glns",
        [
            Number("of China", "6901234500004", null),
            NoNumber("wrong check digit", "6901234500001"),
            NoNumber("twelve digits", "690123450000"),
            NoNumber("all zeros", "0000000000000"),
        ])
        .With("ssccs",
        [
            Number("the example of GS1's Tag Data Standard", "106141412345678908", null),
            Number("of 17 digits and a check digit", WithCheckDigit("06901234500000001"), null),
            NoNumber("wrong check digit", Wrong(WithCheckDigit("06901234500000001"))),
            NoNumber("all zeros", "000000000000000000"),
        ])
        .With("usccs",
        [
            Number("with a check digit", WithCheckCharacter("91350982MA2XN4U86"), null),
            Number("with a check letter", WithCheckCharacter("91350982MA2XN4U8Y"), null),
            Number("starting with 0", WithCheckCharacter("0135098212XN4U86Q"), null),
            NoNumber("wrong check character", Wrong(WithCheckCharacter("91350982MA2XN4U86"))),
            NoNumber("lower case", WithCheckCharacter("91350982MA2XN4U86").ToLowerInvariant()),
            NoNumber("letter I, which the set lacks", "9135098IMA2XN4U860"),
            NoNumber("letter Z, which the set lacks", "9135098ZMA2XN4U860"),
            NoNumber("17 characters", "91350982MA2XN4U86"),
            NoNumber("all zeros", "000000000000000000"),
        ]);

    private static IEnumerable<JsonObject> Good()
    {
        string uscc = WithCheckCharacter("91350982MA2XN4U86");
        yield return Subject("a product", "01/06901234567892");
        yield return Subject("a product whose GTIN is an EAN-8", "01/00000096385074");
        yield return Subject("a product under 952, for demonstrations", "01/09521234567899");
        yield return Subject("a lot", "01/06901234567892/10/L1");
        yield return Subject("an item", "01/06901234567892/21/A1");
        yield return Subject("an item of 20 characters", "01/06901234567892/21/ABCDEFGHIJ0123456789");
        yield return Subject("case is kept", "01/06901234567892/21/a1");
        yield return Subject("signs that stand for themselves", "01/06901234567892/10/A-1._b");
        yield return Subject("escaped slash, percent sign and plus", "01/06901234567892/10/%2F%25%2B");
        yield return Subject("three dots are a value", "01/06901234567892/10/...");
        yield return Subject("every other sign of set 82", "01/06901234567892/10/%21%22%26%27%28%29%2A%2C%3A%3B%3C%3D%3E%3F");
        yield return Subject("an own product of a USCC", $"own/{uscc}/TEA-1");
        yield return Subject("a lot of an own product", $"own/{uscc}/TEA-1/10/L1");
        yield return Subject("an item of an own product", $"own/{uscc}/TEA-1/21/A1");
        yield return Subject("an own product of a GLN", "own/6901234500004/TEA-1");
        yield return Subject("an own code of 10, before a lot", "own/6901234500004/10/10/10");
        yield return Subject("a logistic unit", "00/" + WithCheckDigit("06901234500000001"));
        yield return Subject("a parcel", "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa");
        yield return Subject("a party by its USCC", $"party/uscc/{uscc}");
        yield return Subject("a party by its GLN", "party/gln/6901234500004");
        yield return Subject("a key of a party", $"party/gln/6901234500004/key/{KeyIdText}");
        foreach (string own in (string[])["genesis", "erasures", "heads", "shards", "registry"])
        {
            yield return Subject($"the ledger's own: {own}", $"log/{own}");
        }
    }

    private static IEnumerable<JsonObject> BadNumbers()
    {
        yield return NoSubject("wrong check digit", "01/06901234567893");
        yield return NoSubject("GTIN of 13 digits, another spelling of 14", "01/6901234567892");
        yield return NoSubject("restricted circulation", "01/0" + WithCheckDigit("200000000001"));
        yield return NoSubject("GTIN of letters", "01/0690123456789A");
        yield return NoSubject("no GTIN", "01/");
        yield return NoSubject("SSCC with a wrong check digit", "00/" + Wrong(WithCheckDigit("06901234500000001")));
        yield return NoSubject("own code of a party with a wrong check character", $"own/{Wrong(WithCheckCharacter("91350982MA2XN4U86"))}/TEA-1");
        yield return NoSubject("own code of nobody", "own//TEA-1");
        yield return NoSubject("party with a wrong check digit", "party/gln/6901234500001");
        yield return NoSubject("USCC in lower case", $"party/uscc/{WithCheckCharacter("91350982MA2XN4U86").ToLowerInvariant()}");
    }

    private static IEnumerable<JsonObject> BadSpellings()
    {
        const string Lot = "01/06901234567892/10/";
        yield return NoSubject("nothing", "");
        yield return NoSubject("a slash in front", "/01/06901234567892");
        yield return NoSubject("a slash behind", "01/06901234567892/");
        yield return NoSubject("two slashes", "01//06901234567892");
        yield return NoSubject("a blank behind", "01/06901234567892 ");
        yield return NoSubject("a host in front", "https://id.gs1.org/01/06901234567892");
        yield return NoSubject("another application identifier", "02/06901234567892");
        yield return NoSubject("lot and serial both", Lot + "L1/21/A1");
        yield return NoSubject("empty lot", Lot);
        yield return NoSubject("lot of 21 characters", Lot + "ABCDEFGHIJ01234567890");
        yield return NoSubject("one dot", Lot + ".");
        yield return NoSubject("two dots", Lot + "..");
        yield return NoSubject("escaped dots", Lot + "%2E%2E");
        yield return NoSubject("an escape that is not needed", Lot + "%41");
        yield return NoSubject("an escape in lower case", Lot + "%2f");
        yield return NoSubject("half an escape", Lot + "%2");
        yield return NoSubject("an escape of nothing", Lot + "%GG");
        yield return NoSubject("a sign that must be escaped", Lot + "a+b");
        yield return NoSubject("a sign outside set 82, escaped", Lot + "%23");
        yield return NoSubject("a letter beyond ASCII", Lot + "茶");
        yield return NoSubject("the same letter escaped", Lot + "%E8%8C%B6");
        yield return NoSubject("a query", "01/06901234567892?x=1");
        yield return NoSubject("carrier in upper case", "parcel/Shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa");
        yield return NoSubject("carrier of one character", "parcel/s/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa");
        yield return NoSubject("parcel of 25 characters", "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaa");
        yield return NoSubject("parcel with unused bits that are not zero", "parcel/shunfeng/2026-aaaaaaaaaaaaaaaaaaaaaaaaab");
        yield return NoSubject("parcel in upper case", "parcel/shunfeng/2026-AAAAAAAAAAAAAAAAAAAAAAAAAA");
        yield return NoSubject("parcel with a digit that base32 lacks", "parcel/shunfeng/2026-1aaaaaaaaaaaaaaaaaaaaaaaaa");
        yield return NoSubject("parcel of a year of three digits", "parcel/shunfeng/206-aaaaaaaaaaaaaaaaaaaaaaaaaa");
        yield return NoSubject("key id in upper case", $"party/gln/6901234500004/key/{KeyIdText.ToUpperInvariant()}");
        yield return NoSubject("key id of 63 digits", $"party/gln/6901234500004/key/{KeyIdText[1..]}");
        yield return NoSubject("a party's other thing", "party/gln/6901234500004/site/1");
        yield return NoSubject("another of the ledger's own", "log/other");
        yield return NoSubject("161 characters", "own/6901234500004/" + string.Concat(Enumerable.Repeat("%2F", 20)) + "/10/" + string.Concat(Enumerable.Repeat("%2F", 20)) + "%2F%2F%2F%2F%2F%2F%2");
    }

    private static JsonObject Subject(string name, string text) => new()
    {
        ["name"] = name,
        ["text"] = text,
        ["kind"] = Say.Code(SubjectKey.Parse(text).Kind),
        ["verdict"] = VectorFile.Valid,
    };

    private static JsonObject NoSubject(string name, string text) => new() { ["name"] = name, ["text"] = text, ["verdict"] = "SUBJECT_INVALID", ["rule"] = Rule(text) };

    private static string? Rule(string text) => SubjectKey.TryParse(text, out _, out string? problem) ? null : problem;

    private static JsonObject Number(string name, string text, string? gtin14)
    {
        var made = new JsonObject { ["name"] = name, ["text"] = text };
        if (gtin14 is not null)
        {
            made["gtin14"] = gtin14;
        }

        made["verdict"] = VectorFile.Valid;
        return made;
    }

    private static JsonObject NoNumber(string name, string text) => new() { ["name"] = name, ["text"] = text, ["verdict"] = "MALFORMED" };

    private static string WithCheckDigit(string digits) => digits + Gs1CheckDigit.Compute(digits);

    private static string WithCheckCharacter(string seventeen) => seventeen + Uscc.CheckCharacter(seventeen);

    private static string Wrong(string code) => code[..^1] + (code[^1] == '0' ? '1' : '0');
}
