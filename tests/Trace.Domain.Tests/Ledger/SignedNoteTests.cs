using System.Text;
using CsCheck;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class SignedNoteTests
{
    private const string Line = "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    [Fact]
    public void Example_of_the_specification_is_read()
    {
        var note = SignedNote.Parse(Notes.Utf8("This is an example message.\n\n" + Line));

        Assert.Equal("This is an example message.\n", note.Text);
        NoteSignature signature = Assert.Single(note.Signatures);
        Assert.Equal("example.com/foo", signature.Name);
        Assert.Equal(0x530d903au, signature.KeyId);
        Assert.Equal(64, signature.Bytes.Length);
    }

    [Theory]
    [InlineData("a\n\nb\n", "a\n\nb\n")]
    [InlineData("a\n\n\n", "a\n\n\n")]
    [InlineData("\n", "\n")]
    [InlineData("\u2014 not a signature\n", "\u2014 not a signature\n")]
    [InlineData("\ufeffbom\n", "\ufeffbom\n")]
    [InlineData("中文 \u007f\u0085\n", "中文 \u007f\u0085\n")]
    public void Text_ends_at_the_last_empty_line(string text, string expected)
    {
        var note = SignedNote.Parse(Notes.Utf8(text + "\n" + Line));

        Assert.Equal(expected, note.Text);
        Assert.Equal(Notes.Utf8(expected), note.TextBytes.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n{line}")] // no empty line
    [InlineData("{line}")]
    [InlineData("\n{line}")]
    [InlineData("text\n\n{line}\n")] // an empty line behind the signatures
    [InlineData("text\n\n{line}more\n")]
    [InlineData("text\n\n{cut}")] // no newline at the end
    [InlineData("text\r\n\r\n{line}")]
    [InlineData("te\txt\n\n{line}")]
    [InlineData("te\0xt\n\n{line}")]
    [InlineData("te\u001fxt\n\n{line}")]
    [InlineData("text\n\n{cut}\r\n")]
    public void Note_of_another_form_is_refused(string note)
    {
        Refused(note.Replace("{line}", Line, StringComparison.Ordinal).Replace("{cut}", Line[..^1], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("- n AAAAAAA=")] // a hyphen
    [InlineData("\u2013 n AAAAAAA=")] // an en dash
    [InlineData("\u2014n AAAAAAA=")]
    [InlineData("\u2014  n AAAAAAA=")]
    [InlineData("\u2014 n  AAAAAAA=")]
    [InlineData("\u2014 n")]
    [InlineData("\u2014 n ")]
    [InlineData("\u2014  AAAAAAA=")]
    [InlineData("\u2014 a+b AAAAAAA=")]
    [InlineData("\u2014 a\u00a0b AAAAAAA=")]
    [InlineData("\u2014 a\u2003b AAAAAAA=")]
    [InlineData("\u2014 a\u3000b AAAAAAA=")]
    [InlineData("\u2014 a\u0085b AAAAAAA=")]
    [InlineData("\u2014 n AAAAAAA")] // padding left out
    [InlineData("\u2014 n AAAAAAB=")] // an unused bit set
    [InlineData("\u2014 n AAAAAAA= ")]
    [InlineData("\u2014 n AAAA AAA=")]
    [InlineData("\u2014 n AAAAAAA=AAAA")]
    [InlineData("\u2014 n -_AAAAA=")]
    [InlineData("\u2014 n ????????")]
    [InlineData("\u2014 n AAAAAA==")] // a key id and no signature
    [InlineData("\u2014 n AAAA")]
    public void Signature_line_of_another_form_refuses_the_note(string line)
    {
        Refused($"text\n\n{line}\n");
        Refused($"text\n\n{Line}{line}\n");
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused()
    {
        foreach (byte[] bad in (byte[][])[[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]])
        {
            Assert.False(SignedNote.TryParse([.. bad, .. Notes.Utf8("\n\n" + Line)], out _, out string? problem));
            Assert.Contains("UTF-8", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void As_many_signatures_are_read_as_a_policy_can_name_logs_and_witnesses()
    {
        string Note(int lines) => "text\n\n" + string.Concat(Enumerable.Repeat(Line, lines));

        Assert.Equal(16, SignedNote.Parse(Notes.Utf8(Note(16))).Signatures.Count);
        Assert.Equal(128, SignedNote.Parse(Notes.Utf8(Note(128))).Signatures.Count);
        Refused(Note(129));
    }

    [Fact]
    public void Up_to_128_KiB_are_read()
    {
        string Note(int bytes) => new string('x', bytes - 2 - Encoding.UTF8.GetByteCount(Line)) + "\n\n" + Line;

        Assert.True(SignedNote.TryParse(Notes.Utf8(Note(131_072)), out _, out _));
        Refused(Note(131_073));
    }

    [Fact]
    public void Sixteen_post_quantum_signatures_fit()
    {
        var note = new SignedNote("text\n", [.. Enumerable.Range(0, 16).Select(i => new NoteSignature($"n{i}", 1, new byte[5000]))]);

        Assert.Equal(16, SignedNote.Parse(note.ToBytes()).Signatures.Count);
    }

    [Fact]
    public void Whatever_is_read_is_written_the_same()
    {
        string[] pieces = ["a", "\n", "\n\n", "\u2014 ", "n ", "AAAAAAA=", "\u2014 n AAAAAAA=\n", "中", " "];
        Gen.Int[0, pieces.Length - 1].Array[0, 12].Select(chosen => Notes.Utf8(string.Concat(chosen.Select(i => pieces[i])) + "\n\n\u2014 n AAAAAAA=\n"))
            .Sample(bytes => !SignedNote.TryParse(bytes, out SignedNote? note, out _) || note.ToBytes().SequenceEqual(bytes));
    }

    [Fact]
    public void Random_changes_of_a_note_are_read_as_themselves_or_refused()
    {
        byte[] note = Notes.Checkpoint(5, 1, 2).ToBytes();
        Gen.Select(Gen.Int[0, note.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] changed = [.. note];
            changed[at] = value;
            return !SignedNote.TryParse(changed, out SignedNote? read, out _) || read.ToBytes().SequenceEqual(changed);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("no newline")]
    [InlineData("tab\t\n")]
    public void Text_that_cannot_be_a_notes_is_not_made_into_one(string text)
    {
        Assert.ThrowsAny<ArgumentException>(() => new SignedNote(text, [new("n", 1, new byte[] { 1 })]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\nb")]
    public void Name_that_cannot_be_a_keys_is_not_made_into_one(string name)
    {
        Assert.Throws<ArgumentException>(() => new NoteSignature(name, 1, new byte[] { 1 }));
        Assert.Throws<ArgumentException>(() => VerifierKey.Create(name, NoteSignatureType.MLDsa44, new byte[1312]));
    }

    // Not rows of the theories above: an attribute's text is stored as UTF-8, which has no lone surrogates.
    [Fact]
    public void Lone_surrogates_are_refused_rather_than_replaced()
    {
        Assert.ThrowsAny<ArgumentException>(() => new SignedNote("\ud800\n", [new("n", 1, new byte[] { 1 })]));
        Assert.Throws<ArgumentException>(() => new NoteSignature("\ud800", 1, new byte[] { 1 }));
        Assert.Throws<ArgumentException>(() => new NoteSignature("\udc00\ud800", 1, new byte[] { 1 }));
        Assert.False(VerifierKey.TryParse("\ud800+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", out _, out _));
        Assert.Equal("\ud83d\udce6", new NoteSignature("\ud83d\udce6", 1, new byte[] { 1 }).Name);
    }

    [Fact]
    public void Note_has_signatures_and_a_signature_has_bytes()
    {
        Assert.Throws<ArgumentException>(() => new SignedNote("text\n", []));
        Assert.Throws<ArgumentException>(() => new NoteSignature("n", 1, ReadOnlyMemory<byte>.Empty));
    }

    private static void Refused(string note)
    {
        Assert.False(SignedNote.TryParse(Notes.Utf8(note), out _, out string? problem));
        Assert.NotEmpty(problem);
        Assert.Throws<FormatException>(() => SignedNote.Parse(Notes.Utf8(note)));
    }
}
