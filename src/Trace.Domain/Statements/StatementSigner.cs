using Google.Protobuf;
using Trace.Domain.Ledger;
using Trace.V1;

namespace Trace.Domain.Statements;

/// <summary>Makes the bytes of a statement, once, and signs them.</summary>
public static class StatementSigner
{
    /// <summary>Names the key in the statement, serialises it, and signs the bytes under the context <c>trace.v1.Statement</c>.</summary>
    /// <param name="statement">All fields but <c>key</c>, which is set here.</param>
    /// <param name="signer">The key that signs.</param>
    public static SignedStatement Sign(Statement statement, Ed25519Signer signer)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(signer);
        statement.Key = ByteString.CopyFrom(KeyId.Of(PublicKeyOf(signer)).AsSpan());
        var bytes = statement.ToByteString();
        var signature = signer.Sign(SignatureContexts.Statement(bytes.Span));
        return new SignedStatement { Statement = bytes, Signatures = { ByteString.CopyFrom(signature) } };
    }

    /// <summary>The public half of a key, as statements name it.</summary>
    /// <param name="signer">The key.</param>
    public static PublicKey PublicKeyOf(Ed25519Signer signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return new PublicKey { Algorithm = Algorithm.Ed25519, Key = ByteString.CopyFrom(signer.PublicKey.Span) };
    }

    /// <summary>Shows that a new key is held: its signature over KeyPossession.</summary>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="subject">Of the KeyGrant or Genesis, or of the Opening or Report.</param>
    /// <param name="signer">The new key.</param>
    public static ByteString Possession(string ledger, string subject, Ed25519Signer signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return ByteString.CopyFrom(signer.Sign(SignatureContexts.KeyPossession(ledger, subject, KeyId.Of(PublicKeyOf(signer)))));
    }
}
