using System.Security.Cryptography;
using Google.Protobuf;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>A statement in canonical form: its bytes, its identity, and what it says.</summary>
public sealed class ParsedStatement
{
    // Made when it is first asked for; each step of admission and replay asks. Of several threads any may be first: it is the same text.
    private string? _keySubject;

    private ParsedStatement(ByteString bytes, Statement message, SubjectKey subject, KindRules rules)
    {
        Bytes = bytes;
        Message = message;
        Subject = subject;
        Rules = rules;
        Identity = Hash256.From(SHA256.HashData(bytes.Span));
        Key = Hash256.From(message.Key.Span);
    }

    /// <summary>What is signed, hashed and stored.</summary>
    public ByteString Bytes { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public Hash256 Identity { get; }

    /// <summary>What the bytes say.</summary>
    public Statement Message { get; }

    /// <summary>What it is about.</summary>
    public SubjectKey Subject { get; }

    /// <summary>The row of <see cref="RulesTable"/> of its kind.</summary>
    public KindRules Rules { get; }

    /// <summary>Key id of its signer.</summary>
    public Hash256 Key { get; }

    /// <summary>The kind, by its payload.</summary>
    public Statement.PayloadOneofCase Kind => Rules.Kind;

    /// <summary>Subject of the signing key's own history; null for claim, buyer and author keys, which have none.</summary>
    public string? KeySubject => Message.Party.Length == 0 ? null : _keySubject ??= $"{Message.Party}/key/{Key}";

    /// <summary>Parses the bytes of a statement, or says why their form is refused: TOO_LARGE, MALFORMED, NOT_CANONICAL, NO_PAYLOAD, SUBJECT_INVALID or FIELD_OUT_OF_BOUNDS of <c>key</c>.</summary>
    /// <param name="bytes">The bytes as they came.</param>
    /// <param name="parsed">The statement; null where it is refused.</param>
    public static Refusal? Parse(ByteString bytes, out ParsedStatement? parsed)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        parsed = null;
        if (CanonicalForm.Check(bytes.Span, out var message) is { } refusal)
        {
            return refusal;
        }

        if (!SubjectKey.TryParse(message!.Subject, out var subject, out var problem))
        {
            return Refusal.Because(Reason.SubjectInvalid, "subject", problem!);
        }

        if (message.Key.Length != Hash256.Size)
        {
            return Refusal.Because(Reason.FieldOutOfBounds, "key", $"key has {Hash256.Size} bytes; {message.Key.Length} came");
        }

        parsed = new ParsedStatement(bytes, message, subject!, RulesTable.Of(message.PayloadCase));
        return null;
    }

    /// <summary>Whether this version knows all that the statement says; false only for what <see cref="Read"/> let in.</summary>
    public bool IsUnderstood { get; private init; } = true;

    /// <summary>
    /// Parses the bytes of a recorded statement as verifiers do: one of a newer version, with a payload or fields that are not known here, is
    /// read as far as it is known, and is not <see cref="IsUnderstood"/>.
    /// </summary>
    /// <param name="bytes">The bytes as recorded.</param>
    /// <param name="parsed">The statement; null where it is refused.</param>
    public static Refusal? Read(ByteString bytes, out ParsedStatement? parsed)
    {
        var refusal = Parse(bytes, out parsed);

        // A newer payload is an unknown field, and so is not canonical here. Bytes that are, and hold no payload, are of no version.
        if (refusal?.Reason is not Reason.NotCanonical)
        {
            return refusal;
        }

        var message = new Statement();
        if (bytes.Length > CanonicalForm.MaxStatementBytes || !NewerForm.TryRead(bytes, message) || message.Key.Length != Hash256.Size
            || !SubjectKey.TryParse(message.Subject, out var subject, out _))
        {
            return refusal;
        }

        var rules = message.PayloadCase == Statement.PayloadOneofCase.None ? KindRules.NotUnderstood : RulesTable.Of(message.PayloadCase);
        parsed = new ParsedStatement(bytes, message, subject, rules) { IsUnderstood = false };
        return null;
    }

    /// <summary>Checks every rule that needs nothing but the statement: ledger, bounds, subject, place, who may sign, and shapes.</summary>
    /// <param name="ledger">The ledger's name.</param>
    public Refusal? CheckRules(string ledger) => StatementRules.Check(this, ledger);
}
