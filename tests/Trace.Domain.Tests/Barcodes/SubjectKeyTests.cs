using Trace.Domain.Barcodes;
using Xunit;

namespace Trace.Domain.Tests.Barcodes;

public class SubjectKeyTests
{
    private const string Gtin14 = "09506000134352";
    private const string Uscc18 = "91350100M000100Y43";
    private const string Gln13 = "0614141123452";
    private static readonly string s_keyId = string.Concat(Enumerable.Range(0, 32).Select(i => $"{i:x2}"));

    public static TheoryData<string, SubjectKind> Kinds() => new()
    {
        { $"01/{Gtin14}", SubjectKind.Product },
        { $"01/{Gtin14}/10/L%2F1", SubjectKind.Lot },
        { $"01/{Gtin14}/21/0123456789AB", SubjectKind.Item },
        { $"own/{Uscc18}/A1", SubjectKind.Product },
        { $"own/{Gln13}/A1/10/L1", SubjectKind.Lot },
        { $"own/{Gln13}/10/10/21", SubjectKind.Lot },
        { $"own/{Uscc18}/21/21/10", SubjectKind.Item },
        { "00/106141412345678908", SubjectKind.LogisticUnit },
        { "parcel/shunfeng/2026-f4nbgma5n6tvujh4bfnp5ptt5y", SubjectKind.Waybill },
        { $"party/uscc/{Uscc18}", SubjectKind.Party },
        { $"party/gln/{Gln13}", SubjectKind.Party },
        { $"party/uscc/{Uscc18}/key/{s_keyId}", SubjectKind.Key },
        { $"party/gln/{Gln13}/key/{s_keyId}", SubjectKind.Key },
        { "log/genesis", SubjectKind.Log },
        { "log/erasures", SubjectKind.Log },
        { "log/heads", SubjectKind.Log },
        { "log/shards", SubjectKind.Log },
        { "log/registry", SubjectKind.Log },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_form_of_the_wire_format_is_read_and_kept_as_it_came(string text, SubjectKind kind)
    {
        var key = SubjectKey.Parse(text);

        Assert.Equal(kind, key.Kind);
        Assert.Equal(text, key.Value);
        Assert.Equal(text, key.ToString());
        Assert.True(key == SubjectKey.Parse(new string(text)));
        Assert.Equal(key.GetHashCode(), SubjectKey.Parse(new string(text)).GetHashCode());
    }

    [Theory]
    [InlineData("01/6901234567893", "gtin \"6901234567893\": must have 14 digits in a subject key, has 13 characters")]
    [InlineData("01/06901234567893", "gtin \"06901234567893\": check digit is 3, must be 2")]
    [InlineData("01/06901234567892/", "subject \"01/06901234567892/\": after the product must come /10/<lot>, /21/<serial> or nothing")]
    [InlineData("01/06901234567892/10", "subject \"01/06901234567892/10\": after the product must come /10/<lot>, /21/<serial> or nothing")]
    [InlineData("01/06901234567892/11/260101", "subject \"01/06901234567892/11/260101\": after the product must come /10/<lot>, /21/<serial> or nothing")]
    [InlineData("01/06901234567892/10/", "lot \"\": must have 1 to 20 characters, has 0")]
    [InlineData("01/06901234567892/21/..", "serial \"..\": must not be . or .., which URLs resolve away")]
    [InlineData("01/06901234567892/10/L/21/S", "subject \"01/06901234567892/10/L/21/S\": must end after one lot or one serial; an item is named by its serial alone")]
    [InlineData("/01/06901234567892", "subject \"/01/06901234567892\": must begin with 01/, own/, 00/, parcel/, party/ or log/")]
    [InlineData("", "subject \"\": must begin with 01/, own/, 00/, parcel/, party/ or log/")]
    [InlineData("01", "subject \"01\": must begin with 01/, own/, 00/, parcel/, party/ or log/")]
    [InlineData("LOG/genesis", "subject \"LOG/genesis\": must begin with 01/, own/, 00/, parcel/, party/ or log/")]
    [InlineData("log/other", "subject \"log/other\": must be log/genesis, log/erasures, log/heads, log/shards or log/registry")]
    [InlineData("00/106141412345678901", "sscc \"106141412345678901\": check digit is 1, must be 8")]
    [InlineData("own/0614141123452", "subject \"own/0614141123452\": after the owner must come / and the owner's code of the product")]
    [InlineData("own/0614141123453/A", "gln \"0614141123453\": check digit is 3, must be 2")]
    [InlineData("own/91350100M000100Y44/A", "uscc \"91350100M000100Y44\": check character is 4, must be 3")]
    [InlineData("own/061414112345/A", "subject \"own/061414112345/A\": after own/ must come a USCC of 18 or a GLN of 13 characters, came 12")]
    [InlineData("own/0614141123452/", "code \"\": must have 1 to 20 characters, has 0")]
    [InlineData("own/0614141123452/a+b", "code \"a+b\": \"+\" must be written %2B")]
    [InlineData("party/duns/1", "subject \"party/duns/1\": after party/ must come uscc/ or gln/")]
    [InlineData("party/gln/0614141123452/", "subject \"party/gln/0614141123452/\": after the party must come /key/<key id> or nothing")]
    [InlineData("party/gln/0614141123452/key/00", "key id \"00\": must be 64 lower-case hex digits")]
    [InlineData("parcel/SF/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa", "carrier \"SF\": must consist of a to z and 0 to 9")]
    [InlineData("parcel/s/2026-aaaaaaaaaaaaaaaaaaaaaaaaaa", "carrier \"s\": must have 2 to 20 characters, has 1")]
    [InlineData("parcel/sf", "subject \"parcel/sf\": after the carrier must come / and a year of four digits, a hyphen and 26 characters")]
    [InlineData("parcel/sf/26-aaaaaaaaaaaaaaaaaaaaaaaaaa", "subject \"parcel/sf/26-aaaaaaaaaaaaaaaaaaaaaaaaaa\": after the carrier must come / and a year of four digits, a hyphen and 26 characters")]
    [InlineData("parcel/sf/2026-aaaaaaaaaaaaaaaaaaaaaaaaab", "subject \"parcel/sf/2026-aaaaaaaaaaaaaaaaaaaaaaaaab\": the 26 characters must be base32 of a to z and 2 to 7 whose unused bits are zero")]
    [InlineData("parcel/sf/2026-AAAAAAAAAAAAAAAAAAAAAAAAAA", "subject \"parcel/sf/2026-AAAAAAAAAAAAAAAAAAAAAAAAAA\": the 26 characters must be base32 of a to z and 2 to 7 whose unused bits are zero")]
    public void What_is_no_key_is_refused_with_the_rule_and_what_came(string text, string problem)
    {
        Assert.False(SubjectKey.TryParse(text, out var key, out string? said));
        Assert.Null(key);
        Assert.Equal(problem, said);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => SubjectKey.Parse(text)).Message);
    }

    // An attribute is stored as UTF-8, which has no half of a surrogate pair.
    [Fact]
    public void What_came_is_shown_without_what_forges_a_line_or_breaks_an_encoder()
    {
        Assert.False(SubjectKey.TryParse("x\ud800\"\n", out _, out string? problem));
        Assert.StartsWith("subject \"x\\ud800\\u0022\\u000a\": ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Upper_case_of_a_key_id_is_refused() =>
        Assert.False(SubjectKey.TryParse($"party/gln/{Gln13}/key/{s_keyId.ToUpperInvariant()}", out _, out _));

    [Fact]
    public void More_than_160_characters_are_refused_and_not_repeated_in_full()
    {
        Assert.False(SubjectKey.TryParse("01/" + new string('9', 100_000), out _, out string? problem));
        Assert.EndsWith("must have at most 160 characters, has 100003", problem, StringComparison.Ordinal);
        Assert.True(problem.Length < 200);
        Assert.False(SubjectKey.TryParse(null, out _, out _));
    }

    [Fact]
    public void A_lot_tells_its_product_and_its_decoded_value()
    {
        var lot = SubjectKey.Parse($"01/{Gtin14}/10/L%2F1");

        Assert.Equal("L/1", lot.Lot);
        Assert.Null(lot.Serial);
        Assert.Equal(Gtin14, lot.Gtin.ToString());
        Assert.Equal(SubjectKey.Parse($"01/{Gtin14}"), lot.Product);
        Assert.Null(lot.Owner);
        Assert.Null(lot.OwnCode);
        Assert.Null(lot.Party);
        Assert.Null(lot.Year);
    }

    [Theory]
    [InlineData(Uscc18, "party/uscc/")]
    [InlineData(Gln13, "party/gln/")]
    public void An_item_of_own_numbering_tells_its_owner_and_code(string owner, string party)
    {
        var item = SubjectKey.Parse($"own/{owner}/A%2B/21/S%25");

        Assert.Equal("S%", item.Serial);
        Assert.Null(item.Lot);
        Assert.Null(item.Gtin);
        Assert.Equal("A+", item.OwnCode);
        Assert.Equal(SubjectKey.Parse(party + owner), item.Owner);
        Assert.Equal($"own/{owner}/A%2B", item.Product!.Value);
        Assert.Equal(SubjectKind.Product, item.Product.Kind);
        Assert.Equal("A+", item.Product.OwnCode);
    }

    [Fact]
    public void A_public_key_tells_its_party_and_id()
    {
        var key = SubjectKey.Parse($"party/uscc/{Uscc18}/key/{s_keyId}");
        var party = SubjectKey.Parse($"party/uscc/{Uscc18}");

        Assert.Equal(s_keyId, key.KeyId);
        Assert.Equal(party, key.Party);
        Assert.Equal(SubjectKind.Party, key.Party!.Kind);
        Assert.Same(party, party.Party);
        Assert.Null(key.Product);
        Assert.Null(key.Gtin);
    }

    [Fact]
    public void A_parcel_tells_its_carrier_and_year()
    {
        var parcel = SubjectKey.Parse("parcel/shunfeng/2026-f4nbgma5n6tvujh4bfnp5ptt5y");

        Assert.Equal("shunfeng", parcel.Carrier);
        Assert.Equal(2026, parcel.Year);
        Assert.Null(parcel.OwnCode);
        Assert.True(parcel.Is(SubjectKind.Parcel));
        Assert.True(SubjectKey.Parse("00/106141412345678908").Is(SubjectKind.Parcel));
        Assert.Null(SubjectKey.Parse("00/106141412345678908").Carrier);
    }

    [Fact]
    public void Factories_make_what_the_parser_reads()
    {
        var product = SubjectKey.ForProduct(Gtin.Parse(Gtin14));
        var party = SubjectKey.ForParty(Uscc.Parse(Uscc18));
        var own = SubjectKey.ForOwnProduct(SubjectKey.ForParty(Gln.Parse(Gln13)), "a/b");

        Assert.Equal($"01/{Gtin14}", product.Value);
        Assert.Equal($"01/{Gtin14}/10/L%2F1", SubjectKey.ForLot(product, "L/1").Value);
        Assert.Equal($"own/{Gln13}/a%2Fb/21/x", SubjectKey.ForItem(own, "x").Value);
        Assert.Equal($"own/{Uscc18}/c", SubjectKey.ForOwnProduct(party, "c").Value);
        Assert.Equal("00/106141412345678908", SubjectKey.ForLogisticUnit(Sscc.Parse("106141412345678908")).Value);
        Assert.Equal($"party/uscc/{Uscc18}/key/{s_keyId}", SubjectKey.ForKey(party, Convert.FromHexString(s_keyId)).Value);
        Assert.Equal("log/genesis", SubjectKey.Genesis.Value);
        Assert.Equal("log/erasures", SubjectKey.Erasures.Value);
        Assert.Equal("log/heads", SubjectKey.Heads.Value);
        Assert.Equal("log/shards", SubjectKey.Shards.Value);
        Assert.Equal("log/registry", SubjectKey.Registry.Value);
    }

    [Fact]
    public void Factories_refuse_what_such_a_key_is_not_made_of()
    {
        var product = SubjectKey.ForProduct(Gtin.Parse(Gtin14));
        var party = SubjectKey.ForParty(Gln.Parse(Gln13));

        Assert.Throws<ArgumentException>(() => SubjectKey.ForProduct(default));
        Assert.Throws<ArgumentException>(() => SubjectKey.ForLogisticUnit(default));
        Assert.Throws<ArgumentException>(() => SubjectKey.ForParty(default(Gln)));
        Assert.Throws<ArgumentException>(() => SubjectKey.ForParty(default(Uscc)));
        Assert.Throws<ArgumentException>(() => SubjectKey.ForLot(party, "L"));
        Assert.Throws<ArgumentException>(() => SubjectKey.ForItem(SubjectKey.ForLot(product, "L"), "S"));
        Assert.Throws<ArgumentException>(() => SubjectKey.ForOwnProduct(product, "c"));
        Assert.Throws<ArgumentException>(() => SubjectKey.ForKey(product, new byte[32]));
        Assert.Throws<ArgumentException>(() => SubjectKey.ForKey(party, new byte[31]));
        Assert.Throws<FormatException>(() => SubjectKey.ForLot(product, "批次"));
    }

    [Theory]
    [InlineData($"01/{Gtin14}/21/x", $"01/{Gtin14}", true)]
    [InlineData($"01/{Gtin14}", $"01/{Gtin14}", true)]
    [InlineData($"01/{Gtin14}", $"01/{Gtin14}/21/x", false)]
    [InlineData($"01/{Gtin14}/21/xy", $"01/{Gtin14}/21/x", false)]
    [InlineData($"own/{Gln13}/A1", $"own/{Gln13}/A", false)]
    [InlineData($"own/{Gln13}/A/10/1", $"own/{Gln13}/A", true)]
    public void A_key_lies_under_whole_parts_of_a_path_only(string key, string ancestor, bool under) =>
        Assert.Equal(under, SubjectKey.Parse(key).IsAtOrUnder(SubjectKey.Parse(ancestor)));
}
