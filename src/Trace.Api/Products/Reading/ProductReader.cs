using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using NpgsqlTypes;
using Trace.Api.Ledger;
using Trace.Domain.Barcodes;
using Trace.Domain.Complaints;
using Trace.Domain.Ledger;
using Trace.Domain.Products;

namespace Trace.Api.Products.Reading;

/// <summary>
/// Reads what a product page tells of: what <see cref="SubjectsNeeded"/> asks for, what the lot was made from, and the parties and keys of all
/// of it, at the last published checkpoint. What did not change since it was read is not read again.
/// </summary>
public sealed class ProductReader(NpgsqlDataSource source, ChainReader chains, ReadCaches caches, Checkpoints checkpoints, CaseRules? rules = null) : IDisposable
{
    // Four rounds do for any history; more would be a history that names itself.
    private const int MostRounds = 8;
    private const int LevelsMade = 2;
    private const int MostRemembered = 20_000;

    private readonly ChainReader _chains = chains;
    private readonly CaseRules _rules = rules ?? CaseRules.Default;
    private readonly MemoryCache _read = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>Reads a page's histories.</summary>
    /// <param name="subject">A product, lot, item or parcel.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="at">Which checkpoint: what is published, for all who are shown it; what is signed, for who acts on it.</param>
    public async Task<ReadProduct> ReadAsync(SubjectKey subject, CancellationToken cancellation, V1.At at = V1.At.Published)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var size = checkpoints.At(at).Head.Size;
        if (_read.TryGetValue(subject.Value, out ReadProduct? known) && known!.Size <= size && known.Subjects.All(one => caches.IsUnchangedSince(one, known.Size)))
        {
            return known.Size == size ? known : known with { Size = size };
        }

