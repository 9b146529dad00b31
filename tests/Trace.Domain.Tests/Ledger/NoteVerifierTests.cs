using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Domain.Tests.Ledger;

public sealed class NoteVerifierTests
{
    private const string ExampleKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private const string Example =
        "This is an example message.\n\n"
        + "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private static readonly VerifierKey LogKey = Notes.Log().VerifierKey;

    [Fact]
    public void Example_of_the_specification_verifies()
    {
        Assert.True(NoteVerifier.TryOpen(Notes.Utf8(Example), [VerifierKey.Parse(ExampleKey)], out OpenedNote? opened, out _));
        Assert.Equal("This is an example message.\n", opened.Note.Text);
        Assert.Equal(ExampleKey, Assert.Single(opened.Verified).Key.ToString());
    }

    [Fact]
    public void Example_with_another_text_is_refused()
    {
        Refused(NoteRefusalReason.InvalidSignature, Notes.Utf8(Example.Replace("This", "That", StringComparison.Ordinal)), VerifierKey.Parse(ExampleKey));
    }

    [Fact]
    public void Note_that_is_malformed_is_refused_as_such()
    {
        Refused(NoteRefusalReason.Malformed, Notes.Utf8("text\n"), LogKey);
    }

    [Fact]
    public void Signature_of_a_known_key_that_fails_refuses_the_note_though_others_hold()
    {
        SignedNote note = Notes.Checkpoint(1, 1);
        foreach (NoteSignature signature in note.Signatures)
        {
            byte[] changed = signature.Bytes.ToArray();
            changed[^1] ^= 1;
            SignedNote forged = note.With(new(signature.Name, signature.KeyId, changed));

            Refused(NoteRefusalReason.InvalidSignature, forged.ToBytes(), LogKey, Notes.Witness(1).VerifierKey);
        }
    }

    [Fact]
    public void Signatures_of_unknown_keys_are_ignored_whatever_they_hold()
    {
        SignedNote note = Notes.Checkpoint()
            .With(new("stranger.example", LogKey.KeyId, new byte[] { 1 }))
            .With(new(Notes.Origin, LogKey.KeyId + 1, new byte[64]));

        Assert.True(NoteVerifier.TryOpen(note, [LogKey], out OpenedNote? opened, out _));
        Assert.Equal(new(LogKey, null), Assert.Single(opened.Verified));
    }

    [Fact]
    public void Note_of_unknown_keys_alone_is_refused()
    {
        Refused(NoteRefusalReason.NoKnownSignature, Notes.Checkpoint().ToBytes(), Notes.Log("other.example").VerifierKey);
        Refused(NoteRefusalReason.NoKnownSignature, Notes.Checkpoint().ToBytes());
    }

    [Fact]
    public void Another_key_under_the_same_name_and_id_does_not_verify()
    {
        // As an attacker would search for it: the id of the one, the signature of the other.
        LogSigner other = Notes.Log(key: 2);
        string text = Notes.Checkpoint().Text;
        var note = new SignedNote(text, [new(Notes.Origin, LogKey.KeyId, other.Sign(text).Bytes)]);

        Refused(NoteRefusalReason.InvalidSignature, note.ToBytes(), LogKey);
    }

    [Fact]
    public void Two_known_keys_of_the_same_name_and_id_are_refused_and_one_listed_twice_is_not()
    {
        byte[] note = Notes.Checkpoint().ToBytes();

        // Types that are not known keep whatever id they come with, so two that collide need no search.
        Refused(NoteRefusalReason.AmbiguousKey, note, VerifierKey.Parse("n+00000001+AgME"), VerifierKey.Parse("n+00000001+AgMF"));
        Assert.True(NoteVerifier.TryOpen(note, [LogKey, LogKey], out _, out _));
    }

    [Fact]
    public void Every_signature_of_one_key_is_checked()
    {
        SignedNote note = Notes.Checkpoint(1, 1, 1);

        Assert.True(NoteVerifier.TryOpen(note, [Notes.Witness(1).VerifierKey], out OpenedNote? opened, out _));
        Assert.Equal(2, opened.Verified.Count);
    }

    [Fact]
    public void Signature_of_an_unknown_type_counts_for_nothing_and_is_named()
    {
        var key = VerifierKey.Parse("example.com/ecdsa+01020304+AgAB");
        var signature = new NoteSignature(key.Name, key.KeyId, new byte[70]);

        Assert.True(NoteVerifier.TryOpen(Notes.Checkpoint().With(signature), [LogKey, key], out OpenedNote? opened, out _));
        Assert.Equal(key, Assert.Single(opened.Unchecked));
        Assert.Equal(LogKey, Assert.Single(opened.Verified).Key);

        NoteRefusal alone = Refused(NoteRefusalReason.NoKnownSignature, new SignedNote("text\n", [signature]).ToBytes(), key);
        Assert.Contains("does not check", alone.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_signature_of_the_wrong_length_fails()
    {
        SignedNote note = Notes.Checkpoint();
        var longer = new SignedNote(note.Text, [new(Notes.Origin, LogKey.KeyId, (byte[])[.. note.Signatures[0].Bytes.Span, 0])]);

        Refused(NoteRefusalReason.InvalidSignature, longer.ToBytes(), LogKey);
    }

    private static NoteRefusal Refused(NoteRefusalReason reason, byte[] note, params VerifierKey[] keys)
    {
        Assert.False(NoteVerifier.TryOpen(note, keys, out OpenedNote? opened, out NoteRefusal? refusal));
        Assert.Null(opened);
        Assert.Equal(reason, refusal.Reason);
        Assert.NotEmpty(refusal.Problem);
        return refusal;
    }
}
