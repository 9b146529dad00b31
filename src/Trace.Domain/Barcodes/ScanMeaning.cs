using Trace.Domain.Barcodes.Carriers;
using Trace.Domain.Statements;

namespace Trace.Domain.Barcodes;

/// <summary>Decides what a scan is. What says it most plainly is asked first: an identifier, a form with a check digit, at last a form alone.</summary>
internal static class ScanMeaning
{
    public static Scan Of(Scanned scanned)
    {
        string text = scanned.Text;
        return OfWaybill(text, ownFormsAlone: true)
            ?? OfClaim(scanned)
            ?? OfGs1(scanned)
            ?? OfWebAddress(text)
            ?? OfDigits(scanned)
            ?? OfWaybill(text, ownFormsAlone: false)
            ?? new Scan(ScanKind.Nothing, $"{Quoted.Of(text)} is no GTIN, GS1 code, claim code, or waybill of a courier that is known by its form.");
    }

    private static Scan? OfClaim(Scanned scanned)
    {
        // By itself or behind the # of an address. One element string in a thousand of that length would be a code too.
        string text = scanned.Text;
        bool address = DigitalLink.IsWebAddress(text);
        int mark = address ? text.IndexOf('#', StringComparison.Ordinal) : -1;
        bool other = address ? mark < 0 : IsGs1(scanned.Symbology) || UnmarkedMessage.Read(text) is not null;
        return !other && ClaimCode.TryParse(text[(mark + 1)..], out var claim, out _)
            ? new Scan(ScanKind.Claim, "A claim code of a package: a secret of its buyer.") { Claim = claim }
            : null;
    }

    private static Scan? OfGs1(Scanned scanned)
    {
        string text = scanned.Text;
        bool identified = IsGs1(scanned.Symbology);
        bool marked = text[0] is '^' or '\x1d' or '(';
        if (identified || marked)
        {
            string message = marked ? text : "^" + text;
            return ElementString.TryParse(message, out var elements, out string? problem)
                ? OfElements(elements)
                : new Scan(ScanKind.Nothing, $"GS1 data that is not valid: {problem}.");
        }
        return UnmarkedMessage.Read(text) is { } unmarked
            ? unmarked.Elements is { } read ? OfElements(read) : new Scan(ScanKind.Nothing, unmarked.Problem!)
            : null;
    }

    private static Scan? OfWebAddress(string text)
    {
        if (!DigitalLink.IsWebAddress(text))
        {
            return null;
        }
        if (DigitalLink.TryParse(text, out var elements, out string? problem))
        {
            return OfElements(elements);
        }
        if (ProductAddress.Read(text) is { } named)
        {
            return OfSubject(named.Subject, named.Lot);
        }
        return new Scan(ScanKind.Nothing, $"A web address that names nothing of ours: {problem}.");
    }

    private static Scan? OfDigits(Scanned scanned)
    {
        string text = scanned.Text;
        if (text.AsSpan().ContainsAnyExceptInRange('0', '9') || scanned.Symbology is "C0" or "A0")
        {
            return null;
        }
        bool retail = scanned.Symbology is "E0" or "E4" or "I1" or "X0";
        string? gtin = UpcE.Expand(text, scanned.Symbology) ?? (text.Length is 8 or 12 or 13 or 14 ? text : null);
        if (gtin is not null && Gtin.TryParse(gtin, out var read, out string? problem))
        {
            var scan = OfElements(ElementString.Create(new Element("01", read.ToString())));
            // 690 to 699 are China's own; elsewhere one in ten waybills of that length has a fitting check digit.
            bool certain = retail || text.Length is 8 || (text.Length == 13 && text.StartsWith("69", StringComparison.Ordinal));
            var carriers = certain ? [] : CarrierTable.Recognise(text);
            return carriers.Count == 0 ? scan : scan with
            {
                Carriers = carriers,
                Number = text,
                Sentence = $"{scan.Sentence[..^1]}, or a waybill of {Names(carriers)}: choose.",
            };
        }
        return retail
            ? new Scan(ScanKind.Nothing, Gtin.TryParse(gtin ?? text, out _, out string? reason) ? "" : $"A retail barcode, but no GTIN: {reason}.")
            : null;
    }

    private static Scan? OfWaybill(string text, bool ownFormsAlone)
    {
        var carriers = CarrierTable.Recognise(text, ownFormsAlone);
        return carriers.Count == 0 ? null : new Scan(ScanKind.Waybill, carriers.Count == 1
            ? $"A waybill of {carriers[0].English} {carriers[0].Chinese}."
            : $"A waybill of {Names(carriers)}: choose the courier.")
        {
            Number = text.ToUpperInvariant(),
            Carriers = carriers,
        };
    }

    private static Scan OfElements(ElementString elements)
    {
        if (elements.Subject is { } subject)
        {
            return OfSubject(subject, elements["10"]) with { Elements = elements };
        }
        string why = elements["01"] is { } gtin
            ? Gtin.TryParse(gtin, out _, out string? problem) ? "its lot or serial is no part of a key" : problem
            : "it names no product, item, logistic unit or party";
        return new Scan(ScanKind.Nothing, $"Valid GS1 data, but nothing that has a history here: {why}.") { Elements = elements };
    }

    private static Scan OfSubject(SubjectKey subject, string? lot)
    {
        var (kind, what) = subject.Kind switch
        {
            SubjectKind.Product => (ScanKind.Product, "A product"),
            SubjectKind.Lot => (ScanKind.Lot, "A lot"),
            SubjectKind.Item => (ScanKind.Item, "An item"),
            SubjectKind.LogisticUnit => (ScanKind.Parcel, "A parcel"),
            _ => (ScanKind.Party, "A party"),
        };
        string beside = kind == ScanKind.Item && lot is not null ? $", of lot {lot}" : "";
        return new Scan(kind, $"{what}, {subject}{beside}.") { Subject = subject, Lot = lot };
    }

    // GS1-128, GS1 DataBar and composites, GS1 DataMatrix, GS1 QR Code, GS1 DotCode.
    private static bool IsGs1(string symbology) => symbology is "C1" or "e0" or "d2" or "Q3" or "J1";

    private static string Names(IReadOnlyList<Carrier> carriers) => string.Join(" or ", carriers.Select(carrier => $"{carrier.English} {carrier.Chinese}"));
}
