using Trace.Domain.Ledger;

namespace Trace.Import;

/// <summary>Into which ledger statements are planned, and with whose keys beside those that the plan derives itself.</summary>
/// <param name="Ledger">The ledger's name.</param>
/// <param name="Registrar">Subject key of the registrar.</param>
/// <param name="RegistrarSigner">Its key; registers the parties and grants their keys.</param>
/// <param name="Platform">Subject key of the platform, which is registered already.</param>
/// <param name="PlatformSigner">Its key.</param>
/// <param name="Seed">From which all nonces, keys and serials come, at least 16 bytes. Whoever has it can sign as every party of the plan.</param>
public sealed record ImportContext(
    string Ledger, string Registrar, Ed25519Signer RegistrarSigner, string Platform, Ed25519Signer PlatformSigner, ReadOnlyMemory<byte> Seed)
{
    /// <summary>The platform's key for Reports; null lets the sample have a derived one granted.</summary>
    public Ed25519Signer? IntakeSigner { get; init; }
}
