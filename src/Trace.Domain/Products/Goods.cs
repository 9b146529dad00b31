using Trace.Domain.Barcodes;

namespace Trace.Domain.Products;

/// <summary>What products and lots a statement is about in the end.</summary>
internal static class Goods
{
    /// <summary>The products and lots that a parcel's Sales and Shipments name in their lines.</summary>
    public static IEnumerable<SubjectKey> LinesOf(IEnumerable<Said> history) => history
        .SelectMany(said => said.Message.Sale?.Lines ?? said.Message.Shipment?.Lines ?? [])
        .Select(line => SubjectKey.TryParse(line.Subject, out var subject, out _) ? subject : null)
        .OfType<SubjectKey>()
        .Where(subject => subject.Product is not null)
        .Distinct();

    /// <summary>A product or lot with the product above it.</summary>
    public static IEnumerable<SubjectKey> WithProduct(SubjectKey subject) =>
        subject.Product is { } product && product != subject ? [subject, product] : [subject];
}
