using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Products;

namespace Trace.Import.Running;

/// <summary>How often one flag was raised.</summary>
/// <param name="Flag">Its name.</param>
/// <param name="Count">On how many statements.</param>
/// <param name="Subject">A subject whose history shows it.</param>
/// <param name="Example">What the flag says there.</param>
public sealed record FlagCount(FlagKind Flag, int Count, string Subject, string Example);

/// <summary>The flags of what was recorded, folded from the entries alone, as whoever reads the same histories folds them.</summary>
public sealed class RecordedFlags
{
    private const SubjectKind Goods = SubjectKind.Item | SubjectKind.Parcel | SubjectKind.Lot | SubjectKind.Product;

    private readonly Dictionary<string, IReadOnlyList<RecordedEntry>> _bySubject;
    private readonly Dictionary<Hash256, string> _subjectOf;
    private readonly ILookup<string, string> _namedBy;
    private readonly Dictionary<string, KeyState> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PartyState> _parties = new(StringComparer.Ordinal);
    private readonly ILookup<Hash256, string> _keySubjects;

    private readonly DateTimeOffset _now;

    private RecordedFlags(IEnumerable<RecordedEntry> entries, DateTimeOffset now)
    {
        _now = now;
        var all = entries.DistinctBy(entry => entry.Index).OrderBy(entry => entry.Index).ToList();
        _bySubject = all.GroupBy(entry => entry.Statement.Subject.Value).ToDictionary(group => group.Key, group => (IReadOnlyList<RecordedEntry>)[.. group], StringComparer.Ordinal);
        _subjectOf = all.ToDictionary(entry => entry.Statement.Identity, entry => entry.Statement.Subject.Value);
        _namedBy = all.SelectMany(entry => NamedIn(entry).Select(named => (Named: named, By: entry.Statement.Subject.Value))).ToLookup(pair => pair.Named, pair => pair.By, StringComparer.Ordinal);
        foreach (var entry in all)
        {
            Learn(entry);
        }

        _keySubjects = _keys.ToLookup(key => KeyId.Of(key.Value.Key), key => key.Key);
    }

    /// <summary>Counts flags over all products, lots, items and parcels.</summary>
    /// <param name="entries">What was recorded, and beside it what is recorded of the parties and keys that it rests on; in any order.</param>
    /// <param name="now">When they are looked at: what was never collected or never arrived is so by then.</param>
    public static IReadOnlyList<FlagCount> Of(IEnumerable<RecordedEntry> entries, DateTimeOffset now) => new RecordedFlags(entries, now).Count();

    private List<FlagCount> Count()
    {
        var seen = new HashSet<(FlagKind, ulong)>();
        var counts = new SortedDictionary<FlagKind, FlagCount>();
        foreach (var subject in _bySubject.Values.Select(history => history[0].Statement.Subject).Where(subject => subject.Is(Goods)).OrderBy(subject => subject.Kind != SubjectKind.Item))
        {
            foreach (var flag in FlagsOf(subject).Where(flag => seen.Add((flag.Kind, flag.On.Index))))
            {
                counts[flag.Kind] = counts.TryGetValue(flag.Kind, out var so) ? so with { Count = so.Count + 1 } : new FlagCount(flag.Kind, 1, subject.Value, flag.Detail);
            }
        }

        return [.. counts.Values];
    }

    private IReadOnlyList<Flag> FlagsOf(SubjectKey subject)
    {
        var read = new Dictionary<string, IReadOnlyList<RecordedEntry>>(StringComparer.Ordinal);
        while (true)
        {
            var needed = SubjectsNeeded.For(subject, read);
            var further = needed.Subjects
                .Concat(needed.Statements.Select(identity => _subjectOf.GetValueOrDefault(identity)).OfType<string>())
                .Concat(needed.NamedBy.SelectMany(named => _namedBy[named]))
                .Where(key => !read.ContainsKey(key)).Distinct().ToList();
            if (further.Count == 0)
            {
                break;
            }

            further.ForEach(key => read.Add(key, _bySubject.GetValueOrDefault(key, [])));
        }

        return Flags.Of(JoinedHistory.Of(subject, read), new FlagContext(KeysOf(read.Values.SelectMany(history => history)), _parties) { Now = _now });
    }

    // The keys that signed, and those that granted them, and so on: of thousands of keys a history rests on a few.
    private Dictionary<string, KeyState> KeysOf(IEnumerable<RecordedEntry> history)
    {
        var keys = new Dictionary<string, KeyState>(StringComparer.Ordinal);
        var wanted = new Queue<string>(history.Select(entry => entry.Statement.KeySubject).OfType<string>().Distinct());
        while (wanted.TryDequeue(out var subject))
        {
            if (_keys.TryGetValue(subject, out var key) && keys.TryAdd(subject, key))
            {
                foreach (var granter in _keySubjects[key.Current.Granter])
                {
                    wanted.Enqueue(granter);
                }
            }
        }

        return keys;
    }

    private void Learn(RecordedEntry entry)
    {
        var (subject, message) = (entry.Statement.Subject, entry.Statement.Message);
        if (message.Genesis is { } genesis)
        {
            _keys[$"{genesis.Registrar}/key/{KeyId.Of(genesis.RegistrarKey)}"] = KeyState.OfGenesis(genesis.RegistrarKey, entry, isRecovery: false);
            _keys[$"{genesis.Registrar}/key/{KeyId.Of(genesis.RecoveryKey)}"] = KeyState.OfGenesis(genesis.RecoveryKey, entry, isRecovery: true);
        }
        else if (subject.Kind == SubjectKind.Key && KeyState.After(_keys.GetValueOrDefault(subject.Value), entry) is { } key)
        {
            _keys[subject.Value] = key;
        }
        else if (subject.Kind == SubjectKind.Party)
        {
            _parties[subject.Value] = PartyState.After(_parties.GetValueOrDefault(subject.Value, PartyState.Unknown), entry);
        }
    }

    private static IEnumerable<string> NamedIn(RecordedEntry entry)
    {
        var message = entry.Statement.Message;
        var before = message.Transit?.PreviousYearParcel ?? message.Receipt?.PreviousYearParcel ?? message.Handover?.PreviousYearParcel ?? "";
        return (message.Transformation?.Inputs.Select(input => input.Lot) ?? []).Concat(before.Length > 0 ? [before] : []);
    }
}
