using Trace.Api.Pages;
using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;

namespace Trace.Api.Products.Model;

/// <summary>Turns what was read into what the page says. Pure: the same histories, language and time give the same page.</summary>
public static class PageMaking
{
    /// <summary>The page of a product, lot, item or parcel.</summary>
    /// <param name="read">What was read.</param>
    /// <param name="claimed">Of an item, the lot that its code names beside the serial; null where it names none.</param>
    /// <param name="ofClaimed">What was read of that lot, where it is not the one on record: its recall is told all the same.</param>
    /// <param name="texts">The language.</param>
    /// <param name="now">For what has run out.</param>
    public static ProductPage Make(ReadProduct read, SubjectKey? claimed, ReadProduct? ofClaimed, PageTexts texts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(texts);
        var telling = new Telling(read, claimed, ofClaimed, texts, now);
        var cases = CasesPart.Of(telling);
        return new ProductPage(
            texts,
            read.Subject.Value,
            read.Size,
            LabelPart.Title(telling),
            texts[$"what.{read.Subject.Kind}"],
            Codes(telling),
            SafetyPart.Of(telling, cases),
            LabelPart.Of(telling),
            JourneyPart.Of(telling),
            MadePart.Of(telling),
            PartiesPart.Of(telling),
            DocumentsPart.Of(telling),
            ReviewsPart.Of(telling),
            cases,
            RecordPart.Of(telling))
        {
            Custody = CustodyPart.Of(telling),
            IsForMany = read.Subject.Is(SubjectKind.Product | SubjectKind.Lot),
        };
    }

    private static List<(string Name, string Value)> Codes(Telling telling)
    {
        var (subject, texts) = (telling.Subject, telling.Texts);
        var codes = new List<(string, string)>();
        if (subject.Gtin is { } gtin)
        {
            codes.Add((texts["code.gtin"], gtin.ToString()));
        }
        else if (subject.OwnCode is { } own)
        {
            codes.Add((texts["code.own"], own));
        }

        if ((subject.Lot ?? (telling.Joined.Lots.Count == 1 ? telling.Joined.Lots[0].Lot : null)) is { } lot)
        {
            codes.Add((texts["code.lot"], lot));
        }

        if (subject.Serial is { } serial)
        {
            codes.Add((texts["code.serial"], serial));
        }

        if (subject.Kind == SubjectKind.LogisticUnit)
        {
            codes.Add((texts["code.sscc"], subject.Value[3..]));
        }

        return codes;
    }
}
