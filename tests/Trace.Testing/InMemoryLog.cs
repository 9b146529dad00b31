using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;
using InclusionProof = Trace.V1.InclusionProof;

namespace Trace.Testing;

/// <summary>
/// A whole log in memory, made of Domain's own parts. What it records is honest; <see cref="Append"/> writes what it is told, so that
/// tests hold the verifier against logs that are not.
/// </summary>
public sealed class InMemoryLog
{
    private readonly List<RecordedEntry> _entries = [];
    private readonly List<Hash256> _leaves = [];
    private readonly LedgerState _state = new();
    private readonly LogSigner _signer;
    private readonly InMemoryLog? _before;
    private long _now = UnixMicroseconds.Of(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    public InMemoryLog(string ledger = "ledger.test", string origin = "log.test/00000001")
        : this(ledger, origin, null)
    {
        Record(Registrar, SubjectKey.Genesis.Value, GenesisOf(origin));
    }

    private InMemoryLog(string ledger, string origin, InMemoryLog? before)
    {
        Ledger = ledger;
        _before = before;
        _signer = new LogSigner(origin, KeyOf("log of " + origin));
        Recovery = new LogSpeaker(Glns(0), KeyOf("recovery"));
        Registrar = new LogSpeaker(Glns(0), KeyOf("registrar"));
        if (before is null)
        {
            return;
        }

        foreach (var entry in before.Entries)
        {
            _state.Apply(entry.OfPredecessor(before.Entries.Count));
        }

        _state.BeginSuccessor();
        _now = before._now;
    }

    /// <summary>A log that goes on behind another, which is whole as it stands.</summary>
    /// <param name="before">The log before.</param>
    /// <param name="change">Bends its Genesis.</param>
    /// <param name="sign">Signs it, where not registrar and recovery key do.</param>
    public static InMemoryLog Behind(InMemoryLog before, Action<Genesis>? change = null, Func<InMemoryLog, SignedStatement, SignedStatement>? sign = null)
    {
        const string Origin = "log.test/00000002";
        var log = new InMemoryLog(before.Ledger, Origin, before);
        var genesis = log.GenesisOf(Origin);
        genesis.Predecessor = new Predecessor { Origin = before.VerifierKey.Name, Checkpoint = ByteString.CopyFrom(before.Note().ToBytes()) };
        change?.Invoke(genesis);
        var signed = log.Say(log.Registrar, SubjectKey.Genesis.Value, genesis);
        log.Append(sign?.Invoke(log, signed) ?? log.AlsoBy(log.Recovery.Key, signed));
        return log;
    }

    public string Ledger { get; }

    /// <summary>The same statement, signed by one more.</summary>
    public SignedStatement AlsoBy(Ed25519Signer signer, SignedStatement signed)
    {
        var both = signed.Clone();
        both.Signatures.Add(ByteString.CopyFrom(signer.Sign(SignatureContexts.Statement(signed.Statement.Span))));
        return both;
    }

    private Genesis GenesisOf(string origin)
    {
        var genesis = SubjectKey.Genesis.Value;
        return new Genesis
        {
            Origin = origin,
            Registrar = Registrar.Party,
            RegistrarKey = StatementSigner.PublicKeyOf(Registrar.Key),
            RegistrarPossession = StatementSigner.Possession(Ledger, genesis, Registrar.Key),
            RecoveryKey = StatementSigner.PublicKeyOf(Recovery.Key),
            RecoveryPossession = StatementSigner.Possession(Ledger, genesis, Recovery.Key),
        };
    }

    public LogSpeaker Registrar { get; }

    public LogSpeaker Recovery { get; }

    public VerifierKey VerifierKey => _signer.VerifierKey;

    public TrustPolicy Policy => TrustPolicy.Parse(Encoding.UTF8.GetBytes($"# ledger {Ledger}\nlog {VerifierKey}\n{(_before is null ? "" : $"log {_before.VerifierKey}\n")}quorum none\n"));

    public IReadOnlyList<RecordedEntry> Entries => _entries;

    /// <summary>What the entries so far left.</summary>
    public LedgerState State => _state;

    /// <summary>The clock, in microseconds; each entry takes a second.</summary>
    public long Now => _now;

    public static Ed25519Signer KeyOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public static string Glns(int number)
    {
        var twelve = $"690123450{number:D3}";
        return $"party/gln/{twelve}{Gs1CheckDigit.Compute(twelve)}";
    }

    /// <summary>Lets time pass.</summary>
    public void Wait(TimeSpan time) => _now += (long)time.TotalMicroseconds;

    /// <summary>Registers a party and grants it a key with the same roles.</summary>
    public LogSpeaker Register(int number, Role role, params string[] prefixes)
    {
        var speaker = new LogSpeaker(Glns(number), KeyOf($"key of {number}"));
        Record(Registrar, speaker.Party, new Registration { Name = new Text { En = $"Party {number}" }, Roles = { role }, Prefixes = { prefixes } });
        Grant(speaker, role);
        return speaker;
    }

    public RecordedEntry Grant(LogSpeaker speaker, params Role[] roles) => Record(Registrar, speaker.KeySubject, new KeyGrant
    {
        Key = StatementSigner.PublicKeyOf(speaker.Key),
        Possession = StatementSigner.Possession(Ledger, speaker.KeySubject, speaker.Key),
        Roles = { roles },
    });

    /// <summary>A statement of now, signed.</summary>
    public SignedStatement Say(LogSpeaker speaker, string subject, IMessage payload, Action<Statement>? also = null)
    {
        var statement = new Statement
        {
            Ledger = Ledger,
            Subject = subject,
            Party = speaker.Party,
            Time = _now,
            Offset = 480,
            Nonce = ByteString.CopyFrom(SHA256.HashData(BitConverter.GetBytes(_entries.Count + (1000 * (_before?._entries.Count ?? 0))))[..16]),
        };
        Statement.Descriptor.Oneofs[0].Fields.First(field => field.MessageType == payload.Descriptor).Accessor.SetValue(statement, payload);
        also?.Invoke(statement);
        return StatementSigner.Sign(statement, speaker.Key);
    }

    /// <summary>Records what the rules allow.</summary>
    public RecordedEntry Record(LogSpeaker speaker, string subject, IMessage payload) => Record(Say(speaker, subject, payload));

    /// <summary>Records what the rules allow.</summary>
    public RecordedEntry Record(SignedStatement signed)
    {
        var refusal = Judge(signed);
        return refusal is null ? Append(signed) : throw new InvalidOperationException($"{refusal.Reason} {refusal.Field}: {refusal.Message}");
    }

    /// <summary>The first rule that a statement would break now, or null; signatures are not looked at.</summary>
    public Refusal? Judge(SignedStatement signed) => ParsedStatement.Parse(signed.Statement, out var parsed) ?? parsed!.CheckRules(Ledger)
        ?? Possessions.Check(parsed) ?? Judgement.Judge(parsed, _state, _now, RuleScope.Log);

    /// <summary>Writes an entry whatever the rules say, with links bent where asked.</summary>
    public RecordedEntry Append(SignedStatement signed, Func<EntryLinks, EntryLinks>? bend = null, long? recordedAt = null, bool hide = false)
    {
        if (ParsedStatement.Read(signed.Statement, out var parsed) is { } refusal)
        {
            throw new InvalidOperationException(refusal.Message);
        }

        var links = EntryLinks.Next(parsed!, _state);
        var entry = RecordedEntry.Write((ulong)_entries.Count, recordedAt ?? _now, bend?.Invoke(links) ?? links, parsed!, signed.Signatures);
        _entries.Add(entry);
        _leaves.Add(entry.LeafHash);

        // A log that hides an entry goes on as if it were not there.
        if (!hide)
        {
            _state.Apply(entry);
        }

        _now += 1_000_000;
        return entry;
    }

    public SignedNote Note(long? size = null)
    {
        var leaves = _leaves[..(int)(size ?? _leaves.Count)];
        return _signer.Sign(new Checkpoint(VerifierKey.Name, leaves.Count, MerkleTree.RootOf([.. leaves])));
    }

    public InclusionProof Inclusion(ulong index, long? size = null)
    {
        var proof = new InclusionProof { Index = index, Size = (ulong)(size ?? _leaves.Count) };
        proof.Hashes.AddRange(ProofNodes.ForInclusion((long)index, (long)proof.Size).Build(Node).Select(hash => ByteString.CopyFrom(hash.AsSpan())));
        return proof;
    }

    public Hash256[] Consistency(long first, long second) => first == second ? [] : ProofNodes.ForConsistency(first, second).Build(Node);

    public Recorded Answer(RecordedEntry entry) => new()
    {
        Entry = entry.Bytes,
        Proof = Inclusion(entry.Index),
        Checkpoints = { ByteString.CopyFrom(Note().ToBytes()) },
    };

    /// <summary>A subject's history with all evidence, as the ledger answers.</summary>
    public HistoryBundle Bundle(string subject, bool thorough = false)
    {
        var wanted = new List<string> { subject, SubjectKey.Genesis.Value };
        for (var i = 0; i < wanted.Count; i++)
        {
            foreach (var entry in Of(wanted[i]).Where(entry => entry.Statement.KeySubject is not null))
            {
                wanted.AddRange(new[] { entry.Statement.KeySubject!, entry.Statement.Message.Party }.Except(wanted));
            }
        }

        var bundle = new HistoryBundle { Checkpoint = ByteString.CopyFrom(Note().ToBytes()), History = ChainOf(subject, thorough) };
        bundle.Evidence.AddRange(wanted.Skip(1).Where(other => other != subject && Of(other).Any()).Select(other => ChainOf(other, thorough: false)));
        return bundle;
    }

    private Chain ChainOf(string subject, bool thorough)
    {
        var entries = Of(subject).ToList();
        var chain = new Chain { Subject = subject };
        chain.Entries.AddRange(entries.Select(entry => entry.Bytes));
        chain.Proofs.AddRange(entries.Skip(thorough ? 0 : entries.Count - 1).Select(Prove));
        if (entries.FindLast(entry => entry.IsOfPredecessor) is { } last)
        {
            chain.Predecessor = new PredecessorPart { Entries = (ulong)entries.Count(entry => entry.IsOfPredecessor), Proof = Prove(last) };
        }

        return chain;
    }

    private InclusionProof Prove(RecordedEntry entry) => (entry.IsOfPredecessor ? _before! : this).Inclusion(entry.Index);

    private IEnumerable<RecordedEntry> Of(string subject) =>
        (_before is null ? _entries : _before._entries.Select(entry => entry.OfPredecessor(_before._entries.Count)).Concat(_entries)).Where(entry => entry.Statement.Subject.Value == subject);

    private Hash256 Node(NodeId node) => MerkleTree.RootOf([.. _leaves[(int)(node.Index << node.Level)..(int)((node.Index + 1) << node.Level)]]);
}

/// <summary>A party and one key of it.</summary>
/// <param name="Party">Its subject key; empty for claim, buyer and author keys.</param>
/// <param name="Key">The key.</param>
public sealed record LogSpeaker(string Party, Ed25519Signer Key)
{
    public string KeySubject => $"{Party}/key/{KeyId.Of(StatementSigner.PublicKeyOf(Key))}";
}
