using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Trace.Stranger;

/// <summary>A log as a stranger finds it does not hold.</summary>
/// <param name="message">What, and where.</param>
public sealed class StrangerException(string message) : Exception(message);

/// <summary>A checkpoint (C2SP signed-note and tlog-checkpoint), opened with the log's verifier key.</summary>
/// <param name="Origin">First line.</param>
/// <param name="Size">Second line.</param>
/// <param name="Root">Third line, 32 bytes.</param>
public sealed record StrangersNote(string Origin, long Size, byte[] Root)
{
    private const byte Ed25519 = 1;

    /// <summary>Opens a note.</summary>
    /// <param name="note">Its bytes.</param>
    /// <param name="vkey">Name, key id and key, joined by plus signs.</param>
    /// <exception cref="StrangerException">It has no such signature, or that does not hold.</exception>
    public static StrangersNote Open(byte[] note, string vkey)
    {
        var parts = vkey.Split('+', 3);
        var (name, id, key) = (parts[0], parts[1], Convert.FromBase64String(parts[2]));
        Require(key.Length == 33 && key[0] == Ed25519, "the verifier key is no Ed25519 key");
        Require(Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(name + "\n"), .. key])[..4]) == id, "the verifier key has another key id");
        var whole = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(note);
        var end = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        Require(end > 0 && whole[^1] == '\n', "this is no signed note");
        var text = whole[..(end + 1)];
        var signed = false;
        foreach (var line in whole[(end + 2)..^1].Split('\n'))
        {
            var fields = line.Split(' ');
            Require(fields.Length == 3 && fields[0] == "—", $"\"{line}\" is no signature line");
            var signature = Convert.FromBase64String(fields[2]);
            if (fields[1] != name || Convert.ToHexStringLower(signature[..4]) != id)
            {
                continue;
            }

            var verifier = new Ed25519Signer();
            verifier.Init(false, new Ed25519PublicKeyParameters(key, 1));
            verifier.BlockUpdate(Encoding.UTF8.GetBytes(text));
            Require(verifier.VerifySignature(signature[4..]), "the log's signature does not hold");
            signed = true;
        }

        Require(signed, "the log did not sign this");
        var lines = text.Split('\n');
        Require(lines.Length >= 4 && lines[0] == name, "the origin is not the key's name");
        return new StrangersNote(lines[0], long.Parse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture), Convert.FromBase64String(lines[2]));
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new StrangerException(problem);
        }
    }
}
