namespace Trace.Domain.Barcodes;

/// <summary>Which subject of the ledger an element string names, and the element string of a subject (wire format, section 7).</summary>
internal static class ElementSubject
{
    public static SubjectKey? Of(ElementString elements)
    {
        foreach (var element in elements.Elements)
        {
            var subject = element.Identifier switch
            {
                "00" => Sscc.TryParse(element.Value, out var sscc, out _) ? SubjectKey.ForLogisticUnit(sscc) : null,
                "01" => OfGtin(element.Value, elements["10"], elements["21"]),
                "417" => Gln.TryParse(element.Value, out var gln, out _) ? SubjectKey.ForParty(gln) : null,
                _ => null,
            };
            if (subject is not null)
            {
                return subject;
            }
        }
        return null;
    }

    /// <summary>The elements of a subject that has them, or null: waybills, keys, the ledger's own and products of own numbering have none.</summary>
    /// <param name="subject">Any subject.</param>
    /// <param name="lot">Kept beside an item's serial.</param>
    public static ElementString? Of(SubjectKey subject, string? lot)
    {
        if (subject.Gtin is { } gtin)
        {
            var parts = new (string Identifier, string? Value)[] { ("01", gtin.ToString()), ("10", subject.Lot ?? lot), ("21", subject.Serial) };
            return ElementString.Create(parts.Where(part => part.Value is not null).Select(part => new Element(part.Identifier, part.Value!)));
        }
        return subject.Kind switch
        {
            SubjectKind.LogisticUnit => ElementString.Create(new Element("00", subject.Value[3..])),
            SubjectKind.Party when subject.Value.StartsWith(SubjectKeyGrammar.PartyByGln, StringComparison.Ordinal) =>
                ElementString.Create(new Element("417", subject.Value[SubjectKeyGrammar.PartyByGln.Length..])),
            _ => null,
        };
    }

    // A code with both lot and serial names the item. A serial that is no part of a key names nothing, rather than its lot.
    private static SubjectKey? OfGtin(string value, string? lot, string? serial)
    {
        if (!Gtin.TryParse(value, out var gtin, out _))
        {
            return null;
        }
        var product = SubjectKey.ForProduct(gtin);
        if (serial is not null)
        {
            return Gs1Text.Problem("serial", serial) is null ? SubjectKey.ForItem(product, serial) : null;
        }
        if (lot is not null)
        {
            return Gs1Text.Problem("lot", lot) is null ? SubjectKey.ForLot(product, lot) : null;
        }
        return product;
    }
}
