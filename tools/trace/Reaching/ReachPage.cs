using System.Globalization;
using Spectre.Console;
using Trace.Domain.Products;
using Trace.Tool.Histories;
using Trace.Tool.Output;

namespace Trace.Tool.Reaching;

/// <summary>Where it went, to read: counts, provinces, and as plainly what is not known.</summary>
internal sealed class ReachPage(Reach reach, long size, Words words)
{
    public object Answer() => new
    {
        subject = reach.Subject.Value,
        size,
        lots = reach.Lots,
        known = new { subjects = reach.Certain.Count, reach.Sold, reach.Shipped, reach.Received, reach.Opened, reach.Returned },
        unknown = new
        {
            lotNotNamed = reach.Possible.Count,
            sentAndNotArrived = reach.NotArrived,
            noProvince = reach.NoProvince,
            markedAndSilent = reach.MarkedAndSilent,
            soldByQuantity = reach.Quantities.Count,
        },
        provinces = reach.Provinces,
        quantities = reach.Quantities.Select(one => new { entry = one.Said.Entry.Index, lot = one.Said.Message.Subject, kind = one.Said.Entry.Statement.Rules.FieldName, party = one.Said.Party, thousandths = one.Quantity?.Thousandths, unit = one.Quantity?.Unit.ToString() }),
        subjects = reach.Certain.Concat(reach.Possible).Select(one => new
        {
            subject = one.Subject.Value,
            certain = one.IsCertain,
            stage = one.Stage.ToString(),
            seller = one.Seller,
            province = one.Province,
            provinceBy = one.PlaceBy.ToString(),
            received = one.Received?.Entry.Index,
            opened = one.Opened?.Entry.Index,
            returned = one.Returned?.Entry.Index,
            parcels = one.Parcels,
        }),
    };

    public void Print()
    {
        Printed.Line($"[bold]{reach.Subject}[/]");
        if (reach.Lots.Count > 1)
        {
            Printed.Line($"{words.Pick("批次,含以其为原料的:", "Lots, with those made of it: ")}{string.Join(", ", reach.Lots)}");
        }

        var counts = Printed.Table(words.Pick("单件和包裹", "items and parcels"), words.Pick("已售出", "sold"), words.Pick("已发货", "sent off"), words.Pick("已签收", "received"), words.Pick("已验码", "opened"), words.Pick("已退回", "came back"));
        counts.AddRow(new[] { reach.Certain.Count, reach.Sold, reach.Shipped, reach.Received, reach.Opened, reach.Returned }.Select(count => Printed.Cell(Number(count))));
        Printed.Console.Write(counts);
        if (reach.Provinces.Count > 0)
        {
            var provinces = Printed.Table(words.Pick("省份", "province"), words.Pick("数量", "how many"), words.Pick("已签收", "received"), words.Pick("已验码", "opened"), words.Pick("已退回", "came back"));
            foreach (var there in reach.Provinces)
            {
                provinces.AddRow(new[] { there.Province.Length > 0 ? words.Region(there.Province) : words.Pick("未说明", "not said"), Number(there.All), Number(there.Received), Number(there.Opened), Number(there.Returned) }.Select(cell => Printed.Cell(cell)));
            }

            Printed.Console.Write(provinces);
        }

        foreach (var line in Unknown())
        {
            Printed.Line($"[yellow]?[/] {line}");
        }

        Printed.Line($"{words.Pick($"依据日志的 {size} 条记录。日志中没有的,这里也看不到。", $"From the log's {size} entries. What nobody recorded can't be seen here.")}");
    }

    // What is not known is said where there is any; that it is none is said too, where it matters most.
    private IEnumerable<string> Unknown()
    {
        if (reach.Possible.Count > 0)
        {
            yield return words.Pick($"{reach.Possible.Count} 件同一商品没有说明批次:可能属于它,也可能不属于。", $"{reach.Possible.Count} more of the same product name no lot: they may be of it or not.");
        }

        yield return reach.NotArrived > 0
            ? words.Pick($"{reach.NotArrived} 件已发出,没有签收或退回的记录。", $"{reach.NotArrived} were sent off, and nobody says that they were received or came back.")
            : words.Pick("已发出的都有签收或退回的记录。", "Of all that was sent off it is recorded that it was received or came back.");
        if (reach.NoProvince > 0)
        {
            yield return words.Pick($"{reach.NoProvince} 件没有说明省份。", $"Of {reach.NoProvince} no province is said.");
        }

        if (reach.MarkedAndSilent is > 0 and var silent)
        {
            yield return words.Pick($"{silent} 件已赋码,此后没有记录:未售出,或售出未记录。", $"{silent} were marked, and nothing is recorded of them since: not sold, or sold without a record.");
        }

        if (reach.Quantities.Count > 0)
        {
            yield return words.Pick($"{reach.Quantities.Count} 条记录按数量销售、发运或交接整批货物,此后的去向没有逐件记录:第 {Entries()} 条。", $"{reach.Quantities.Count} entries sell, send or hand over a quantity of the lot, whose further way is not recorded piece by piece: {Entries()}.");
        }
    }

    private string Entries() => string.Join(", ", reach.Quantities.Select(one => one.Said.Entry.Index.ToString(CultureInfo.InvariantCulture)));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
