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

    /// <summary>An ML-DSA-44 key of the right length; nothing here checks its signatures.</summary>
    public static VerifierKey MLDsa44(string name = "pq.example") =>
        VerifierKey.Create(name, NoteSignatureType.MLDsa44, Enumerable.Range(0, 1312).Select(i => (byte)i).ToArray());

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
