using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Testing.Rules;

/// <summary>A ledger with a cast that speaks on it: in memory for tests of the domain, the whole service for those of the service.</summary>
public abstract class Stage
{
    private readonly Dictionary<string, LogSpeaker> _cast = [];
    private readonly Dictionary<Sample, Draft> _drafts = [];
    private int _count;

    public abstract string Ledger { get; }

    public abstract LogSpeaker Registrar { get; }

    public abstract LogSpeaker Recovery { get; }

    /// <summary>Identity of entry 0's statement.</summary>
    public abstract ByteString Genesis { get; }

    /// <summary>The ledger's time, in microseconds.</summary>
    public abstract long Now { get; }

    /// <summary>Records what the rules allow, and fails where they do not.</summary>
    public abstract Task RecordAsync(SignedStatement signed);

    /// <summary>A valid statement of a sample, the same at each call and never recorded, for being broken.</summary>
    public async Task<Draft> DraftOfAsync(Sample sample) =>
        _drafts.TryGetValue(sample, out var draft) ? draft : _drafts[sample] = await StatementCatalogue.MakeAsync(this, sample);

    public int Next() => ++_count;

    /// <summary>A key that belongs to nobody: a claim's, a buyer's or an author's.</summary>
    public LogSpeaker NewKey() => new("", InMemoryLog.KeyOf($"key {Next()}"));

    /// <summary>A party that has one role, and a key that has it too.</summary>
    public Task<LogSpeaker> SpeakerAsync(Role role) => CastAsync($"a {role}", () => SpeakerOfAsync(role, PrefixOf(1)));

    /// <summary>Another party with the same role; of no product, case or grant that the first has.</summary>
    public Task<LogSpeaker> StrangerAsync(Role role) => CastAsync($"another {role}", () => SpeakerOfAsync(role, PrefixOf(2)));

    /// <summary>A key with a role that its party has not.</summary>
    public Task<LogSpeaker> WithoutRoleAsync(Role role) => CastAsync($"not a {role}", () =>
        NewPartyAsync([role == Role.Inspector ? Role.Courier : Role.Inspector], [role]));

    /// <summary>A key with a role of a party that is not registered.</summary>
    public Task<LogSpeaker> UnregisteredAsync(Role role) => CastAsync($"an unregistered {role}", () => GrantAsync(NewParty(), [role]));

    /// <summary>One more key of a party, as its grant is changed, or as what comes after the grant leaves it.</summary>
    public Task<LogSpeaker> KeyOfAsync(string party, Role role, string name, Action<KeyGrant>? grant = null, KeyRevocation? revocation = null) => CastAsync($"{name} of {role} of {party}", async () =>
    {
        var key = await GrantAsync(party, [role], grant);
        if (revocation is not null)
        {
            await RecordAsync(GranterOf(party), key.KeySubject, revocation);
        }

        return key;
    });

    public async Task<LogSpeaker> SuspendedAsync(Role role) => await CastAsync($"a suspended {role}", async () =>
    {
        var speaker = await SpeakerOfAsync(role, PrefixOf(1));
        await RecordAsync(Registrar, speaker.Party, new Suspension { Reason = SuspensionReason.UnsafeGoods });
        return speaker;
    });

    /// <summary>Registers a party and grants it a key.</summary>
    public async Task<LogSpeaker> NewPartyAsync(Role[] roles, Role[] ofKey, Action<Registration>? also = null)
    {
        var party = NewParty();
        var registration = new Registration { Name = new Text { Zh = "甲" }, Roles = { roles } };
        also?.Invoke(registration);
        await RecordAsync(Registrar, party, registration);
        return await GrantAsync(party, ofKey);
    }

    /// <summary>Records a statement and gives its identity.</summary>
    public async Task<ByteString> RecordAsync(LogSpeaker speaker, string subject, IMessage payload)
    {
        var draft = DraftOf(speaker, subject, payload);
        await RecordAsync(draft.Sign());
        return draft.Identity;
    }

