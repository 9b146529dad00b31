using Trace.Api.Products.Words;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;

namespace Trace.Api.Products.Model;

/// <summary>What is registered of a party: facts, licences, pledges, standing.</summary>
internal static class PartyFacts
{
    public static PartyCard CardOf(string party, IReadOnlyList<RecordedEntry> history, PartyState? state, Telling telling, IReadOnlyList<string> parts)
    {
        var (texts, words) = (telling.Texts, telling.Words);
        var registered = history.LastOrDefault(entry => entry.Statement.Message.Registration is not null);
        var facts = new List<(string, Shown)>();
        if (registered?.Statement.Message.Registration is { } registration)
        {
            Add("party.address", registration.Address, "registration.address");
            Add("party.contact", registration.Contact, "registration.contact");
            if (registration.Region.Length > 0)
            {
                facts.Add((texts["party.region"], words.RegionName(registration.Region)));
            }

            facts.Add((texts["party.roles"], string.Join(texts["list.and"], registration.Roles.Select(words.Code))));
            Add("party.creditCode", registration.CreditCode, "registration.creditCode");
            for (var i = 0; i < registration.Domains.Count && telling.Subject.Kind != SubjectKind.Party; i++)
            {
                Add("party.domain", registration.Domains[i], FormattableString.Invariant($"registration.domains[{i}]"));
            }
        }

        var (standing, gravity) = StandingOf(history, registered, state, telling);
        return new PartyCard(
            telling.Party(party),
            party[(party.LastIndexOf('/') + 1)..],
            parts,
            facts,
            standing,
            gravity,
            registered is null ? null : telling.Link(registered),
            [.. history.Where(entry => entry.Statement.Message.Licence is not null).Select(entry => LicenceOf(entry, telling))],
            [.. history.Where(entry => entry.Statement.Message.Pledge is not null).Select(entry => PledgeOf(entry, telling, party))]);

        void Add(string name, string value, string path)
        {
            if (value.Length > 0)
            {
                facts.Add((texts[name], new Shown(value, Telling.Path(registered!, path))));
            }
        }
    }

    private static (string Text, Gravity Gravity) StandingOf(IReadOnlyList<RecordedEntry> history, RecordedEntry? registered, PartyState? state, Telling telling)
    {
        if (registered is null)
        {
            return (telling.Texts["standing.unknown"], Gravity.Caution);
        }

        if (state?.IsSuspended == true && history.LastOrDefault(entry => entry.Statement.Message.Suspension is not null) is { } suspended)
        {
            return (telling.Texts.Say("standing.suspended", ("day", telling.Words.Day(suspended.RecordedAt)), ("reason", telling.Words.Code(suspended.Statement.Message.Suspension.Reason))), Gravity.Danger);
        }

        return (telling.Texts.Say("standing.registered", ("day", telling.Words.Day(registered.Statement.Message.Time)), ("who", telling.Words.Speaker(registered))), Gravity.Good);
    }

    private static LicenceRow LicenceOf(RecordedEntry entry, Telling telling)
    {
        var licence = entry.Statement.Message.Licence;
        var (from, to) = (PageWords.DateOf(licence.ValidFrom), PageWords.DateOf(licence.ValidTo));
        var isOver = to is { } last && last < DateOnly.FromDateTime(telling.Now.ToOffset(TimeSpan.FromHours(8)).DateTime);
        var kind = telling.Words.Code(licence.Kind);
        return new LicenceRow(
            kind,
            new Shown(licence.Number, Telling.Path(entry, "licence.number")),
            telling.Texts.Say(isOver ? "licence.over" : "licence.valid", ("from", from is { } first ? telling.Words.Day(first) : "…"), ("to", to is { } end ? telling.Words.Day(end) : "…")),
            isOver,
            telling.Who(entry),
            licence.Document is null ? null : telling.Document(licence.Document, entry, kind, "licence.document"),
            telling.Link(entry))
        {
            Register = PublicRegister.Of(licence.Kind) is { } register ? (telling.Texts.IsChinese ? register.NameZh : register.NameEn, register.Url) : null,
        };
    }

    private static PledgeRow PledgeOf(RecordedEntry entry, Telling telling, string party)
    {
        var pledge = entry.Statement.Message.Pledge;
        var kind = pledge.Days > 0 ? telling.Texts.Say($"PledgeKind.{pledge.Kind}.days", ("n", pledge.Days)) : telling.Words.Code(pledge.Kind);
        var (kept, gravity) = Pledges.Kept(pledge, party, telling);
        return new PledgeRow(kind, kept, gravity, telling.Document(pledge.Document, entry, kind, "pledge.document"), telling.Link(entry));
    }
}
