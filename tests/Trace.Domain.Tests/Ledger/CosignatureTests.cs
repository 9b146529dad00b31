using System.Buffers.Binary;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class CosignatureTests
{
    [Fact]
    public void Message_is_header_time_and_the_whole_text()
    {
        string text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nextension\n";

        Assert.Equal(Notes.Utf8("cosignature/v1\ntime 1679315147\n" + text), Cosignature.Message(Notes.Utf8(text), 1679315147));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cosignature.Message([], -1));
    }

    [Fact]
    public void Cosignature_verifies_and_gives_its_time()
    {
        Assert.True(NoteVerifier.TryOpen(Notes.Checkpoint(7, 3), [Notes.Witness(3).VerifierKey], out OpenedNote? opened, out _));
        Assert.Equal(1_700_000_003, Assert.Single(opened.Verified).Time);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Time_of_0_to_2_to_the_63_minus_1_is_cosigned(long time)
    {
        SignedNote note = Notes.Checkpoint();
        NoteSignature cosignature = Notes.Witness(1).Cosign(note, time);

        Assert.Equal(72, cosignature.Bytes.Length);
        Assert.Equal(time, BinaryPrimitives.ReadInt64BigEndian(cosignature.Bytes.Span));
        Assert.True(NoteVerifier.TryOpen(note.With(cosignature), [Notes.Witness(1).VerifierKey], out _, out _));
    }

    [Fact]
    public void Any_bit_of_the_field_changed_and_any_other_length_is_refused()
    {
        SignedNote note = Notes.Checkpoint();
        byte[] field = Notes.Witness(1).Cosign(note, 1_700_000_000).Bytes.ToArray();
        for (int bit = 0; bit < 8 * field.Length; bit++)
        {
            byte[] changed = [.. field];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(note, changed);
        }

        Refused(note, field[..^1]);
        Refused(note, [.. field, 0]);
        Refused(note, field[..8]);
    }

    [Fact]
    public void Cosignature_covers_extension_lines()
    {
        LogSigner log = Notes.Log();
        SignedNote note = log.Sign(new Checkpoint(Notes.Origin, 1, Notes.Root, "one"));
        SignedNote other = log.Sign(new Checkpoint(Notes.Origin, 1, Notes.Root, "two"));

        Refused(other, Notes.Witness(1).Cosign(note, 1).Bytes.ToArray());
    }

    [Fact]
    public void Nothing_but_a_checkpoint_is_cosigned()
    {
        var note = new SignedNote("text\n", [new("n", 1, new byte[] { 1 })]);

        Assert.Throws<FormatException>(() => Notes.Witness(1).Cosign(note, 1));
    }

    [Fact]
    public void ML_DSA_44_message_is_the_structure_of_the_specification()
    {
        byte[] expected =
        [
            .. "subtree/v1\n\0"u8,
            2, .. "w1"u8,
            0, 0, 0, 0, 0x64, 0x18, 0x53, 0xcb,
            3, .. "log"u8,
            0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0x01, 0x02,
            .. Notes.Root.AsSpan(),
        ];

        Assert.Equal(expected, Cosignature.SubtreeMessage("w1", 0x641853cb, "log", 0, 0x102, Notes.Root));
    }

    [Fact]
    public void ML_DSA_44_message_keeps_its_bounds()
    {
        string longest = new('n', 255);

        Assert.Equal(12 + 256 + 8 + 256 + 8 + 8 + 32, Cosignature.SubtreeMessage(longest, 0, longest, 4, 8, default).Length);
        Assert.Throws<ArgumentException>(() => Cosignature.SubtreeMessage(longest + "n", 0, "log", 0, 1, default));
        Assert.Throws<ArgumentException>(() => Cosignature.SubtreeMessage("w", 0, "", 0, 1, default));
        Assert.Throws<ArgumentException>(() => Cosignature.SubtreeMessage("w", 1, "log", 4, 8, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cosignature.SubtreeMessage("w", 0, "log", 8, 4, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cosignature.SubtreeMessage("w", -1, "log", 0, 4, default));
    }

    private static void Refused(SignedNote note, byte[] field)
    {
        VerifierKey key = Notes.Witness(1).VerifierKey;

        Assert.False(NoteVerifier.TryOpen(note.With(new(key.Name, key.KeyId, field)), [key], out _, out NoteRefusal? refusal));
        Assert.Equal(NoteRefusalReason.InvalidSignature, refusal.Reason);
    }
}
