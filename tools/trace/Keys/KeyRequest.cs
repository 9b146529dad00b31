using System.Text;
using Google.Protobuf;
using Trace.Client;
using Trace.Domain.Barcodes;
using Trace.Domain.Ledger;
using Trace.Domain.Statements;
using Trace.V1;

namespace Trace.Tool.Keys;

/// <summary>
/// What a party sends to the registrar so that its key is granted: the public key and the proof that it is held. It holds no secret. Whoever
/// carries it could put another key in its place, so both compare the key id by another way.
/// </summary>
/// <remarks>Five lines: <c>trace key request v1</c>, <c>ledger</c>, <c>party</c>, <c>public</c> and <c>possession</c>, the last two in base64.</remarks>
internal sealed record KeyRequest(string Ledger, SubjectKey Party, PublicKey Key, ByteString Possession)
{
    private const string Heading = "trace key request v1";
    private const int MostBytes = 4096;

    /// <summary>The subject of the grant.</summary>
    public SubjectKey Subject => SubjectKey.ForKey(Party, KeyId.Of(Key).AsSpan());

    /// <summary>Made by the key's holder.</summary>
    public static KeyRequest Of(KeyFile key, string ledger)
    {
        var subject = SubjectOf(key);
        return new KeyRequest(ledger, subject.Party!, key.PublicKey, StatementSigner.Possession(ledger, subject.Value, key.Signer));
    }

    /// <summary>The subject of a party's key.</summary>
    public static SubjectKey SubjectOf(KeyFile key) => key.Party is { } party
        ? SubjectKey.ForKey(SubjectKey.Parse(party), key.KeyId.AsSpan())
        : throw new UsageException($"key \"{key.Path}\" names no party: ./trace keys new NAME --party PARTY makes one that does");

    public static KeyRequest Read(string path)
    {
        var lines = Encoding.UTF8.GetString(Files.Read(path, MostBytes)).ReplaceLineEndings("\n").Split('\n');
        string[] names = ["ledger ", "party ", "public ", "possession "];
        if (lines is not [Heading, _, _, _, _, ..] || !names.Select((name, i) => lines[i + 1].StartsWith(name, StringComparison.Ordinal)).All(fits => fits))
        {
            throw new UsageException($"\"{path}\" is no request: its lines are \"{Heading}\", ledger, party, public and possession; ./trace keys request makes one");
        }

        var values = names.Select((name, i) => lines[i + 1][name.Length..]).ToArray();
        if (!SubjectKey.TryParse(values[1], out var party, out var problem) || !party.Is(SubjectKind.Party))
        {
            throw new UsageException($"request \"{path}\": party: {problem ?? $"\"{values[1]}\" is no party"}");
        }

        return new KeyRequest(values[0], party, new PublicKey { Algorithm = Algorithm.Ed25519, Key = FromBase64(path, "public", values[2]) }, FromBase64(path, "possession", values[3]));
    }

    public override string ToString() =>
        $"{Heading}\nledger {Ledger}\nparty {Party}\npublic {Key.Key.ToBase64()}\npossession {Possession.ToBase64()}\n";

    private static ByteString FromBase64(string path, string name, string text)
    {
        try
        {
            return ByteString.FromBase64(text);
        }
        catch (FormatException)
        {
            throw new UsageException($"request \"{path}\": {name} is no base64");
        }
    }
}
