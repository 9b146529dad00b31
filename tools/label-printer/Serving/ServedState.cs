using Trace.LabelPrinter.Layouts;

namespace Trace.LabelPrinter.Serving;

/// <summary>What the page has to know before it shows anything.</summary>
/// <param name="Layouts">All built-in ones.</param>
/// <param name="Printers">By name; the first is the station's.</param>
/// <param name="Dpi">The printers'.</param>
/// <param name="Sample">Whether labels lead to no service of anybody's, and say so.</param>
internal sealed record ServedState(IReadOnlyList<ServedLayout> Layouts, IReadOnlyList<string> Printers, int Dpi, bool Sample)
{
    public static ServedState Of(ServeSettings settings) => new(
        [.. BuiltInLayouts.Names.Select(name => (Name: name, Layout: BuiltInLayouts.Named(name)!)).OrderBy(one => one.Layout.Type).ThenBy(one => one.Layout.Height * one.Layout.Width)
            .Select(one => new ServedLayout(one.Name, one.Layout.Type.ToString().ToLowerInvariant(), one.Layout.Width, one.Layout.Height))],
        [.. settings.Printers.Select(one => one.Name)], settings.Resolution.Dpi, settings.Address.Sample.Length > 0);
}

/// <summary>A layout, to choose.</summary>
/// <param name="Name">Of it.</param>
/// <param name="Kind"><c>item</c>, <c>parcel</c> or <c>insert</c>.</param>
/// <param name="Width">Millimetres.</param>
/// <param name="Height">Millimetres.</param>
internal sealed record ServedLayout(string Name, string Kind, double Width, double Height);
