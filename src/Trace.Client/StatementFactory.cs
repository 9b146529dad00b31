using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Privacy;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Client;

/// <summary>
/// Makes a party's statements: fills in ledger, party, key, time with offset and a fresh nonce, checks every rule that needs no history, and
/// signs. Safe for many threads.
/// </summary>
public sealed class StatementFactory
{
    private static readonly Dictionary<MessageDescriptor, FieldDescriptor> FieldOfKind =
        Statement.Descriptor.Oneofs[0].Fields.ToDictionary(field => field.MessageType);

    private readonly Ed25519Signer _signer;
    private readonly TimeProvider _time;

    /// <summary>A factory of one key's statements.</summary>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="party">Subject key of the party that speaks; empty for claim, buyer and author keys.</param>
    /// <param name="signer">The key; stays the caller's to dispose.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public StatementFactory(string ledger, string party, Ed25519Signer signer, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(ledger);
        ArgumentNullException.ThrowIfNull(party);
        ArgumentNullException.ThrowIfNull(signer);
        Ledger = ledger;
        Party = party;
        _signer = signer;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>A factory of the statements of the party that a key file names.</summary>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="key">The key file; stays the caller's to dispose.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public StatementFactory(string ledger, KeyFile key, TimeProvider? time = null)
        : this(ledger, (key ?? throw new ArgumentNullException(nameof(key))).Party ?? "", key.Signer, time)
    {
    }

    /// <summary>The ledger's name.</summary>
    public string Ledger { get; }

    /// <summary>The party that speaks; empty for claim, buyer and author keys.</summary>
    public string Party { get; }

    /// <summary>A statement without payload, not signed: ledger, subject, party, time and nonce are filled in.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="at">When it happened, with the offset of the place; null for now and here.</param>
    public Statement Begin(SubjectKey subject, DateTimeOffset? at = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var time = at ?? _time.GetLocalNow();
        return new Statement
        {
            Ledger = Ledger,
            Subject = subject.Value,
            Party = Party,
            Time = UnixMicroseconds.Of(time),
            Offset = (int)time.Offset.TotalMinutes,
            Nonce = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)),
        };
    }

    /// <summary>Makes and signs a statement.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="payload">The kind and what it says, such as a <see cref="Sale"/>.</param>
    /// <param name="at">When it happened, with the offset of the place; null for now and here.</param>
    /// <param name="place">Where it happened.</param>
    /// <param name="secret">The commitment to the confidential part; its disclosure is uploaded apart.</param>
    /// <exception cref="RefusedException">It breaks a rule that the ledger would refuse it by.</exception>
    /// <exception cref="ArgumentException">The payload is no kind of statement.</exception>
    public SignedStatement Make(SubjectKey subject, IMessage payload, DateTimeOffset? at = null, Place? place = null, SealedContent? secret = null)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (!FieldOfKind.TryGetValue(payload.Descriptor, out var field))
        {
            throw new ArgumentException($"{payload.Descriptor.FullName} is no kind of statement", nameof(payload));
        }

        var statement = Begin(subject, at);
        statement.Place = place;
        statement.Sealed = secret?.Commitment;
        field.Accessor.SetValue(statement, payload);
        return Sign(statement);
    }

    /// <summary>Checks every rule that needs no history, and that nothing personal is in it, and signs.</summary>
    /// <param name="statement">All but <c>key</c>, which is set here.</param>
    /// <exception cref="RefusedException">It breaks a rule that the ledger would refuse it by.</exception>
    public SignedStatement Sign(Statement statement)
    {
        var signed = StatementSigner.Sign(statement, _signer);
        var refusal = ParsedStatement.Parse(signed.Statement, out var parsed) ?? parsed!.CheckRules(Ledger) ?? PersonalData.Check(parsed);
        return refusal is null ? signed : throw new RefusedException(refusal);
    }

    /// <summary>Commits to a content of a field of a kind, in this ledger; see <see cref="SealedContent.Create"/>.</summary>
    /// <param name="payload">The kind, such as <c>Receipt.Descriptor</c>.</param>
    /// <param name="path">The field's number path in it.</param>
    /// <param name="mediaType">Of the content, in lower case.</param>
    /// <param name="content">1 to 4,194,304 bytes.</param>
    public SealedContent Commit(MessageDescriptor payload, string path, string mediaType, ReadOnlySpan<byte> content) =>
        SealedContent.Create(Ledger, payload, path, mediaType, content);

    /// <summary>Seals the confidential part of a kind, in this ledger; see <see cref="SealedContent.Seal"/>.</summary>
    /// <param name="confidential">Such as <c>Sale.Types.Confidential</c>.</param>
    public SealedContent Seal(IMessage confidential) => SealedContent.Seal(Ledger, confidential);

    /// <summary>A claim for a Sale in this ledger.</summary>
    public Claim NewClaim() => Claim.Create(Ledger);

    /// <summary>The identity of a statement: by it others refer to it.</summary>
    /// <param name="signed">A statement.</param>
    public static ByteString IdentityOf(SignedStatement signed)
    {
        ArgumentNullException.ThrowIfNull(signed);
        return ByteString.CopyFrom(SHA256.HashData(signed.Statement.Span));
    }
}
