using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;

namespace Trace.Import.Planning;

/// <summary>
/// All that is random elsewhere, made from a seed by HMAC-SHA-256, so that a second run makes the same bytes and the ledger knows them again.
/// Everywhere else nonces and keys are fresh; here alone they are not.
/// </summary>
/// <remarks>
/// Claim keys come from the seed directly, not by PBKDF2 from a claim code that nobody prints: 65,536 rounds an order would take minutes.
/// Secrets depend on the ledger, so that none serves twice; numbers on labels do not.
/// </remarks>
internal sealed class Derivation
{
    private const int LeastSeedBytes = 16;

    private readonly byte[] _seed;
    private readonly string _ledger;

    public Derivation(ReadOnlySpan<byte> seed, string ledger)
    {
        ArgumentException.ThrowIfNullOrEmpty(ledger);
        if (seed.Length < LeastSeedBytes)
        {
            throw new ArgumentException($"a seed has at least {LeastSeedBytes} bytes, not {seed.Length}", nameof(seed));
        }

        _seed = seed.ToArray();
        _ledger = ledger;
    }

    /// <summary>16 bytes for a statement.</summary>
    public byte[] Nonce(string statement) => Derive("nonce", _ledger, statement)[..16];

    /// <summary>32 bytes for a commitment.</summary>
    public byte[] CommitmentKey(string statement, string path) => Derive("commitment", _ledger, statement, path);

    /// <summary>A key pair; the caller disposes of it.</summary>
    public Ed25519Signer Key(string use, string owner)
    {
        var seed = Derive("key", _ledger, use, owner);
        try
        {
            return new Ed25519Signer(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>A serial of 12 characters.</summary>
    public string Serial(string item)
    {
        var bytes = Derive("serial", item);
        return string.Create(CrockfordBase32.SerialLength, bytes, static (text, from) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = CrockfordBase32.Alphabet[from[i] & 31];
            }
        });
    }

    /// <summary>The <paramref name="attempt"/>th number from 0 to below <paramref name="bound"/>, for whoever finds earlier ones taken.</summary>
    public long Number(string use, string of, int attempt, long bound) =>
        (long)(BinaryPrimitives.ReadUInt64BigEndian(Derive("number", use, of, attempt.ToString(System.Globalization.CultureInfo.InvariantCulture))) % (ulong)bound);

    // Each part with its length, so that no two lists of parts make one message.
    private byte[] Derive(params ReadOnlySpan<string> parts)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _seed);
        hmac.AppendData("trace.import.v1\n"u8);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hmac.AppendData(length);
            hmac.AppendData(bytes);
        }

        return hmac.GetHashAndReset();
    }
}
