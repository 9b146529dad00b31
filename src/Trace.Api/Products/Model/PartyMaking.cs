using Trace.Api.Desks;
using Trace.Api.Pages;
using Trace.Api.Products.Reading;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Products;

namespace Trace.Api.Products.Model;

/// <summary>Turns a party's history into what its page says. Pure.</summary>
public static class PartyMaking
{
    /// <summary>The page.</summary>
    /// <param name="party">The party.</param>
    /// <param name="read">The party's own history among its parties.</param>
    /// <param name="history">That history.</param>
    /// <param name="products">What it has listed.</param>
    /// <param name="cases">What it was asked for: whether its pledges were kept, and how fast it answers, follow from it.</param>
    /// <param name="texts">The language.</param>
    /// <param name="now">For what has run out.</param>
    public static PartyPage Make(SubjectKey party, ReadProduct read, IReadOnlyList<RecordedEntry> history, IReadOnlyList<ListedProduct> products, PartyCases cases, PageTexts texts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(party);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(cases);
        var telling = new Telling(read, null, null, texts, now) { Complaints = cases.Complaints, Returns = cases.Returns };
        var card = PartiesPart.CardOf(telling, party.Value, []);
        var registered = history.LastOrDefault(entry => entry.Statement.Message.Registration is not null);
        var registration = registered?.Statement.Message.Registration;
        return new PartyPage(card, products, [.. history.Select(entry => RecordPart.RowOf(telling, entry, new Said(entry, SaidState.Stands, null, null, [])))], AnswerSpeed.Of(cases.Complaints))
        {
            Domains = [.. (registration?.Domains ?? []).Select((domain, i) => new Shown(domain, Telling.Path(registered!, FormattableString.Invariant($"registration.domains[{i}]"))))],
            Roles = registration is null && party.Value != read.Registrar ? [] : RoleRows.Of(telling, registration?.Roles ?? [], party.Value == read.Registrar),
        };
    }
}
