namespace Trace.LabelPrinter.Serving;

/// <summary>What the page asks for.</summary>
/// <param name="Layout">Name of a built-in layout.</param>
/// <param name="Dpi">203 or 300.</param>
/// <param name="To">A printer's name, or <c>png</c>, <c>svg</c>, <c>pdf</c>, <c>tspl</c>, <c>zpl</c> for a file.</param>
/// <param name="Sheet">Whether a PDF has A4 pages of several labels.</param>
/// <param name="Count">How many labels, of items and parcels.</param>
/// <param name="Fields">What was typed: <c>gtin</c>, <c>name.zh</c>, <c>name.en</c>, <c>lot</c>; <c>prefix</c>, <c>sender</c>, <c>note</c>; <c>code</c>.</param>
internal sealed record PageOrder(string Layout, int Dpi, string To, bool Sheet, int Count, IReadOnlyDictionary<string, string> Fields)
{
    public string Field(string name) => Fields.TryGetValue(name, out var value) ? value.Trim() : "";
}

/// <summary>What a dispatch station asks for.</summary>
/// <param name="Labels">In the order in which they are to come out.</param>
/// <param name="Again">Whether those that were printed before are to be printed again.</param>
internal sealed record StationOrder(IReadOnlyList<StationLabel> Labels, bool Again);

/// <summary>One of them.</summary>
/// <param name="Kind"><c>item</c>, <c>parcel</c> or <c>insert</c>.</param>
/// <param name="Subject">Subject key of the item, or of what the insert is about; empty for a parcel.</param>
/// <param name="Code">An item's lot or nothing, a parcel's SSCC, an insert's claim code.</param>
/// <param name="NameZh">The product's Chinese name, or empty.</param>
/// <param name="NameEn">Its English name, or empty.</param>
/// <param name="Parcel">What tells an insert's parcel from others, as the station shows it.</param>
internal sealed record StationLabel(string Kind, string Subject, string Code, string NameZh, string NameEn, string Parcel);

/// <summary>What became of it.</summary>
/// <param name="Printed">How many labels.</param>
/// <param name="Before">Subjects that were printed before and were not printed now.</param>
internal sealed record StationAnswer(int Printed, IReadOnlyList<string> Before);

/// <summary>A file for whoever asked, or how many labels a printer took.</summary>
/// <param name="Printed">How many.</param>
/// <param name="Job">Number in the journal; null of inserts, which it knows nothing of.</param>
/// <param name="File">The file; null where a printer took the labels.</param>
/// <param name="Form">Its form.</param>
internal sealed record PageAnswer(int Printed, long? Job, byte[]? File, string Form);
