using Trace.Domain.Barcodes;
using Trace.Domain.Parties;
using Trace.Domain.Statements;

namespace Trace.Domain.Ledger;

/// <summary>The newest entry of a subject's history.</summary>
/// <param name="Version">Its position, from 1.</param>
/// <param name="LeafHash">Its leaf hash.</param>
public sealed record SubjectHead(ulong Version, Hash256 LeafHash);

/// <summary>
/// What the rules read of the entries so far. The sequencer fills it with what a batch needs, judges each statement against it, and lets
/// each new entry advance it; verifiers and auditors build it by replay. Not safe for use by several threads.
/// </summary>
/// <remarks>What was not put in counts as not recorded: whoever judges puts in all that <see cref="StateNeeds"/> names.</remarks>
/// <param name="entries">How many entries it is likely to take, so that it does not grow step by step; 0 where that is not known.</param>
public sealed class LedgerState(int entries = 0)
{
    private readonly Dictionary<string, SubjectHead> _heads = new(entries);
    private readonly Dictionary<string, KeyState> _keys = [];
    private readonly Dictionary<string, PartyState> _parties = [];
    private readonly Dictionary<Hash256, RecordedEntry> _entries = new(2 * entries);
    private readonly Dictionary<Hash256, Use> _uses = [];

    /// <summary>Entry 0; null before it is recorded.</summary>
    public RecordedEntry? Genesis { get; private set; }

    /// <summary>Entry 0 of the log that this one follows; null where it follows none.</summary>
    public RecordedEntry? PredecessorGenesis { get; private set; }

    /// <summary>The keys that were put in or changed, by their subjects.</summary>
    public IReadOnlyDictionary<string, KeyState> Keys => _keys;

    /// <summary>The parties that were put in or changed, by their subjects.</summary>
    public IReadOnlyDictionary<string, PartyState> Parties => _parties;

    /// <summary>The newest entry of a subject's history; null where there is none.</summary>
    /// <param name="subject">A subject key.</param>
    public SubjectHead? Head(string subject) => _heads.GetValueOrDefault(subject);

    /// <summary>A key's state; null where it was never granted.</summary>
    /// <param name="keySubject">The key's subject.</param>
    public KeyState? Key(string keySubject) => _keys.GetValueOrDefault(keySubject);

    /// <summary>A party's state.</summary>
    /// <param name="party">The party's subject.</param>
    public PartyState Party(string party) => _parties.GetValueOrDefault(party, PartyState.Unknown);

    /// <summary>A recorded statement by its identity; null where none is known.</summary>
    /// <param name="identity">SHA-256 of its bytes.</param>
    public RecordedEntry? Find(Hash256 identity) => _entries.GetValueOrDefault(identity);

    /// <summary>The first use of what can be done once; null where it is unused.</summary>
    /// <param name="use">See <see cref="Uses"/>.</param>
    public Use? FirstUse(Hash256 use) => _uses.GetValueOrDefault(use);

    /// <summary>Puts in the newest entry of a subject, as read from a store.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="head">Its newest entry.</param>
    public void Put(string subject, SubjectHead head) => _heads[subject] = head;

    /// <summary>Puts in a key, as folded from its history.</summary>
    /// <param name="keySubject">The key's subject.</param>
    /// <param name="key">Its state.</param>
    public void Put(string keySubject, KeyState key) => _keys[keySubject] = key;

    /// <summary>Puts in a party, as folded from its history.</summary>
    /// <param name="party">The party's subject.</param>
    /// <param name="state">Its state.</param>
    public void Put(string party, PartyState state) => _parties[party] = state;

    /// <summary>Puts in a recorded statement to which others refer.</summary>
    /// <param name="entry">Its entry.</param>
    public void Put(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _entries[entry.Statement.Identity] = entry;
    }

    /// <summary>Puts in a first use, as read from a store.</summary>
    /// <param name="use">See <see cref="Uses"/>.</param>
    /// <param name="first">The entry that made it.</param>
    public void Put(Hash256 use, Use first) => _uses[use] = first;

    /// <summary>Puts in entry 0, and the two keys that it names.</summary>
    /// <param name="genesis">Entry 0.</param>
    public void PutGenesis(RecordedEntry genesis)
    {
        ArgumentNullException.ThrowIfNull(genesis);
        Genesis = genesis;
        var message = genesis.Statement.Message.Genesis;
        _keys.TryAdd($"{message.Registrar}/key/{KeyId.Of(message.RegistrarKey)}", KeyState.OfGenesis(message.RegistrarKey, genesis, isRecovery: false));
        _keys.TryAdd($"{message.Registrar}/key/{KeyId.Of(message.RecoveryKey)}", KeyState.OfGenesis(message.RecoveryKey, genesis, isRecovery: true));
    }

    /// <summary>Puts in entry 0 of the log that this one follows, and the two keys that it names. Before entry 0 of this one.</summary>
    /// <param name="genesis">Entry 0 of the predecessor.</param>
    public void PutPredecessor(RecordedEntry genesis)
    {
        PutGenesis(genesis);
        BeginSuccessor();
    }

    /// <summary>What was replayed so far is the predecessor's, whole: a log begins whose state begins as this one stands.</summary>
    public void BeginSuccessor() => (PredecessorGenesis, Genesis) = (Genesis, null);

    /// <summary>Advances a key or a party by one entry of its own history, as read from a store, and nothing else.</summary>
    /// <param name="entry">An entry about a key or a party that breaks no rule.</param>
    public void Fold(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var subject = entry.Statement.Subject.Value;
        if (entry.Statement.Subject.Kind != SubjectKind.Key)
        {
            _parties[subject] = PartyState.After(Party(subject), entry);
        }
        else if (KeyState.After(Key(subject), entry) is { } key)
        {
            _keys[subject] = key;
        }
    }

    /// <summary>Advances by one entry, which was recorded next.</summary>
    /// <param name="entry">The entry.</param>
    public void Apply(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var statement = entry.Statement;
        var subject = statement.Subject.Value;
        var effects = statement.Rules.Effects;
        _heads[subject] = new SubjectHead(entry.Version, entry.LeafHash);
        _entries[statement.Identity] = entry;
        foreach (var use in Uses.By(statement))
        {
            _uses.TryAdd(use, new Use(entry.Index, entry.LeafHash));
        }

        if (effects.HasFlag(Effects.BeginsLog))
        {
            PutGenesis(entry);
        }
        else if ((effects & (Effects.GrantsKey | Effects.EndsKey)) != 0)
        {
            if (KeyState.After(Key(subject), entry) is { } key)
            {
                _keys[subject] = key;
            }
        }
        else if ((effects & (Effects.RegistersParty | Effects.ChangesStanding)) != 0)
        {
            _parties[subject] = PartyState.After(Party(subject), entry);
        }
    }
}
