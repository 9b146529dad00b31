namespace Trace.Domain.Barcodes.Carriers;

/// <summary>A courier, by the code that parcel keys name it by (wire format, section 7).</summary>
/// <param name="Code">快递100's, 2 to 20 of <c>a-z0-9</c>.</param>
/// <param name="Chinese">Its name.</param>
/// <param name="English">Its name.</param>
/// <param name="Names">What else shipping software calls it, in capitals.</param>
public sealed record Carrier(string Code, string Chinese, string English, IReadOnlyList<string> Names)
{
    internal IReadOnlyList<WaybillForm> Own { get; init; } = [];

    internal IReadOnlyList<WaybillForm> Shared { get; init; } = [];
}