    /// <summary>A statement of now.</summary>
    public Draft DraftOf(LogSpeaker speaker, string subject, IMessage payload)
    {
        var message = new Statement { Ledger = Ledger, Subject = subject, Time = Now, Offset = 480, Nonce = ByteString.CopyFrom(SHA256.HashData(BitConverter.GetBytes(Next()))[..16]) };
        Statement.Descriptor.Oneofs[0].Fields.First(field => field.MessageType == payload.Descriptor).Accessor.SetValue(message, payload);
        return new Draft(message, speaker).By(speaker);
    }

    /// <summary>A subject of exactly one kind of which nothing is recorded; products, lots and items are those of the cast's producer.</summary>
    public string NewSubject(SubjectKind kind) => kind switch
    {
        SubjectKind.Product => NewProduct(PrefixOf(1)),
        SubjectKind.Lot => $"{NewProduct(PrefixOf(1))}/10/L1",
        SubjectKind.Item => $"{NewProduct(PrefixOf(1))}/21/0123456789AB",
        SubjectKind.LogisticUnit => "00/" + WithCheckDigit($"0952000000{Next():D7}"),
        SubjectKind.Waybill => NewWaybill("sf", 2026),
        SubjectKind.Party => NewParty(),
        SubjectKind.Key => $"{NewParty()}/key/{Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(Next())))}",
        SubjectKind.Log => SubjectKey.Erasures.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not one kind"),
    };

    public string NewWaybill(string carrier, int year) => $"parcel/{carrier}/{year}-{Base32.Encode(SHA256.HashData(BitConverter.GetBytes(Next())).AsSpan(0, 16))}";

    public string NewParty() => "party/gln/" + WithCheckDigit($"9529{Next():D8}");

    public string NewProduct(string prefix) => "01/" + WithCheckDigit($"0{prefix}{Next():D8}");

    /// <summary>The GS1 Company Prefix of the cast's producer, of another one, and so on.</summary>
    public static string PrefixOf(int number) => $"952{number}";

    public static string WithCheckDigit(string digits) => digits + Gs1CheckDigit.Compute(digits);

    private LogSpeaker GranterOf(string party) => party == Registrar.Party ? Recovery : Registrar;

    private async Task<LogSpeaker> CastAsync(string name, Func<Task<LogSpeaker>> make) =>
        _cast.TryGetValue(name, out var speaker) ? speaker : _cast[name] = await make();

    private Task<LogSpeaker> SpeakerOfAsync(Role role, string prefix) => role switch
    {
        Role.Registrar when prefix == PrefixOf(1) => Task.FromResult(Registrar),
        Role.Registrar => WithoutRoleAsync(role),
        Role.Intake => NewPartyAsync([Role.Platform], [role]),
        Role.Administrator => NewPartyAsync([Role.Producer], [role]),
        Role.Producer => NewPartyAsync([role], [role], registration => registration.Prefixes.Add(prefix)),
        _ => NewPartyAsync([role], [role]),
    };

    private async Task<LogSpeaker> GrantAsync(string party, Role[] roles, Action<KeyGrant>? also = null)
    {
        var speaker = new LogSpeaker(party, InMemoryLog.KeyOf($"key {Next()} of {party}"));
        var grant = new KeyGrant { Key = StatementSigner.PublicKeyOf(speaker.Key), Possession = PossessionOf(speaker, speaker.KeySubject), Roles = { roles } };
        also?.Invoke(grant);
        await RecordAsync(GranterOf(party), speaker.KeySubject, grant);
        return speaker;
    }

    public ByteString PossessionOf(LogSpeaker holder, string subject) => StatementSigner.Possession(Ledger, subject, holder.Key);
}

/// <summary>A statement that is not signed yet, and who would say it.</summary>
/// <param name="Message">All of it but the key.</param>
/// <param name="Speaker">Whose key signs.</param>
public sealed record Draft(Statement Message, LogSpeaker Speaker)
{
    public ByteString Identity => ByteString.CopyFrom(SHA256.HashData(Sign().Statement.Span));

    /// <summary>The same, said by another.</summary>
    public Draft By(LogSpeaker other) => With(statement => statement.Party = other.Party) with { Speaker = other };

    /// <summary>A copy that is changed.</summary>
    public Draft With(Action<Statement> change)
    {
        var message = Message.Clone();
        change(message);
        return this with { Message = message };
    }

    public SignedStatement Sign() => StatementSigner.Sign(Message.Clone(), Speaker.Key);
}
