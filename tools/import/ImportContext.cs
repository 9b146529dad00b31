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
    /// <summary>The seed of the sample orders, in hex. Known to all: whoever likes may sign as the sample's parties.</summary>
    public const string SampleSeed = "74726163652d6f72646572732d736565642d76312e2e2e2e2e2e2e2e2e2e2e2e";

    /// <summary>The platform's key for Reports; a plan without any needs none.</summary>
    public Ed25519Signer? IntakeSigner { get; init; }

    /// <summary>The ledger's waybill keys by year, 32 bytes each, as far as the ledger gives them.</summary>
    public IReadOnlyDictionary<int, byte[]> WaybillKeys { get; init; } = new Dictionary<int, byte[]>();

    /// <summary>When the ledger began: entry 0's time of recording, in microseconds since 1970 UTC.</summary>
    public long Began { get; init; }
}
