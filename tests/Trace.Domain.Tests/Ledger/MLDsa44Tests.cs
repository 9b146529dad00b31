using System.Buffers.Binary;
using Org.BouncyCastle.Crypto.Digests;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class MLDsa44Tests
{
    private const long Time = 1_700_000_000;

    // github.com/C2SP/CCTV, ML-DSA/accumulated: seeds drawn from SHAKE128 of nothing; public key and deterministic signature of the empty
    // message, each of 100, go into another SHAKE128.
    [Fact]
    public void Published_vector_CCTV_ML_DSA_44_accumulated_100()
    {
        var seeds = new ShakeDigest(128);
        var accumulated = new ShakeDigest(128);
        byte[] seed = new byte[MLDsa44Signer.SeedBytes];
        for (int i = 0; i < 100; i++)
        {
            seeds.Output(seed, 0, seed.Length);
            using var signer = new MLDsa44Signer(seed);
            byte[] signature = signer.Sign([]);
            accumulated.BlockUpdate(signer.PublicKey.Span);
            accumulated.BlockUpdate(signature);
            Assert.True(MLDsa44PublicKey.TryImport(signer.PublicKey.Span, out MLDsa44PublicKey? key));
            Assert.True(key.Verify([], signature));
        }

        byte[] hash = new byte[32];
        accumulated.OutputFinal(hash, 0, hash.Length);
        Assert.Equal("d51148e1f9f4fa1a723a6cf42e25f2a99eb5c1b378b3d2dbbd561b1203beeae4", Convert.ToHexStringLower(hash));
    }

    // filippo.io/torchwood v0.10.0, cmd/litewitness/testdata/mldsa.txt: seed, name and id of its log's key.
    [Fact]
    public void Published_key_of_litewitness_has_its_id()
    {
        using var signer = new MLDsa44Signer(Convert.FromHexString("2886adc2b0eabfce67c0472939127998bf886cf256bfee8ba76a253fce1146e0"));

        Assert.Equal(0xb5df45c5, new CosignatureSigner("example.com/mldsa-log", signer).VerifierKey.KeyId);
    }

    [Fact]
    public void Cosignature_verifies_and_gives_its_time()
    {
        SignedNote note = Notes.Checkpoint(7);
        NoteSignature cosignature = Notes.MLDsa44().Cosign(note, Time);

        Assert.Equal(8 + 2420, cosignature.Bytes.Length);
        Assert.Equal(Time, BinaryPrimitives.ReadInt64BigEndian(cosignature.Bytes.Span));
        Assert.True(NoteVerifier.TryOpen(note.With(cosignature), [Notes.MLDsa44().VerifierKey], out OpenedNote? opened, out _));
        Assert.Equal(Time, Assert.Single(opened.Verified).Time);
    }

    [Fact]
    public void Cosignature_is_over_the_structure_of_the_specification()
    {
        CosignatureSigner witness = Notes.MLDsa44();
        byte[] message = Cosignature.SubtreeMessage("pq.example/1", Time, Notes.Origin, 0, 7, Notes.Root);

        Assert.True(MLDsa44PublicKey.TryImport(witness.VerifierKey.Key.Span, out MLDsa44PublicKey? key));
        Assert.True(key.Verify(message, witness.Cosign(Notes.Checkpoint(7), Time).Bytes.Span[8..]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Time_of_0_to_2_to_the_63_minus_1_is_cosigned(long time)
    {
        SignedNote note = Notes.Checkpoint();

        Assert.True(Opens(note, Notes.MLDsa44().Cosign(note, time).Bytes.ToArray()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Notes.MLDsa44().Cosign(note, -1));
    }

    [Fact]
    public void Any_byte_of_the_field_changed_and_any_other_length_is_refused()
    {
        SignedNote note = Notes.Checkpoint();
        byte[] field = Notes.MLDsa44().Cosign(note, Time).Bytes.ToArray();
        for (int i = 0; i < field.Length; i++)
        {
            byte[] changed = [.. field];
            changed[i] ^= (byte)(1 << (i % 8));
            Assert.False(Opens(note, changed));
        }

        Assert.False(Opens(note, field[..^1]));
        Assert.False(Opens(note, [.. field, 0]));
        Assert.False(Opens(note, field[..8]));
    }

    [Fact]
    public void Origin_size_and_root_are_cosigned_and_extension_lines_are_not()
    {
        var plain = new Checkpoint(Notes.Origin, 7, Notes.Root);
        byte[] field = Notes.MLDsa44().Cosign(Signed(plain), Time).Bytes.ToArray();

        Assert.True(Opens(Signed(plain), field));
        Assert.True(Opens(Signed(new Checkpoint(Notes.Origin, 7, Notes.Root, "an extension")), field));
        Assert.False(Opens(Signed(new Checkpoint("another.example", 7, Notes.Root)), field));
        Assert.False(Opens(Signed(new Checkpoint(Notes.Origin, 8, Notes.Root)), field));
        Assert.False(Opens(Signed(new Checkpoint(Notes.Origin, 7, MerkleHash.EmptyRoot)), field));
    }

    [Fact]
    public void Cosigners_name_is_cosigned()
    {
        SignedNote note = Notes.Checkpoint();
        VerifierKey renamed = Notes.MLDsa44(name: "renamed.example").VerifierKey;

        byte[] field = Notes.MLDsa44().Cosign(note, Time).Bytes.ToArray();

        Assert.False(NoteVerifier.TryOpen(note.With(new(renamed.Name, renamed.KeyId, field)), [renamed], out _, out NoteRefusal? refusal));
        Assert.Equal(NoteRefusalReason.InvalidSignature, refusal.Reason);
    }

    [Fact]
    public void Nothing_but_a_checkpoint_is_cosigned_or_verified()
    {
        var text = new SignedNote("text\n", [new("n", 1, new byte[] { 1 })]);

        Assert.Throws<FormatException>(() => Notes.MLDsa44().Cosign(text, 1));
        Assert.False(Opens(text, new byte[8 + 2420]));
    }

    [Fact]
    public void Names_longer_than_255_bytes_are_refused()
    {
        string longest = new('n', 255);
        SignedNote note = Signed(new Checkpoint(longest, 1, Notes.Root));

        Assert.True(Opens(note, Notes.MLDsa44().Cosign(note, Time).Bytes.ToArray()));
        SignedNote tooLong = Signed(new Checkpoint(longest + "n", 1, Notes.Root));
        Assert.Throws<ArgumentException>(() => Notes.MLDsa44().Cosign(tooLong, Time));
        Assert.False(Opens(tooLong, new byte[8 + 2420]));
        Assert.Throws<ArgumentException>(() => Notes.MLDsa44(name: longest + "n"));
    }

    [Fact]
    public void Seed_of_another_length_is_no_key_and_a_disposed_key_signs_nothing()
    {
        Assert.Throws<ArgumentException>(() => new MLDsa44Signer(new byte[31]));
        Assert.False(MLDsa44PublicKey.TryImport(new byte[1311], out _));
        var signer = new MLDsa44Signer(new byte[32]);
        signer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => signer.Sign([]));
    }

    private static SignedNote Signed(Checkpoint checkpoint) => Notes.Log(checkpoint.Origin).Sign(checkpoint);

    private static bool Opens(SignedNote note, byte[] field)
    {
        VerifierKey key = Notes.MLDsa44().VerifierKey;
        return NoteVerifier.TryOpen(note.With(new(key.Name, key.KeyId, field)), [key], out _, out _);
    }
}
