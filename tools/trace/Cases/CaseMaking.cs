using System.Globalization;
using Google.Protobuf;
using Trace.Client;
using Trace.Documents.Cases;
using Trace.Domain.Ledger;
using Trace.Domain.Products;
using Trace.Tool.Histories;

namespace Trace.Tool.Cases;

/// <summary>Puts what was read and verified into the words of a case file.</summary>
internal sealed class CaseMaking
{
    private readonly ReadJourney _journey;
    private readonly Words _words;
    private readonly KeyMarks _marks;
    private readonly HashSet<ulong> _chosen;
    private readonly List<(RecordedEntry Entry, Said Said)> _entries;
    private readonly Dictionary<Hash256, ulong> _indexes;

    /// <summary>Begins with what was read.</summary>
    /// <param name="journey">All of it.</param>
    /// <param name="words">The language.</param>
    /// <param name="chosen">Indexes of the entries wanted; none for all.</param>
    /// <exception cref="UsageException">An entry is chosen that is not of these histories.</exception>
    public CaseMaking(ReadJourney journey, Words words, HashSet<ulong> chosen)
    {
        (_journey, _words, _chosen, _marks) = (journey, words, chosen, new KeyMarks(journey.Context));
        var said = journey.Joined?.All ?? [.. journey.Own.Entries.Where(verified => verified.NotUnderstood is null).Select(verified => new Said(verified.Entry, SaidState.Stands, null, null, []))];
        var all = said.SelectMany(one => one.Relays.Prepend(one.Entry).Select(entry => (Entry: entry, Said: one))).DistinctBy(one => one.Entry.Position).OrderBy(one => one.Entry.Position).ToList();
        _indexes = all.ToDictionary(one => one.Entry.Statement.Identity, one => one.Entry.Index);
        if (chosen.Except(all.Select(one => one.Entry.Index)).ToList() is [var other, ..])
        {
            throw new UsageException($"--entry {other}: is no entry of what {journey.Own.Subject} is read with; ./trace show {journey.Own.Subject} lists them");
        }

        _entries = [.. all.Where(one => chosen.Count == 0 || chosen.Contains(one.Entry.Index))];
    }

    /// <summary>The subjects whose histories prove the entries, the one that it is about first.</summary>
    public IEnumerable<string> Subjects => _entries.Select(one => one.Entry.Statement.Subject.Value).Prepend(_journey.Own.Subject).Distinct();

    public CaseFile Make(IReadOnlyList<CaseProof> proofs, IReadOnlyList<CaseUnproven> unproven, LedgerClient client, DateTimeOffset now)
    {
        var checkpoint = _journey.Own.Checkpoint.Checkpoint;
        var (flags, custody) = _journey.Joined is { } joined ? (Flags.Of(joined, _journey.Context), Custody.Of(joined, _journey.Context)) : ([], Custody.Unknown);
        var page = new CustodyPage(_journey, _words);
        return new CaseFile(
            _journey.Own.Subject,
            _journey.Joined is null ? "" : _words.Of(ProductState.Of(_journey.Joined).Listing?.Message.Listing.Name),
            client.Ledger,
            checkpoint.Origin,
            string.Join("  ", client.Policy.Logs.Select(log => log.Key.ToString())),
            checkpoint.Size,
            checkpoint.Root.ToBase64(),
            now,
            _chosen.Count > 0,
            [.. custody.Holdings.Select(held => new CaseHolding(Words.Time(held.Words[0].Message), held.Until is null ? "" : Words.Time(held.Until.Message), page.Name(held.Who), page.Ground(held.Ground)))],
            [.. custody.Gaps.Select(page.Text), .. custody.Reports.Select(page.Text), .. flags.Select(Text)],
            [.. _entries.Select(one => Of(one.Entry, one.Said))],
            proofs,
            unproven);
    }

    private string Text(Flag flag) => _words.Pick(
        $"{Flags.RuleOf(flag.Kind).Chinese}(第 {flag.On.Index} 条):{Flags.RuleOf(flag.Kind).ExplanationZh}",
        $"{Flags.RuleOf(flag.Kind).English}, entry {flag.On.Index}: {Flags.RuleOf(flag.Kind).ExplanationEn}");

    private CaseEntry Of(RecordedEntry entry, Said said) => new(
        entry.Index.ToString(CultureInfo.InvariantCulture),
        _words.Kind(entry.Statement.Rules),
        _words.Said(entry, IndexOf),
        _words.Speaker(entry),
        entry.Statement.Message.Party,
        Words.Time(entry.Statement.Message),
        DateTimeOffset.UnixEpoch.AddMicroseconds(entry.RecordedAt).ToOffset(TimeSpan.FromMinutes(entry.Statement.Message.Offset)).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
        _words.Place(entry.Statement.Message),
        entry.Statement.Key.ToString(),
        entry.Statement.Subject.Value,
        entry.Statement.Identity.ToString(),
        Remark(entry, said));

    private string Remark(RecordedEntry entry, Said said)
    {
        var marks = _marks.Of(entry).Select(kind => _words.Pick(Flags.RuleOf(kind).Chinese, Flags.RuleOf(kind).English));
        return string.Join(_words.Pick(";", "; "), marks.Append(Standing(entry, said)).Where(remark => remark.Length > 0));
    }

    private string Standing(RecordedEntry entry, Said said)
    {
        if (entry.Position != said.Entry.Position)
        {
            return _words.Pick($"转述第 {said.Entry.Index} 条所说的同一件事", $"a relay passes on the same as entry {said.Entry.Index} says");
        }

        return said.Correction is not { } correction ? ""
            : said.State == SaidState.Withdrawn ? _words.Pick($"已由第 {correction.Index} 条撤回", $"withdrawn by entry {correction.Index}") : _words.Pick($"已由第 {correction.Index} 条更正", $"replaced by entry {correction.Index}");
    }

    private ulong? IndexOf(ByteString identity) => _indexes.TryGetValue(Hash256.From(identity.Span), out var index) ? index : null;
}
