using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class NoteChecks
{
    private const string Malformed = "MALFORMED";

    public static string VerifierKeys(JsonObject vector)
    {
        if (!VerifierKey.TryParse(vector.Text("vkey"), out var key, out _))
        {
            return Malformed;
        }

        Assert.Equal(vector.Text("vkey"), key.ToString());
        Assert.Equal(vector.Text("keyName"), key.Name);
        Assert.Equal(vector.Text("keyId"), $"{key.KeyId:x8}");
        Assert.Equal(vector.Number("type"), key.Type);
        Assert.Equal(vector.Text("key"), Say.Hex(key.Key.Span));
        return VectorFile.Valid;
    }

    public static string Notes(JsonObject vector)
    {
        byte[] bytes = vector.ContainsKey("note") ? Say.Utf8(vector.Text("note")) : vector.Bytes("noteBytes");
        if (!SignedNote.TryParse(bytes, out var note, out _))
        {
            return Malformed;
        }

        Assert.Equal(bytes, note.ToBytes());
        string verdict = Open(note, [.. vector.Texts("vkeys").Select(VerifierKey.Parse)], out var opened);
        if (opened is not null)
        {
            Assert.Equal(vector.Texts("signedBy"), opened.Verified.Select(signature => signature.Time is { } time ? $"{signature.Key.Name} at {time}" : signature.Key.Name));
        }

        return verdict;
    }

    public static string Checkpoints(JsonObject vector)
    {
        if (!Checkpoint.TryParse(vector.Text("text"), out var checkpoint, out _))
        {
            return Malformed;
        }

        Assert.Equal(vector.Text("text"), checkpoint.ToString());
        Assert.Equal(vector.Text("origin"), checkpoint.Origin);
        Assert.Equal(vector.Text("size"), $"{checkpoint.Size}");
        Assert.Equal(vector.Hash("root"), checkpoint.Root);
        Assert.Equal(vector.Texts("extensions"), checkpoint.Extensions);
        return VectorFile.Valid;
    }

    public static string Cosignatures(JsonObject vector)
    {
        string text = vector.Text("text");
        Assert.Equal(vector.Text("signed"), Say.Hex(Cosignature.Message(Say.Utf8(text), vector.Number("time"))));
        string verdict = Open(SignedNote.Parse(Say.Utf8($"{text}\n{vector.Text("line")}\n")), [VerifierKey.Parse(vector.Text("vkey"))], out var opened);
        Assert.Equal(vector.Number("time"), opened?.Verified[0].Time);
        return verdict;
    }

    public static string PqCosignatures(JsonObject vector)
    {
        string text = vector.Text("text");
        var checkpoint = Checkpoint.Parse(text);
        Assert.Equal(vector.Text("signed"), Say.Hex(Cosignature.SubtreeMessage(vector.Text("cosigner"), vector.Number("time"), checkpoint.Origin, 0, checkpoint.Size, checkpoint.Root)));
        var note = SignedNote.Parse(Say.Utf8($"{text}\n{vector.Text("line")}\n"));
        using var signer = new MLDsa44Signer(SHA256.HashData(Say.Utf8(vector.Text("signer"))));
        Assert.Equal(vector.Text("line"), new CosignatureSigner(vector.Text("cosigner"), signer).Cosign(note, vector.Number("time")).ToString());
        string verdict = Open(note, [VerifierKey.Parse(vector.Text("vkey"))], out var opened);
        Assert.Equal(vector.Number("time"), opened?.Verified[0].Time);
        return verdict;
    }

    public static string Subtrees(JsonObject vector)
    {
        byte[] signed = Cosignature.SubtreeMessage(
            vector.Text("cosigner"), vector.Number("time"), vector.Text("origin"), vector.Number("start"), vector.Number("end"), vector.Hash("hash"));
        Assert.Equal(vector.Text("signed"), Say.Hex(signed));
        return VectorFile.Valid;
    }

    public static string Open(SignedNote note, VerifierKey[] keys, out OpenedNote? opened) =>
        NoteVerifier.TryOpen(note, keys, out opened, out var refusal) ? VectorFile.Valid : Say.Code(refusal.Reason);
}
