using System.Text;
using Trace.V1;

namespace Trace.Domain.Complaints;

/// <summary>How far an exemption reaches.</summary>
public enum ExemptionReach
{
    /// <summary>Goods of this kind are never returned without a reason.</summary>
    Never,

    /// <summary>Not once they were opened, where the buyer agreed to that.</summary>
    Opened,

    /// <summary>Not where the buyer agreed to that, or the goods are of the kind that the ground names.</summary>
    Agreed,
}

/// <summary>A kind of goods to which the return without reason does not apply, or not always.</summary>
/// <param name="Goods">The listing's category.</param>
/// <param name="Reach">How far.</param>
/// <param name="GroundZh">The legal ground, in Chinese.</param>
/// <param name="GroundEn">The same in English.</param>
public sealed record ReturnExemption(Category Goods, ExemptionReach Reach, string GroundZh, string GroundEn)
{
    /// <summary>The table, from the data file of this assembly.</summary>
    public static IReadOnlyList<ReturnExemption> All { get; } = [.. Read()];

    /// <summary>The exemption of a kind of goods, or null.</summary>
    /// <param name="goods">A category.</param>
    public static ReturnExemption? Of(Category goods) => All.FirstOrDefault(one => one.Goods == goods);

    private static IEnumerable<ReturnExemption> Read()
    {
        using var stream = typeof(ReturnExemption).Assembly.GetManifestResourceStream("return-exemptions.txt") ?? throw new InvalidOperationException("resource return-exemptions.txt is not in this assembly");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var fields = line.Split('|', StringSplitOptions.TrimEntries);
            yield return new ReturnExemption(
                Enum.Parse<Category>(fields[0].Replace("_", "", StringComparison.Ordinal), ignoreCase: true), Enum.Parse<ExemptionReach>(fields[1], ignoreCase: true), fields[2], fields[3]);
        }
    }
}
