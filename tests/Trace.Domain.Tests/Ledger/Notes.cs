using System.Text;
using Trace.Domain.Ledger;

namespace Trace.Domain.Tests.Ledger;

/// <summary>Keys and notes that the tests of this folder share.</summary>
internal static class Notes
{
    public const string Origin = "log.example/1";

    public static readonly Hash256 Root = MerkleHash.LeafHash("entry"u8);

    public static Ed25519Signer Key(int number) => new([(byte)number, .. new byte[31]]);

    public static LogSigner Log(string origin = Origin, int key = 1) => new(origin, Key(key));

    public static CosignatureSigner Witness(int number) => new($"witness.example/{number}", Key(100 + number));

    public static SignedNote Checkpoint(long size = 1, params int[] witnesses)
    {
        SignedNote note = Log().Sign(new Checkpoint(Origin, size, Root));
        return witnesses.Aggregate(note, (signed, number) => signed.With(Witness(number).Cosign(note, 1_700_000_000 + number)));
    }

    public static CosignatureSigner MLDsa44(int number = 1, string? name = null) =>
        new(name ?? $"pq.example/{number}", new MLDsa44Signer([(byte)number, .. new byte[31]]));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
