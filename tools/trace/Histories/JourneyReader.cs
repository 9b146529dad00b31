using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Parties;
using Trace.Domain.Products;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Tool.Histories;

/// <summary>What was read for one subject: its history, joined with those of its lot, product and parcels, every one of them verified.</summary>
/// <param name="Joined">The joined history; null of a subject that is no goods.</param>
/// <param name="Own">The subject's own verified history.</param>
/// <param name="Context">The keys and parties of all of them.</param>
internal sealed record ReadJourney(JoinedHistory? Joined, VerifiedHistory Own, FlagContext Context)
{
    /// <summary>The entries of its own history that this version does not understand.</summary>
    public IReadOnlyList<VerifiedEntry> NotUnderstood => Own.NotUnderstood;
}

/// <summary>Reads from a ledger what <see cref="SubjectsNeeded"/> asks for, and verifies each history. What is late is late by the clock of whoever reads.</summary>
internal sealed class JourneyReader(LedgerClient client, TimeProvider time, CancellationToken cancellation)
{
    // Four rounds do for any history; more would be a history that names itself.
    private const int MostRounds = 8;

    private readonly Dictionary<string, IReadOnlyList<RecordedEntry>> _read = [];
    private readonly Dictionary<string, KeyState> _keys = [];
    private readonly Dictionary<string, PartyState> _parties = [];

    /// <summary>Reads a subject with all that is joined to it.</summary>
    public async Task<ReadJourney> ReadAsync(SubjectKey subject)
    {
        var own = await client.ReadHistoryAsync(subject.Value, cancellation: cancellation);
        Keep(own);
        if (!subject.Is(SubjectKind.Product | SubjectKind.Lot | SubjectKind.Item | SubjectKind.Parcel))
        {
            return new ReadJourney(null, own, Context());
        }

        for (var round = 0; round < MostRounds; round++)
        {
            var needed = SubjectsNeeded.For(subject, _read);
            var subjects = new HashSet<string>(needed.Subjects);
            foreach (var identity in needed.Statements)
            {
                subjects.UnionWith(await SubjectOfAsync(identity));
            }

            subjects.RemoveWhere(_read.ContainsKey);
            if (subjects.Count == 0)
            {
                break;
            }

            foreach (var one in subjects)
            {
                await KeepAsync(one);
            }
        }

        await NamePartiesAsync();
        return new ReadJourney(JoinedHistory.Of(subject, _read), own, Context());
    }

    private FlagContext Context() => new(_keys, _parties) { Now = time.GetUtcNow() };

    private async Task KeepAsync(string subject)
    {
        try
        {
            Keep(await client.ReadHistoryAsync(subject, cancellation: cancellation));
        }
        catch (RefusedException refused) when (refused.Reason == Reason.NotFound)
        {
            _read[subject] = [];
        }
    }

    private void Keep(VerifiedHistory history)
    {
        _read[history.Subject] = [.. history.Entries.Where(verified => verified.NotUnderstood is null).Select(verified => verified.Entry)];
        foreach (var (subject, key) in history.Keys)
        {
            _keys[subject] = key;
        }

        foreach (var (party, state) in history.Parties)
        {
            _parties[party] = state;
        }
    }

    private async Task<IEnumerable<string>> SubjectOfAsync(Hash256 identity)
    {
        try
        {
            return [(await client.GetEntryAsync(identity, cancellation)).Entry.Statement.Subject.Value];
        }
        catch (RefusedException refused) when (refused.Reason == Reason.NotFound)
        {
            return [];
        }
    }

    // Parties that are named and have not spoken here, so that they have a name too.
    private async Task NamePartiesAsync()
    {
        var named = _read.Values.SelectMany(entries => entries).SelectMany(entry => PartiesNamed(entry.Statement)).Where(party => !_parties.ContainsKey(party)).ToHashSet();
        foreach (var party in named)
        {
            try
            {
                var history = await client.ReadHistoryAsync(party, cancellation: cancellation);
                _parties[party] = history.Entries.Aggregate(PartyState.Unknown, (before, verified) => PartyState.After(before, verified.Entry));
            }
            catch (RefusedException refused) when (refused.Reason == Reason.NotFound)
            {
                _parties[party] = PartyState.Unknown;
            }
        }
    }

    private static IEnumerable<string> PartiesNamed(ParsedStatement statement)
    {
        var payload = (Google.Protobuf.IMessage)Statement.Descriptor.FindFieldByNumber((int)statement.Kind).Accessor.GetValue(statement.Message);
        return statement.Rules.Descriptor.Fields.InFieldNumberOrder()
            .Where(field => field is { FieldType: Google.Protobuf.Reflection.FieldType.String, IsRepeated: false } && FieldBounds.Of(field).Form == Form.Party)
            .Select(field => (string)field.Accessor.GetValue(payload))
            .Where(party => party.Length > 0);
    }
}
