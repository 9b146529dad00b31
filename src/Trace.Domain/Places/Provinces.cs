using System.Collections.Frozen;

namespace Trace.Domain.Places;

/// <summary>A province whose names and centroid are known.</summary>
/// <param name="GbCode">Six digits of GB/T 2260; null outside China.</param>
/// <param name="IsoCode">ISO 3166-2, <c>CN-FJ</c>.</param>
/// <param name="NameZh">The name in Chinese.</param>
/// <param name="NameEn">The name in English, or in the country's own language where English has none.</param>
/// <param name="Latitude">Of the centroid, in degrees, north positive.</param>
/// <param name="Longitude">Of the centroid, in degrees, east positive.</param>
public sealed record KnownProvince(string? GbCode, string IsoCode, string NameZh, string NameEn, double Latitude, double Longitude);

/// <summary>The 34 provinces of GB/T 2260 and the 27 federative units of Brazil.</summary>
public static class Provinces
{
    /// <summary>All of them, China's by GB/T 2260 code, then Brazil's by ISO code.</summary>
    /// <remarks>
    /// Centroids are approximate, to a few tenths of a degree. They serve one purpose, the flag <em>implausible travel</em>,
    /// where two provinces stand for two places that may lie hundreds of kilometres from both centroids. Nothing else
    /// should be measured with them.
    /// </remarks>
    public static IReadOnlyList<KnownProvince> All { get; } =
    [
        new("110000", "CN-BJ", "北京市", "Beijing", 40.2, 116.4),
        new("120000", "CN-TJ", "天津市", "Tianjin", 39.3, 117.3),
        new("130000", "CN-HE", "河北省", "Hebei", 39.5, 116.1),
        new("140000", "CN-SX", "山西省", "Shanxi", 37.6, 112.3),
        new("150000", "CN-NM", "内蒙古自治区", "Inner Mongolia", 44.1, 113.9),
        new("210000", "CN-LN", "辽宁省", "Liaoning", 41.3, 122.6),
        new("220000", "CN-JL", "吉林省", "Jilin", 43.7, 126.2),
        new("230000", "CN-HL", "黑龙江省", "Heilongjiang", 47.9, 127.7),
        new("310000", "CN-SH", "上海市", "Shanghai", 31.1, 121.4),
        new("320000", "CN-JS", "江苏省", "Jiangsu", 33.0, 119.5),
        new("330000", "CN-ZJ", "浙江省", "Zhejiang", 29.2, 120.1),
        new("340000", "CN-AH", "安徽省", "Anhui", 31.8, 117.2),
        new("350000", "CN-FJ", "福建省", "Fujian", 26.1, 118.0),
        new("360000", "CN-JX", "江西省", "Jiangxi", 27.6, 115.7),
        new("370000", "CN-SD", "山东省", "Shandong", 36.4, 118.2),
        new("410000", "CN-HA", "河南省", "Henan", 33.9, 113.6),
        new("420000", "CN-HB", "湖北省", "Hubei", 31.0, 112.3),
        new("430000", "CN-HN", "湖南省", "Hunan", 27.6, 111.7),
        new("440000", "CN-GD", "广东省", "Guangdong", 23.3, 113.4),
        new("450000", "CN-GX", "广西壮族自治区", "Guangxi", 23.8, 108.8),
        new("460000", "CN-HI", "海南省", "Hainan", 19.2, 109.8),
        new("500000", "CN-CQ", "重庆市", "Chongqing", 30.1, 107.9),
        new("510000", "CN-SC", "四川省", "Sichuan", 30.7, 102.7),
        new("520000", "CN-GZ", "贵州省", "Guizhou", 26.8, 106.9),
        new("530000", "CN-YN", "云南省", "Yunnan", 25.0, 101.5),
        new("540000", "CN-XZ", "西藏自治区", "Tibet", 31.5, 88.4),
        new("610000", "CN-SN", "陕西省", "Shaanxi", 35.2, 108.9),
        new("620000", "CN-GS", "甘肃省", "Gansu", 37.8, 101.0),
        new("630000", "CN-QH", "青海省", "Qinghai", 35.7, 96.0),
        new("640000", "CN-NX", "宁夏回族自治区", "Ningxia", 37.3, 106.2),
        new("650000", "CN-XJ", "新疆维吾尔自治区", "Xinjiang", 41.1, 85.2),
        new("710000", "CN-TW", "台湾省", "Taiwan", 23.7, 121.0),
        new("810000", "CN-HK", "香港特别行政区", "Hong Kong", 22.4, 114.1),
        new("820000", "CN-MO", "澳门特别行政区", "Macao", 22.2, 113.6),
        new(null, "BR-AC", "阿克里州", "Acre", -9.2, -70.5),
        new(null, "BR-AL", "阿拉戈斯州", "Alagoas", -9.6, -36.6),
        new(null, "BR-AM", "亚马孙州", "Amazonas", -4.2, -64.7),
        new(null, "BR-AP", "阿马帕州", "Amapá", 1.4, -51.8),
        new(null, "BR-BA", "巴伊亚州", "Bahia", -12.5, -41.7),
        new(null, "BR-CE", "塞阿拉州", "Ceará", -5.1, -39.6),
        new(null, "BR-DF", "联邦区", "Federal District", -15.8, -47.8),
        new(null, "BR-ES", "圣埃斯皮里图州", "Espírito Santo", -19.6, -40.7),
        new(null, "BR-GO", "戈亚斯州", "Goiás", -16.0, -49.6),
        new(null, "BR-MA", "马拉尼昂州", "Maranhão", -5.1, -45.3),
        new(null, "BR-MG", "米纳斯吉拉斯州", "Minas Gerais", -18.5, -44.7),
        new(null, "BR-MS", "南马托格罗索州", "Mato Grosso do Sul", -20.3, -54.8),
        new(null, "BR-MT", "马托格罗索州", "Mato Grosso", -13.0, -55.9),
        new(null, "BR-PA", "帕拉州", "Pará", -4.0, -53.1),
        new(null, "BR-PB", "帕拉伊巴州", "Paraíba", -7.1, -36.8),
        new(null, "BR-PE", "伯南布哥州", "Pernambuco", -8.3, -37.9),
        new(null, "BR-PI", "皮奥伊州", "Piauí", -7.4, -42.9),
        new(null, "BR-PR", "巴拉那州", "Paraná", -24.6, -51.6),
        new(null, "BR-RJ", "里约热内卢州", "Rio de Janeiro", -22.2, -42.7),
        new(null, "BR-RN", "北里奥格兰德州", "Rio Grande do Norte", -5.8, -36.7),
        new(null, "BR-RO", "朗多尼亚州", "Rondônia", -10.9, -62.8),
        new(null, "BR-RR", "罗赖马州", "Roraima", 2.1, -61.4),
        new(null, "BR-RS", "南里奥格兰德州", "Rio Grande do Sul", -29.7, -53.3),
        new(null, "BR-SC", "圣卡塔琳娜州", "Santa Catarina", -27.2, -50.5),
        new(null, "BR-SE", "塞尔希培州", "Sergipe", -10.6, -37.4),
        new(null, "BR-SP", "圣保罗州", "São Paulo", -22.3, -48.7),
        new(null, "BR-TO", "托坎廷斯州", "Tocantins", -10.2, -48.3),
    ];

    private static readonly FrozenDictionary<string, KnownProvince> s_byIso = All.ToFrozenDictionary(p => p.IsoCode);

    private static readonly FrozenDictionary<string, KnownProvince> s_byTwoDigits =
        All.Where(p => p.GbCode is not null).ToFrozenDictionary(p => p.GbCode![..2]);

    /// <summary>The province that a GB/T 2260 code of any precision lies in, or whose ISO 3166-2 code it is; null where the table has none.</summary>
    internal static KnownProvince? Find(string code) =>
        s_byIso.GetValueOrDefault(code) ?? (code.Length == 6 ? s_byTwoDigits.GetValueOrDefault(code[..2]) : null);
}
