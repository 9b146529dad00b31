using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Import.Dispatch;

/// <summary>A sentence in two languages.</summary>
public sealed record DispatchSentence(string En, string Zh);

/// <summary>Why a row of an export is not recorded.</summary>
/// <param name="Row">Line of a text file, row of a sheet; counted from 1.</param>
/// <param name="Field">Which field; null for the row.</param>
/// <param name="Code">Which rule.</param>
/// <param name="Came">What the cell held.</param>
/// <param name="Message">The rule in words.</param>
public sealed record DispatchProblem(int Row, string? Field, string Code, string Came, DispatchSentence Message);

/// <summary>What a day's export says, as web/dispatch-file reads it.</summary>
/// <param name="Form">utf-8, utf-16, gb18030 or xlsx.</param>
/// <param name="Columns">The headers.</param>
/// <param name="Mapping">Header of each field that was found.</param>
/// <param name="Missing">Fields that every row needs and no column has.</param>
/// <param name="Rows">Rows that were understood, as the plan takes them.</param>
/// <param name="Problems">Why the others were not.</param>
public sealed record DispatchReading(
    string Form, IReadOnlyList<string> Columns, IReadOnlyDictionary<string, string> Mapping, IReadOnlyList<string> Missing, JsonElement Rows, IReadOnlyList<DispatchProblem> Problems);

/// <summary>Labels that a file asks for, as web/dispatch-file/label-orders.ts reads it.</summary>
/// <param name="Form">utf-8, utf-16, gb18030 or xlsx.</param>
/// <param name="Mapping">Header of each field that was found.</param>
/// <param name="Orders">One of each product and lot.</param>
/// <param name="Problems">Rows that were not understood.</param>
public sealed record LabelReading(string Form, IReadOnlyDictionary<string, string> Mapping, IReadOnlyList<LabelOrder> Orders, IReadOnlyList<DispatchProblem> Problems);

/// <summary>Labels of one product and lot.</summary>
/// <param name="Row">The first row that asks for it.</param>
/// <param name="Gtin">14 digits.</param>
/// <param name="Count">How many, of all rows.</param>
/// <param name="Lot">The lot, or empty.</param>
/// <param name="NameZh">The product's Chinese name, or empty.</param>
/// <param name="NameEn">Its English name, or empty.</param>
public sealed record LabelOrder(int Row, string Gtin, long Count, string Lot, string NameZh, string NameEn);

/// <summary>The parcel of a planned statement: a courier's waybill, or a subject key.</summary>
public sealed record DispatchParcel(string? Carrier, string? Waybill, string? Subject);

/// <summary>A line of a parcel.</summary>
public sealed record DispatchLine(string Subject, uint Line);

/// <summary>A Sale or Shipment of a parcel, before it is signed; see web/dispatch-file/types.ts.</summary>
public sealed record DispatchStatement(
    string Key, DispatchParcel Parcel, long? Time, IReadOnlyList<DispatchLine> Lines, IReadOnlyList<ulong> Quantities, string OrderReference, IReadOnlyList<string> OrderLines, IReadOnlyList<int> Rows);

/// <summary>What is to be recorded of an export; the two lists are in the same order.</summary>
public sealed record DispatchPlan(
    IReadOnlyList<DispatchStatement> Sales, IReadOnlyList<DispatchStatement> Shipments, IReadOnlyList<int> Before, IReadOnlyList<DispatchProblem> Problems);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DispatchReading))]
[JsonSerializable(typeof(DispatchPlan))]
[JsonSerializable(typeof(DispatchSentence))]
[JsonSerializable(typeof(DispatchOptions))]
[JsonSerializable(typeof(DispatchPlanOptions))]
[JsonSerializable(typeof(DispatchEntry[]))]
[JsonSerializable(typeof(LabelReading))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class DispatchJson : JsonSerializerContext;

/// <summary>How a file is to be read.</summary>
/// <param name="Mapping">Header by field, for columns with other names.</param>
/// <param name="Carrier">快递100's code for rows that do not say whose their waybill is.</param>
public sealed record DispatchOptions(
    IReadOnlyDictionary<string, string> Mapping, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Carrier);

internal sealed record DispatchPlanOptions(string Party, IReadOnlyDictionary<string, string> Recorded);
