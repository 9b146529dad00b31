using System.Security.Cryptography;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Client;

/// <summary>A claim: the code that is printed with a package, and the key of it that the Sale names.</summary>
/// <param name="Code">Secret; printed, handed on with the goods, and forgotten.</param>
/// <param name="Key">Goes into <see cref="Sale.ClaimKey"/>.</param>
public sealed record Claim(ClaimCode Code, PublicKey Key)
{
    /// <summary>Makes a code and its key. Takes some milliseconds.</summary>
    /// <param name="ledger">The ledger's name.</param>
    public static Claim Create(string ledger)
    {
        var code = ClaimCode.Generate();
        using var signer = SignerOf(code, ledger);
        return new Claim(code, StatementSigner.PublicKeyOf(signer));
    }

    /// <summary>The key that signs the one Opening, from the code that came with the package. Takes some milliseconds.</summary>
    /// <param name="code">As typed or scanned.</param>
    /// <param name="ledger">The ledger's name.</param>
    public static Ed25519Signer SignerOf(ClaimCode code, string ledger)
    {
        ArgumentNullException.ThrowIfNull(code);
        var seed = code.Seed(ledger);
        try
        {
            return new Ed25519Signer(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The key id, never the code.</summary>
    public override string ToString() => $"claim of key {KeyId.Of(Key)}";
}
