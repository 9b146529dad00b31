using System.Text;
using Trace.Domain.Barcodes.Syntax;

namespace Trace.Domain.Barcodes.Carriers;

/// <summary>The couriers that are known by name or by the form of their waybills. Others are named by 快递100's code.</summary>
public static class CarrierTable
{
    /// <summary>The most characters of a number that is compared with any form.</summary>
    private const int LongestForm = 40;

    private static readonly Dictionary<string, Carrier> s_byName = [];

    static CarrierTable()
    {
        All = [.. BarcodeSyntax.Resource("carriers.txt").Split('\n').Select(line => line.Trim('\r')).Where(line => line.Length > 0 && line[0] != '#').Select(Read)];
        foreach (var carrier in All)
        {
            foreach (string name in carrier.Names.Append(carrier.Code).Append(carrier.Chinese).Append(carrier.English))
            {
                s_byName.TryAdd(name.ToUpperInvariant(), carrier);
            }
        }
    }

    /// <summary>All of them, the largest first.</summary>
    public static IReadOnlyList<Carrier> All { get; }

    /// <summary>A courier by 快递100's code, its Chinese or English name, or what shipping software calls it; null where none is called so.</summary>
    /// <param name="name">In any case; blanks around it do not count.</param>
    public static Carrier? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return s_byName.GetValueOrDefault(name.Trim().ToUpperInvariant());
    }

    /// <summary>
    /// Whose waybill a number is, by its form: one courier where the form is its own, otherwise all whose numbers look so, and
    /// somebody has to choose. Empty where it is no known courier's.
    /// </summary>
    /// <param name="number">As scanned; small letters count as capitals.</param>
    public static IReadOnlyList<Carrier> Recognise(string number) => Recognise(number, ownFormsAlone: false);

    internal static IReadOnlyList<Carrier> Recognise(string number, bool ownFormsAlone)
    {
        ArgumentNullException.ThrowIfNull(number);
        // Beyond ASCII some letters have capitals within it, and no waybill has them.
        if (number.Length > LongestForm || !Ascii.IsValid(number))
        {
            return [];
        }
        string capitals = number.ToUpperInvariant();
        var own = All.Where(carrier => carrier.Own.Any(form => form.Fits(capitals))).ToList();
        return own.Count > 0 || ownFormsAlone ? own : [.. All.Where(carrier => carrier.Shared.Any(form => form.Fits(capitals)))];
    }

    private static Carrier Read(string line)
    {
        string[] parts = [.. line.Split('\t'), "", "", ""];
        return new Carrier(parts[0], parts[1], parts[2], List(parts[3], ','))
        {
            Own = [.. List(parts[4], ';').Select(notation => new WaybillForm(notation))],
            Shared = [.. List(parts[5], ';').Select(notation => new WaybillForm(notation))],
        };
    }

    private static string[] List(string text, char between) => text.Split(between, StringSplitOptions.RemoveEmptyEntries);
}
