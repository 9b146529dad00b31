using System.Text.Json.Nodes;
using Google.Protobuf;
using Trace.Domain.Ledger;
using Xunit;

namespace Trace.Vectors.Tests.Checking;

internal static class EntryChecks
{
    public static string Entries(JsonObject file, JsonObject vector)
    {
        Assert.True(RecordedEntry.TryParse(ByteString.CopyFrom(vector.Bytes("bytes")), out var entry, out _));
        Assert.Equal(vector.Hash("leafHash"), entry!.LeafHash);
        Assert.Equal(vector.Hash("leafHash"), MerkleHash.LeafHash(vector.Bytes("bytes")));
        Assert.Equal((ulong)vector.Number("index"), entry.Index);
        Assert.Equal((ulong)vector.Number("version"), entry.Version);
        Assert.Equal(vector.Number("recordedAt"), entry.RecordedAt);
        Assert.Equal(vector.Text("previous"), entry.Previous?.ToString() ?? "");
        Assert.Equal(vector.Text("keyHead"), entry.KeyHead?.ToString() ?? "");
        Assert.Equal(vector.Text("partyHead"), entry.PartyHead?.ToString() ?? "");
        Assert.Equal(vector.Text("subject"), entry.Statement.Subject.Value);
        Assert.Equal(vector.Text("statement"), Say.Hex(entry.Statement.Bytes.Span));
        Assert.Equal(vector.Hash("identity"), entry.Statement.Identity);
        Assert.Equal(vector.Texts("signatures"), entry.Signatures.Select(signature => Say.Hex(signature.Span)));

        // What is linked to is the entry before it of the same subject.
        var before = file.Objects("entries").LastOrDefault(other => other.Number("index") < vector.Number("index") && other.Text("subject") == vector.Text("subject"));
        Assert.Equal(before?.Text("leafHash") ?? "", vector.Text("previous"));
        Assert.Equal((before?.Number("version") ?? 0) + 1, vector.Number("version"));
        return VectorFile.Valid;
    }

    public static string Roots(JsonObject file, JsonObject vector)
    {
        Hash256[] leaves = [.. file.Objects("entries").Take((int)vector.Number("size")).Select(entry => entry.Hash("leafHash"))];
        Assert.Equal(vector.Hash("root"), MerkleTree.RootOf(leaves));
        var note = SignedNote.Parse(Say.Utf8(vector.Text("note")));
        Assert.Equal(vector.Hash("root"), Checkpoint.Parse(note.Text).Root);
        return NoteChecks.Open(note, [VerifierKey.Parse(vector.Text("vkey"))], out _);
    }

    public static string Malformed(JsonObject vector) =>
        RecordedEntry.TryParse(ByteString.CopyFrom(vector.Bytes("bytes")), out _, out var refusal) ? VectorFile.Valid : Say.Code(refusal!.Reason);
}
