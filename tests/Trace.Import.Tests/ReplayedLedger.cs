using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.Import.Planning;
using Trace.Import.Running;
using Trace.V1;

namespace Trace.Import.Tests;

/// <summary>A ledger in memory, by Trace.Domain's rules alone: form, rules, possessions, signature, and judgement in order.</summary>
internal sealed class ReplayedLedger : IDisposable
{
    public const string Name = "ledger.example";
    public const string Registrar = "party/gln/9520000000011";
    public const string Platform = "party/gln/9520000000028";

    /// <summary>How many entries it begins with.</summary>
    public const ulong Founding = 4;

    private readonly LedgerState _state = new();
    private readonly Dictionary<Hash256, PublicKey> _keys = [];
    private readonly Ed25519Signer _registrar = Key(1);
    private readonly Ed25519Signer _platform = Key(2);
    private readonly Ed25519Signer _recovery = Key(3);
    private readonly Ed25519Signer _intake = Key(4);
    private readonly List<RecordedEntry> _entries = [];
    private ulong _size;

    public ReplayedLedger()
    {
        Context = new ImportContext(Name, Registrar, _registrar, Platform, _platform, new byte[32]) { IntakeSigner = _intake, Began = Now };
        Begin();
    }

    public ImportContext Context { get; }

    public long Now { get; set; } = UnixMicroseconds.Of(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));

    public LedgerState State => _state;

    public ulong Size => _size;

    public IReadOnlyList<RecordedEntry> Entries => _entries;

    public Refusal? Record(SignedStatement signed) => Record(signed, out _);

    public Refusal? Record(SignedStatement signed, out RecordedEntry? entry)
    {
        entry = null;
        if (ParsedStatement.Parse(signed.Statement, out var parsed) is { } malformed)
        {
            return malformed;
        }

        if (_state.Find(parsed!.Identity) is { } before)
        {
            entry = before;
            return null;
        }

        if ((parsed.CheckRules(Name) ?? Possessions.Check(parsed)) is { } refused)
        {
            return refused;
        }

        foreach (var (id, key) in NamedKeys.In(parsed))
        {
            _keys[id] = key;
        }

        if (!_keys.TryGetValue(parsed.Key, out var signer))
        {
            return Refusal.Later(Reason.UnknownKey, "key", "unknown", Judgement.ReferenceRetry);
        }

        if (!Ed25519Strict.Verify(signer.Key.Span, SignatureContexts.Statement(signed.Statement.Span), signed.Signatures.Single().Span))
        {
            return Refusal.Because(Reason.SignatureInvalid, "signatures", "does not verify");
        }

        if (Judgement.Judge(parsed, _state, Now, RuleScope.Log) is { } judged)
        {
            return judged;
        }

        entry = RecordedEntry.Write(_size++, Now, EntryLinks.Next(parsed, _state), parsed, signed.Signatures);
        _state.Apply(entry);
        _entries.Add(entry);
        Now += 1000;
        return null;
    }

    /// <summary>What a client answers.</summary>
    public Posted Answer(SignedStatement signed) => Record(signed, out var entry) is { } refusal ? new Posted(null, refusal) : new Posted(entry, null);

    public void Dispose()
    {
        _registrar.Dispose();
        _platform.Dispose();
        _recovery.Dispose();
        _intake.Dispose();
    }

    /// <summary>Records a whole plan; nothing may be refused.</summary>
    public void RecordAll(ImportPlan plan)
    {
        var refused = plan.Statements.Select(planned => (planned, refusal: Record(planned.Signed))).Where(result => result.refusal is not null)
            .Select(result => $"{result.planned.Label}: {result.refusal!.Reason} {result.refusal.Field} {result.refusal.Message}").ToList();
        Assert.True(refused.Count == 0, $"{refused.Count} refused, such as {string.Join("; ", refused.Take(5))}");
    }

    private static Ed25519Signer Key(byte number) => new([.. Enumerable.Repeat(number, 32)]);

    private void Begin()
    {
        Say("log/genesis", statement => statement.Genesis = new Genesis
        {
            Origin = "ledger.example/00000000",
            Registrar = Registrar,
            RegistrarKey = StatementSigner.PublicKeyOf(_registrar),
            RegistrarPossession = StatementSigner.Possession(Name, "log/genesis", _registrar),
            RecoveryKey = StatementSigner.PublicKeyOf(_recovery),
            RecoveryPossession = StatementSigner.Possession(Name, "log/genesis", _recovery),
        });
        Say(Platform, statement => statement.Registration = new Registration { Name = new Text { En = "Platform" }, Roles = { Role.Platform, Role.Seller } });
        Grant(_platform, Role.Platform, Role.Seller, Role.Administrator);
        Grant(_intake, Role.Intake);
    }

    private void Grant(Ed25519Signer signer, params Role[] roles)
    {
        var key = StatementSigner.PublicKeyOf(signer);
        var subject = $"{Platform}/key/{KeyId.Of(key)}";
        Say(subject, statement => statement.KeyGrant = new KeyGrant { Key = key, Possession = StatementSigner.Possession(Name, subject, signer), Roles = { roles } });
    }

    private void Say(string subject, Action<Statement> payload)
    {
        var statement = new Statement { Ledger = Name, Subject = subject, Party = Registrar, Time = Now, Nonce = ByteString.CopyFrom(new byte[16]) };
        payload(statement);
        Assert.Null(Record(StatementSigner.Sign(statement, _registrar)));
    }
}
