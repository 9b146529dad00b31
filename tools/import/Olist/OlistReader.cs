using System.Globalization;
using Trace.Domain.Ledger;
using Trace.Import.Reading;

namespace Trace.Import.Olist;

/// <summary>Reads a folder of orders: <c>orders.csv</c>, and beside it <c>order_items.csv</c>, <c>order_reviews.csv</c>, <c>products.csv</c>, <c>sellers.csv</c> where there are such.</summary>
/// <remarks>Columns are found by name, in any order, others are passed over. Those without which facts would be lost must be there, their values need not. A row that stands twice, alike, counts once.</remarks>
public static class OlistReader
{
    /// <summary>The data's own times, in minutes east of UTC.</summary>
    public const int OffsetMinutes = -180;

    /// <summary>Reads all files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FileNotFoundException">There is no <c>orders.csv</c>.</exception>
    /// <exception cref="ImportFormatException">A file breaks its form.</exception>
    public static OlistData Read(string folder) => new(
        [.. Orders(folder)], [.. Items(folder)], [.. Reviews(folder)], [.. Products(folder)], [.. Sellers(folder)]);

    /// <summary>The orders, row by row.</summary>
    /// <param name="folder">The folder.</param>
    public static IEnumerable<OlistOrder> Orders(string folder) =>
        Rows(folder, "orders.csv", true, row => row.Required("order_id"),
            "order_id", "order_status", "order_purchase_timestamp", "order_delivered_carrier_date", "order_delivered_customer_date").Select(row => new OlistOrder(
            row.Required("order_id"), row.Optional("customer_state"), row.Optional("order_status"), Time(row, "order_purchase_timestamp"), Time(row, "order_approved_at"),
            Time(row, "order_delivered_carrier_date"), Time(row, "order_delivered_customer_date"), Time(row, "order_estimated_delivery_date")));

    /// <summary>The items, row by row.</summary>
    /// <param name="folder">The folder.</param>
    public static IEnumerable<OlistItem> Items(string folder) =>
        Rows(folder, "order_items.csv", false, row => $"{row.Required("order_id")} {Number(row, "order_item_id", 1, int.MaxValue)}", "order_id", "order_item_id", "product_id", "seller_id").Select(row => new OlistItem(
            row.Required("order_id"), Number(row, "order_item_id", 1, int.MaxValue)!.Value, row.Optional("product_id"), row.Optional("seller_id"), Price(row, "price")));

    /// <summary>The reviews, row by row.</summary>
    /// <param name="folder">The folder.</param>
    public static IEnumerable<OlistReview> Reviews(string folder) =>
        Rows(folder, "order_reviews.csv", false, ReviewKey, "order_id", "review_score", "review_creation_date").Select(row => new OlistReview(
            row.Optional("review_id"), row.Required("order_id"), (uint?)Number(row, "review_score", 1, 5), Time(row, "review_creation_date")));

    /// <summary>The products, row by row.</summary>
    /// <param name="folder">The folder.</param>
    public static IEnumerable<OlistProduct> Products(string folder) =>
        Rows(folder, "products.csv", false, row => row.Required("product_id"), "product_id").Select(row => new OlistProduct(row.Required("product_id"), row.Optional("category")));

    /// <summary>The sellers, row by row.</summary>
    /// <param name="folder">The folder.</param>
    public static IEnumerable<OlistSeller> Sellers(string folder) =>
        Rows(folder, "sellers.csv", false, row => row.Required("seller_id"), "seller_id").Select(row => new OlistSeller(row.Required("seller_id"), row.Optional("seller_state")));

    // Reviews without an id are told apart by all that they say.
    private static string ReviewKey(CsvRow row) => row.Optional("review_id") is { Length: > 0 } id
        ? $"{id} {row.Required("order_id")}"
        : $"{row.Required("order_id")} {row.Whole}";

    private static IEnumerable<CsvRow> Rows(string folder, string name, bool required, Func<CsvRow, string> id, params IReadOnlyList<string> columns)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            if (required)
            {
                throw new FileNotFoundException($"\"{folder}\" holds no {name}", path);
            }

            yield break;
        }

        using var text = new StreamReader(path);
        var seen = new Dictionary<string, CsvRow>(StringComparer.Ordinal);
        foreach (var row in CsvReader.Read(text, name, columns))
        {
            var key = id(row);
            if (seen.TryAdd(key, row))
            {
                yield return row;
            }
            else if (!row.SameAs(seen[key]))
            {
                throw row.Problem(columns[0], $"\"{key}\" stands in line {seen[key].Line} too, with other values");
            }
        }
    }

    // As the source writes them, and as spreadsheets and databases write them again.
    private static readonly string[] TimeForms = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-ddTHH:mm:ss"];

    private static long? Time(CsvRow row, string column)
    {
        var text = row.Optional(column);
        if (text.Length == 0)
        {
            return null;
        }

        if (!DateTime.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            throw row.Problem(column, $"\"{text}\" must be a time such as 2017-10-09 22:23:46");
        }

        if (local.Year is < 2001 or > 2098)
        {
            throw row.Problem(column, $"\"{text}\" must lie in the years 2001 to 2098");
        }

        return UnixMicroseconds.Of(new DateTimeOffset(local, TimeSpan.FromMinutes(OffsetMinutes)));
    }

    private static int? Number(CsvRow row, string column, int least, int most)
    {
        var text = column == "order_item_id" ? row.Required(column) : row.Optional(column);
        if (text.Length == 0)
        {
            return null;
        }

        // "5.0" is what a table makes of 5 where other rows have none.
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number == Math.Truncate(number) && number >= least && number <= most
            ? (int)number
            : throw row.Problem(column, $"\"{text}\" must be a whole number from {least} to {most}");
    }

    private static ulong? Price(CsvRow row, string column)
    {
        var text = row.Optional(column);
        if (text.Length == 0)
        {
            return null;
        }

        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price)
            && price * 100 == Math.Truncate(price * 100) && price <= 10_000_000_000_000m
            ? (ulong)(price * 100)
            : throw row.Problem(column, $"\"{text}\" must be an amount with at most two decimals, such as 21.99");
    }
}
