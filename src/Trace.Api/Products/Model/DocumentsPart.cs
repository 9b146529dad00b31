using Trace.Domain.Products;

namespace Trace.Api.Products.Model;

/// <summary>Public documents that statements about the goods name, each by its hash.</summary>
internal static class DocumentsPart
{
    public static IReadOnlyList<DocumentLink> Of(Telling telling) => [.. telling.All.Where(said => said.Stands).SelectMany(said => Of(telling, said))];

    private static IEnumerable<DocumentLink> Of(Telling telling, Said said)
    {
        var texts = telling.Texts;
        if (said.Message.Listing is { } listing)
        {
            foreach (var (document, i) in listing.Licences.Select((document, i) => (document, i)))
            {
                yield return telling.Document(document, said.Entry, texts["document.licence"], $"listing.licences[{i}]");
            }

            foreach (var (document, i) in listing.Documents.Select((document, i) => (document, i)))
            {
                yield return telling.Document(document, said.Entry, texts["document.other"], $"listing.documents[{i}]");
            }

            foreach (var (document, i) in listing.Images.Select((document, i) => (document, i)))
            {
                yield return telling.Document(document, said.Entry, texts["document.image"], $"listing.images[{i}]");
            }
        }

        if (said.Message.Inspection is { Report: { } report })
        {
            yield return telling.Document(report, said.Entry, texts["document.inspection"], "inspection.report");
        }

        if (said.Message.Recall is { Instructions: { } instructions })
        {
            yield return telling.Document(instructions, said.Entry, texts["document.recall"], "recall.instructions");
        }
    }
}
