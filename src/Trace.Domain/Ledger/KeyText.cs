namespace Trace.Domain.Ledger;

/// <summary>A private key as text: what a key file holds. Service, client and command line write and read the same.</summary>
/// <remarks>Five lines: <c>trace key v1</c>, <c>algorithm ed25519</c>, <c>public</c> and <c>seed</c> in base64, <c>party</c> with a subject key or a hyphen.</remarks>
public static class KeyText
{
    private const string Heading = "trace key v1";

    /// <summary>Writes a key.</summary>
    /// <param name="seed">RFC 8032 seed, 32 bytes. Secret, and so is the text.</param>
    /// <param name="party">The party whose key it is, or null.</param>
    public static string Format(ReadOnlySpan<byte> seed, string? party)
    {
        using var signer = new Ed25519Signer(seed);
        return $"{Heading}\nalgorithm ed25519\npublic {Convert.ToBase64String(signer.PublicKey.Span)}\nseed {Convert.ToBase64String(seed)}\nparty {party ?? "-"}\n";
    }

    /// <summary>Reads a key. A message never holds the seed.</summary>
    /// <param name="text">What <see cref="Format"/> wrote.</param>
    /// <param name="party">The party whose key it is, or null.</param>
    /// <exception cref="FormatException">It is no such text, or its two halves are not one key.</exception>
    public static Ed25519Signer Parse(string text, out string? party)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines.Length < 5 || lines[0] != Heading || lines[1] != "algorithm ed25519"
            || !lines[2].StartsWith("public ", StringComparison.Ordinal) || !lines[3].StartsWith("seed ", StringComparison.Ordinal) || !lines[4].StartsWith("party ", StringComparison.Ordinal))
        {
            throw new FormatException($"not a key file: its lines are \"{Heading}\", algorithm, public, seed and party");
        }

        Span<byte> seed = stackalloc byte[Ed25519Strict.SeedBytes];
        if (!Convert.TryFromBase64String(lines[3]["seed ".Length..], seed, out var length) || length != seed.Length)
        {
            throw new FormatException("the seed of this key file is not 32 bytes in base64");
        }

        var signer = new Ed25519Signer(seed);
        seed.Clear();
        if (Convert.ToBase64String(signer.PublicKey.Span) != lines[2]["public ".Length..])
        {
            signer.Dispose();
            throw new FormatException("the public key of this key file is not that of its seed");
        }

        party = lines[4]["party ".Length..] is var name && name == "-" ? null : name;
        return signer;
    }
}