        var reading = new Reading(this, size, cancellation);
        var read = await reading.ReadAsync(subject);
        _read.Set(subject.Value, read, new MemoryCacheEntryOptions { Size = 1 + (read.Joined.All.Count / 20) });
        return read;
    }

    /// <summary>Reads a party's own history, with the parties and keys that it rests on; its joined history is empty.</summary>
    /// <param name="party">The party.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<ReadProduct> ReadPartyAsync(SubjectKey party, CancellationToken cancellation) =>
        new Reading(this, checkpoints.At(V1.At.Published).Head.Size, cancellation).ReadPartyAsync(party);

    /// <inheritdoc/>
    public void Dispose() => _read.Dispose();

    private async Task<IReadOnlyList<string>> SubjectsOfAsync(IReadOnlyCollection<Hash256> identities, long size, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT DISTINCT subject FROM ledger.log_entry WHERE identity = ANY($1) AND index < $2");
        command.Parameters.Add(new NpgsqlParameter { Value = identities.Select(identity => identity.ToArray()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        command.Parameters.AddWithValue(size);
        var subjects = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            subjects.Add(reader.GetString(0));
        }

        return subjects;
    }

    private sealed class Reading(ProductReader reader, long size, CancellationToken cancellation)
    {
        private readonly Dictionary<string, IReadOnlyList<RecordedEntry>> _goods = [];
        private readonly Dictionary<string, IReadOnlyList<RecordedEntry>> _speakers = [];
        private string _registrar = "";

        public async Task<ReadProduct> ReadAsync(SubjectKey subject)
        {
            await AddAsync(_goods, [subject.Value]);
            var asked = new HashSet<Hash256>();
            for (var round = 0; round < MostRounds; round++)
            {
                var needed = SubjectsNeeded.For(subject, _goods);
                var unknown = needed.Statements.Where(asked.Add).ToList();
                IEnumerable<string> named = unknown.Count > 0 ? await reader.SubjectsOfAsync(unknown, size, cancellation) : [];
                if (!await AddAsync(_goods, needed.Subjects.Concat(named)))
                {
                    break;
                }
            }

            var joined = JoinedHistory.Of(subject, _goods);
            var made = await ReadMadeAsync(joined);
            var context = await ReadSpeakersAsync(_goods.Values.Concat(made.Values).SelectMany(entries => entries));
            return new ReadProduct(subject, size, joined, context, _speakers, made) { Subjects = [.. _goods.Keys, .. _speakers.Keys, .. made.Keys], Registrar = _registrar, Rules = reader._rules };
        }

        public async Task<ReadProduct> ReadPartyAsync(SubjectKey party)
        {
            await AddAsync(_speakers, [party.Value]);
            var context = await ReadSpeakersAsync(_speakers[party.Value], party.Value);
            return new ReadProduct(party, size, JoinedHistory.Of(party, _goods), context, _speakers, _goods) { Subjects = [.. _speakers.Keys], Registrar = _registrar };
        }

        // Reads what was not read yet, and says whether there was any.
        private async Task<bool> AddAsync(Dictionary<string, IReadOnlyList<RecordedEntry>> into, IEnumerable<string> subjects)
        {
            var missing = subjects.Where(subject => !into.ContainsKey(subject)).Distinct().ToList();
            if (missing.Count == 0)
            {
                return false;
            }

            foreach (var (subject, chain) in await reader._chains.ReadAsync(missing, size, cancellation))
            {
                into[subject] = [.. chain.Select(stored => stored.Entry).OfType<RecordedEntry>()];
            }

            return true;
        }

        private async Task<Dictionary<string, IReadOnlyList<RecordedEntry>>> ReadMadeAsync(JoinedHistory joined)
        {
            var made = new Dictionary<string, IReadOnlyList<RecordedEntry>>();
            var lots = joined.Lots.Select(lot => lot.Value).ToList();
            for (var level = 0; level < LevelsMade && lots.Count > 0; level++)
            {
                var inputs = lots.SelectMany(lot => made.GetValueOrDefault(lot) ?? _goods.GetValueOrDefault(lot, []))
                    .SelectMany(entry => entry.Statement.Message.Transformation?.Inputs.Select(input => input.Lot) ?? [])
                    .Distinct()
                    .ToList();
                await AddAsync(made, inputs.Concat(inputs.Select(lot => SubjectKey.TryParse(lot, out var key, out _) ? key.Product?.Value : null).OfType<string>()));
                lots = inputs;
            }

            return made;
        }

        private async Task<FlagContext> ReadSpeakersAsync(IEnumerable<RecordedEntry> entries, params string[] also)
        {
            var state = new LedgerState();
            var read = new Dictionary<string, IReadOnlyList<RecordedEntry>>();
            await AddAsync(read, [SubjectKey.Genesis.Value]);
            foreach (var genesis in read.Values.SelectMany(chain => chain).Where(entry => entry.Statement.Message.Genesis is not null))
            {
                _registrar = genesis.Statement.Message.Genesis.Registrar;
                if (genesis.IsOfPredecessor)
                {
                    state.PutPredecessor(genesis);
                }
                else
                {
                    state.PutGenesis(genesis);
                }
            }

            // The keys that signed, those that granted them, and so on up to the registrar's.
            var wanted = entries.ToList();
            for (var round = 0; round < MostRounds && wanted.Count > 0; round++)
            {
                var before = read.Keys.ToHashSet();
                await AddAsync(read, wanted.SelectMany(Named).Concat(also));
                wanted = [.. read.Where(chain => !before.Contains(chain.Key)).SelectMany(chain => chain.Value)];
            }

            foreach (var (subject, chain) in read.Where(chain => chain.Key != SubjectKey.Genesis.Value))
            {
                foreach (var entry in chain)
                {
                    state.Fold(entry);
                }

                _speakers[subject] = chain;
            }

            return new FlagContext(state.Keys, state.Parties);
        }

        private static IEnumerable<string> Named(RecordedEntry entry)
        {
            var message = entry.Statement.Message;
            string?[] named =
            [
                entry.Statement.KeySubject, message.Party, message.Shipment?.Courier, message.Transit?.NextCourier, message.Handover?.Giver, message.Complaint?.Respondent, message.Report?.Respondent,
            ];
            return named.OfType<string>().Where(subject => subject.Length > 0);
        }
    }
}
