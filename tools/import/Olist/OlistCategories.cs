using System.Buffers;
using Trace.V1;

namespace Trace.Import.Olist;

/// <summary>The source's 73 categories as the ledger's broad ones, and names for products that have none.</summary>
internal static class OlistCategories
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    // By the beginnings of the source's own names, the first that fits.
    private static readonly (string Beginning, Category Category)[] Beginnings =
    [
        ("food", Category.Food), ("drinks", Category.Food), ("la_cuisine", Category.Household), ("agro", Category.Agricultural), ("health_beauty", Category.Cosmetics),
        ("perfumery", Category.Cosmetics), ("baby", Category.Infant), ("diapers", Category.Infant), ("fashio", Category.Clothing), ("luggage", Category.Clothing),
        ("bed_", Category.Household), ("housewares", Category.Household), ("home_app", Category.Appliances), ("small_appliances", Category.Appliances),
        ("portateis", Category.Appliances), ("air_conditioning", Category.Appliances), ("home_co", Category.Household), ("garden", Category.Household),
        ("furniture", Category.Furniture), ("office_furniture", Category.Furniture), ("kitchen", Category.Furniture), ("computers", Category.Electronics),
        ("pc_gamer", Category.Electronics), ("tele", Category.Electronics), ("fixed_tele", Category.Electronics), ("electronics", Category.Electronics),
        ("consoles", Category.Electronics), ("audio", Category.Electronics), ("tablets", Category.Electronics), ("cine", Category.Electronics), ("toys", Category.Toys),
        ("sports", Category.Sports), ("books", Category.Books), ("auto", Category.Automotive), ("watches", Category.Jewellery),
    ];

    private static readonly Dictionary<Category, string> Chinese = new()
    {
        [Category.Food] = "食品",
        [Category.Agricultural] = "农产品",
        [Category.Cosmetics] = "美妆",
        [Category.Infant] = "母婴",
        [Category.Clothing] = "服饰",
        [Category.Household] = "家居",
        [Category.Appliances] = "电器",
        [Category.Furniture] = "家具",
        [Category.Electronics] = "数码",
        [Category.Toys] = "玩具",
        [Category.Sports] = "运动",
        [Category.Books] = "图书",
        [Category.Automotive] = "车品",
        [Category.Jewellery] = "饰品",
        [Category.Other] = "商品",
    };

    /// <summary>The ledger's category; unspecified where the source has none.</summary>
    public static Category Of(string category) => category.Length == 0
        ? Category.Unspecified
        : Beginnings.Where(known => category.StartsWith(known.Beginning, StringComparison.Ordinal)).Select(known => known.Category).Append(Category.Other).First();

    /// <summary>A name: the source has none, so its category and the beginning of the product's id.</summary>
    public static Text Name(string category, string id)
    {
        var known = Of(category);
        var words = category.Length is > 0 and <= 60 && category.AsSpan().IndexOfAnyExcept(Plain) < 0 ? category.Replace('_', ' ') : "product";
        return new Text
        {
            Zh = $"{Chinese[known == Category.Unspecified ? Category.Other : known]} {OlistIds.Short(id)}",
            En = $"{char.ToUpperInvariant(words[0])}{words[1..]} {OlistIds.Short(id)}",
        };
    }
}
