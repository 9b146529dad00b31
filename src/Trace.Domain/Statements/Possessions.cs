using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.V1;
using static Trace.V1.Statement;

namespace Trace.Domain.Statements;

/// <summary>A key named in a statement: who brings it in shows that it is held, and none is weak.</summary>
/// <param name="Field">Path of the field.</param>
/// <param name="Key">The key.</param>
/// <param name="Signature">Over KeyPossession, by that key; null where none is asked for.</param>
/// <param name="For">The subject to which the possession is bound.</param>
public sealed record NamedKey(string Field, PublicKey Key, ByteString? Signature, string For);

/// <summary>The keys that statements name, and the check of each.</summary>
public static class Possessions
{
    /// <summary>The keys that a statement names.</summary>
    /// <param name="statement">A statement in canonical form.</param>
    public static IReadOnlyList<NamedKey> Of(ParsedStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var (message, subject) = (statement.Message, statement.Subject.Value);
        return statement.Kind switch
        {
            PayloadOneofCase.KeyGrant => [new("key_grant.key", message.KeyGrant.Key, message.KeyGrant.Possession, subject)],
            PayloadOneofCase.Opening => [new("opening.buyer_key", message.Opening.BuyerKey, message.Opening.Possession, subject)],
            PayloadOneofCase.Report => [new("report.author_key", message.Report.AuthorKey, message.Report.Possession, subject)],
            PayloadOneofCase.Sale when message.Sale.ClaimKey is not null => [new("sale.claim_key", message.Sale.ClaimKey, null, subject)],
            PayloadOneofCase.Genesis =>
            [
                new("genesis.registrar_key", message.Genesis.RegistrarKey, message.Genesis.RegistrarPossession, subject),
                new("genesis.recovery_key", message.Genesis.RecoveryKey, message.Genesis.RecoveryPossession, subject),
            ],
            _ => [],
        };
    }

    /// <summary>WEAK_KEY or POSSESSION_INVALID, or null. One signature check a possession.</summary>
    /// <param name="statement">A statement within its bounds.</param>
    public static Refusal? Check(ParsedStatement statement)
    {
        foreach (var named in Of(statement))
        {
            if (Ed25519Strict.IsWeak(named.Key.Key.Span))
            {
                return Refusal.Because(Reason.WeakKey, $"{named.Field}.key", $"{named.Field}: not a canonical Ed25519 key, or of small order");
            }

            if (named.Signature is null)
            {
                continue;
            }

            var possession = SignatureContexts.KeyPossession(statement.Message.Ledger, named.For, KeyId.Of(named.Key));
            if (!Ed25519Strict.Verify(named.Key.Key.Span, possession, named.Signature.Span))
            {
                return Refusal.Because(Reason.PossessionInvalid, named.Field, $"{named.Field}: the possession is not this key's signature over KeyPossession for \"{named.For}\"");
            }
        }

        return null;
    }
}
