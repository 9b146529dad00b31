using CsCheck;
using Trace.Domain.Places;
using Xunit;

namespace Trace.Domain.Tests.Places;

public class RegionTests
{
    [Theory]
    [InlineData("350000", RegionPrecision.Province, "350000")]
    [InlineData("350100", RegionPrecision.Prefecture, "350000")]
    [InlineData("350102", RegionPrecision.County, "350000")]
    [InlineData("810001", RegionPrecision.County, "810000")]
    [InlineData("CN-FJ", RegionPrecision.Province, "350000")]
    [InlineData("BR-SP", RegionPrecision.Province, "BR-SP")]
    [InlineData("DE-BY", RegionPrecision.Province, "DE-BY")]
    [InlineData("FR-75C", RegionPrecision.Province, "FR-75C")]
    [InlineData("AT-9", RegionPrecision.Province, "AT-9")]
    public void A_code_is_read_with_its_precision_and_province(string code, RegionPrecision precision, string province)
    {
        var region = Region.Parse(code);

        Assert.Equal(code, region.ToString());
        Assert.Equal(precision, region.Precision);
        Assert.Equal(province, region.Province.Code);
        Assert.Equal(RegionPrecision.Province, region.Province.Precision);
    }

    [Theory]
    [InlineData("160000", "region \"160000\": begins with 16, must begin with the two digits of a province (GB/T 2260)")]
    [InlineData("000000", "region \"000000\": begins with 00, must begin with the two digits of a province (GB/T 2260)")]
    [InlineData("CN-XX", "region \"CN-XX\": must be one of the subdivisions that ISO 3166-2 lists for CN")]
    [InlineData("CN-35", "region \"CN-35\": must be one of the subdivisions that ISO 3166-2 lists for CN")]
    [InlineData("CN-110", "region \"CN-110\": must be one of the subdivisions that ISO 3166-2 lists for CN")]
    [InlineData("BR-FJ", "region \"BR-FJ\": must be one of the subdivisions that ISO 3166-2 lists for BR")]
    [InlineData("35010", "region \"35010\": must be six digits of GB/T 2260, or an ISO 3166-2 code such as CN-FJ")]
    [InlineData("cn-fj", "region \"cn-fj\": must be six digits of GB/T 2260, or an ISO 3166-2 code such as CN-FJ")]
    [InlineData("DE-", "region \"DE-\": must be six digits of GB/T 2260, or an ISO 3166-2 code such as CN-FJ")]
    [InlineData("DE-ABCD", "region \"DE-ABCD\": must be six digits of GB/T 2260, or an ISO 3166-2 code such as CN-FJ")]
    [InlineData("DE-by", "region \"DE-by\": must be six digits of GB/T 2260, or an ISO 3166-2 code such as CN-FJ")]
    [InlineData(null, "region \"\": must be six digits of GB/T 2260, or an ISO 3166-2 code such as CN-FJ")]
    [InlineData("３５００００", "region \"３５００００\": must be six digits of GB/T 2260, or an ISO 3166-2 code such as CN-FJ")]
    public void What_is_no_region_is_refused_with_the_rule_and_what_came(string? text, string problem)
    {
        Assert.False(Region.TryParse(text, out _, out string? said));
        Assert.Equal(problem, said);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => Region.Parse(text!)).Message);
    }

    [Fact]
    public void Exactly_the_34_provinces_begin_a_code()
    {
        string[] read = [.. Enumerable.Range(0, 100).Select(n => $"{n:D2}0000").Where(c => Region.TryParse(c, out _, out _))];

        Assert.Equal(34, read.Length);
        Assert.Equal(Provinces.All.Select(p => p.GbCode).OfType<string>(), read);
    }

    [Fact]
    public void The_table_has_each_province_once_and_in_its_country()
    {
        Assert.Equal(34 + 27, Provinces.All.Select(p => p.IsoCode).Distinct().Count());
        Assert.Equal(34 + 27, Provinces.All.Select(p => p.NameZh).Distinct().Count());
        Assert.Equal(34 + 27, Provinces.All.Select(p => (p.Latitude, p.Longitude)).Distinct().Count());
        Assert.All(Provinces.All, p => Assert.Equal(p.GbCode is null ? "BR-" : "CN-", p.IsoCode[..3]));
        Assert.All(Provinces.All.Where(p => p.GbCode is not null), p =>
        {
            Assert.InRange(p.Latitude, 18, 54);
            Assert.InRange(p.Longitude, 73, 135);
            Assert.Equal(Region.Parse(p.GbCode!), Region.Parse(p.IsoCode).Province);
        });
        Assert.All(Provinces.All.Where(p => p.GbCode is null), p =>
        {
            Assert.InRange(p.Latitude, -34, 6);
            Assert.InRange(p.Longitude, -74, -34);
        });
    }

    [Theory]
    [InlineData("110000", "310000", 1000, 1200)]
    [InlineData("350102", "CN-BJ", 1500, 1650)]
    [InlineData("230000", "460000", 3400, 3700)]
    [InlineData("650100", "710000", 3600, 4000)]
    [InlineData("BR-SP", "BR-RJ", 550, 700)]
    [InlineData("BR-SP", "440000", 17000, 20100)]
    public void Distances_are_what_a_map_shows(string a, string b, double least, double most)
    {
        Assert.InRange(Region.KilometresBetween(Region.Parse(a), Region.Parse(b))!.Value, least, most);
        Assert.Equal(Region.KilometresBetween(Region.Parse(a), Region.Parse(b)), Region.KilometresBetween(Region.Parse(b), Region.Parse(a)));
    }

    [Theory]
    [InlineData("CN-FJ", "350000", 0.0)]
    [InlineData("350102", "350900", 0.0)]
    [InlineData("DE-BY", "DE-BY", 0.0)]
    [InlineData("DE-BY", "DE-BE", null)]
    [InlineData("DE-BY", "350000", null)]
    public void One_province_is_no_distance_and_an_unknown_one_has_none(string a, string b, double? kilometres) =>
        Assert.Equal(kilometres, Region.KilometresBetween(Region.Parse(a), Region.Parse(b)));

    [Fact]
    public void No_region_is_nowhere() => Assert.Null(Region.KilometresBetween(default, default));

    [Fact]
    public void What_is_parsed_is_formatted_as_it_came() =>
        Gen.Char["0123456789ABCNR-"].Array[3, 7].Select(c => new string(c)).Sample(text =>
            !Region.TryParse(text, out var region, out _) || (region.Code == text && Region.Parse(region.Province.Code) == region.Province));
}
