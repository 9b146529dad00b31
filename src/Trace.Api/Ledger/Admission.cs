using Trace.Domain.Ledger;
using Trace.Domain.Privacy;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Api.Ledger;

/// <summary>
/// The door. In parallel, cheapest first: size, form, key known, signature. What depends on the order of entries is the sequencer's. A statement
/// that breaks a rule without history goes on with its refusal in hand, since a repeat of recorded bytes is answered before every other rule.
/// </summary>
/// <param name="options">The ledger's name.</param>
/// <param name="keys">Finds signing keys.</param>
public sealed class Admission(LogOptions options, KeyDirectory keys)
{
    /// <summary>Checks what needs no order.</summary>
    /// <param name="signed">A statement and its signature, as received.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The statement for the sequencer, or a refusal; exactly one of both.</returns>
    public async ValueTask<(Admitted? Admitted, Refusal? Refusal)> CheckAsync(SignedStatement signed, CancellationToken cancellation)
    {
        var (statement, broken, refusal) = Read(signed);
        return statement is null ? (null, refusal) : await CheckSignatureAsync(signed, statement, broken, cancellation);
    }

    /// <summary>The first half, in the order of a stream: form, and the keys that the statement brings in for those behind it.</summary>
    internal (ParsedStatement? Statement, Refusal? Broken, Refusal? Refusal) Read(SignedStatement signed)
    {
        if (ParsedStatement.Parse(signed.Statement, out var statement) is { } malformed)
        {
            return (null, null, malformed);
        }

        if (signed.Signatures is not [{ Length: Ed25519Strict.SignatureBytes }])
        {
            return (null, null, Refusal.Because(Reason.SignaturesNotOne, "signatures", $"a statement comes with exactly one signature of {Ed25519Strict.SignatureBytes} bytes; {signed.Signatures.Count} came"));
        }

        var broken = statement!.CheckRules(options.Ledger) ?? PersonalData.Check(statement);
        if (broken is null)
        {
            keys.Remember(statement);
        }

        return (statement, broken, null);
    }

    /// <summary>The second half, in parallel: signature and possessions.</summary>
    internal async ValueTask<(Admitted? Admitted, Refusal? Refusal)> CheckSignatureAsync(SignedStatement signed, ParsedStatement statement, Refusal? broken, CancellationToken cancellation)
    {
        if (await keys.FindAsync(statement, cancellation) is not { } key)
        {
            return (null, broken ?? await UnknownKeyAsync(statement, cancellation));
        }

        if (!key.Verify(SignatureContexts.Statement(statement.Bytes.Span), signed.Signatures[0].Span))
        {
            return (null, Refusal.Because(Reason.SignatureInvalid, "signatures[0]", $"not a strict Ed25519 signature of these bytes by the key {statement.Key}"));
        }

        return (new Admitted(statement, [.. signed.Signatures], broken ?? Possessions.Check(statement)), null);
    }

    // Where the statement names what would hold its key, and that is recorded, no waiting helps: it holds another.
    private async ValueTask<Refusal> UnknownKeyAsync(ParsedStatement statement, CancellationToken cancellation)
    {
        if (NamedKeys.BroughtInBy(statement) is not { } identity)
        {
            return Refusal.Later(Reason.UnknownKey, "key", $"the key {statement.Key} is not known here; try again later", Judgement.ReferenceRetry);
        }

        var field = statement.Rules.References[0].Field;
        return await keys.IsRecordedAsync(identity, cancellation)
            ? Refusal.Because(Reason.NotYours, "key", $"{field} names {identity}, which names another key than {statement.Key}")
            : Refusal.Later(Reason.UnknownReference, field, $"{field} names {identity}, which is not recorded; try again later", Judgement.ReferenceRetry);
    }
}
