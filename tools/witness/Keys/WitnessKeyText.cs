using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Trace.Witness.Keys;

/// <summary>A witness's keys as text: what its key file holds. One name, one key of each algorithm at most.</summary>
/// <remarks>
/// Lines: <c>trace witness key v1</c>, <c>name</c>, and for each key <c>algorithm</c> (<c>ed25519</c>, then <c>ml-dsa-44</c>), <c>public</c> and
/// <c>seed</c>, 32 bytes, both in base64. A party's key file has no name and one algorithm, and so is another form.
/// </remarks>
internal static class WitnessKeyText
{
    /// <summary>More than the longest key file: a name, and 1,312 bytes in base64.</summary>
    public const int MaxBytes = 4096;

    private const string Heading = "trace witness key v1";
    private const string Form = $"not a witness's key file: its lines are \"{Heading}\", name, and for each key algorithm, public and seed";
    private const int SeedBytes = 32;

    /// <summary>Writes fresh keys.</summary>
    /// <param name="name">The witness's name.</param>
    /// <param name="algorithms">Which; in this order.</param>
    public static string Generate(string name, IReadOnlyList<WitnessAlgorithm> algorithms)
    {
        var text = new StringBuilder($"{Heading}\nname {name}\n");
        Span<byte> seed = stackalloc byte[SeedBytes];
        foreach (var algorithm in algorithms)
        {
            RandomNumberGenerator.Fill(seed);
            using var key = new WitnessKey(name, algorithm, seed);
            text.Append(CultureInfo.InvariantCulture, $"algorithm {Word(algorithm)}\npublic {Convert.ToBase64String(key.VerifierKey.Key.Span)}\nseed {Convert.ToBase64String(seed)}\n");
        }

        CryptographicOperations.ZeroMemory(seed);
        return text.ToString();
    }

    /// <summary>Reads the keys. A message never holds a seed.</summary>
    /// <exception cref="FormatException">It is no such text, or its halves are not one key.</exception>
    public static IReadOnlyList<WitnessKey> Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines is not [Heading, var nameLine, .., ""] || !nameLine.StartsWith("name ", StringComparison.Ordinal) || lines.Length is not (6 or 9))
        {
            throw new FormatException(Form);
        }

        var keys = new List<WitnessKey>();
        try
        {
            for (var line = 2; line + 3 < lines.Length; line += 3)
            {
                var key = ParseKey(nameLine["name ".Length..], lines.AsSpan(line, 3));
                keys.Add(key);
                if (keys.Count(other => other.Algorithm == key.Algorithm) > 1)
                {
                    throw new FormatException($"two {Word(key.Algorithm)} keys in one witness's key file");
                }
            }

            return keys;
        }
        catch
        {
            keys.ForEach(key => key.Dispose());
            throw;
        }
    }

    /// <summary>How an algorithm is called in files and on the command line.</summary>
    public static string Word(WitnessAlgorithm algorithm) => algorithm == WitnessAlgorithm.Ed25519 ? "ed25519" : "ml-dsa-44";

    private static WitnessKey ParseKey(string name, ReadOnlySpan<string> lines)
    {
        WitnessAlgorithm? algorithm = lines[0] switch { "algorithm ed25519" => WitnessAlgorithm.Ed25519, "algorithm ml-dsa-44" => WitnessAlgorithm.MLDsa44, _ => null };
        if (algorithm is null || !lines[1].StartsWith("public ", StringComparison.Ordinal) || !lines[2].StartsWith("seed ", StringComparison.Ordinal))
        {
            throw new FormatException(Form);
        }

        Span<byte> seed = stackalloc byte[SeedBytes];
        if (!Convert.TryFromBase64String(lines[2]["seed ".Length..], seed, out var length) || length != seed.Length)
        {
            throw new FormatException("a seed of this key file is not 32 bytes in base64");
        }

        WitnessKey key;
        try
        {
            key = new WitnessKey(name, algorithm.Value, seed);
        }
        catch (ArgumentException problem)
        {
            throw new FormatException($"name \"{name}\" of this key file: {problem.Message}", problem);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }

        if (Convert.ToBase64String(key.VerifierKey.Key.Span) != lines[1]["public ".Length..])
        {
            key.Dispose();
            throw new FormatException("a public key of this key file is not that of its seed");
        }

        return key;
    }
}
