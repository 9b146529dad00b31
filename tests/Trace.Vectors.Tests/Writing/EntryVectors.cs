using System.Text.Json.Nodes;
using Trace.Domain.Ledger;

namespace Trace.Vectors.Tests.Writing;

/// <summary>A whole small log: each entry's fields, bytes, links and leaf hash, and the root and checkpoint of each size.</summary>
internal static class EntryVectors
{
    public static VectorFile Entries()
    {
        var log = SampleLog.Make();
        byte[] first = log.Entries[0].Bytes.ToByteArray();
        byte[] second = log.Entries[1].Bytes.ToByteArray();
        return new VectorFile("entries", "A whole log, entry by entry (wire format, sections 4 and 5): leaf hash = SHA-256(0x00 || bytes), links to the subject's previous entry and to the newest entries of key and party, the root of each size, and its checkpoint signed by the log's key. The ledger is ledger.test, the log log.test/00000001.")
            .With("entries", log.Entries.Select(Entry))
            .With("roots", Enumerable.Range(1, log.Entries.Count).Select(size => new JsonObject
            {
                ["name"] = $"the first {size} entries",
                ["size"] = size,
                ["root"] = Checkpoint.Parse(log.Note(size).Text).Root.ToString(),
                ["note"] = log.Note(size).ToString(),
                ["vkey"] = log.VerifierKey.ToString(),
                ["verdict"] = VectorFile.Valid,
            }))
            .With("malformed",
            [
                Malformed("index 0 written", [.. Wire.Number(1, 0), .. first], "NOT_CANONICAL"),
                Malformed("empty previous written", Wire.After(second, 2, Wire.Content(3)), "NOT_CANONICAL"),
                Malformed("an unknown field", [.. first, .. Wire.Number(9, 1)], "NOT_CANONICAL"),
                Malformed("two fields exchanged", Wire.Join(Wire.Split(second).OrderBy(field => field.Number != 2)), "NOT_CANONICAL"),
                Malformed("overlong version", Wire.With(first, 2, [.. Wire.Tag(2, Wire.VarintType), .. Wire.Overlong(1)]), "NOT_CANONICAL"),
                Malformed("key_head of 31 bytes", Wire.With(second, 5, Wire.Content(5, new byte[31])), "FIELD_OUT_OF_BOUNDS"),
                Malformed("a statement that is not canonical", Wire.With(first, 7, Wire.Content(7, [.. Wire.ContentOf(first, 7), .. Wire.Number(9, 1)])), "NOT_CANONICAL"),
                Malformed("no statement", Wire.With(first, 7, []), "TOO_LARGE"),
                Malformed("the last byte missing", first[..^1], "MALFORMED"),
                Malformed("no bytes", [], "TOO_LARGE"),
            ]);
    }

    private static JsonObject Entry(RecordedEntry entry)
    {
        var made = new JsonObject
        {
            ["name"] = $"{entry.Statement.Kind} of {entry.Statement.Subject}, version {entry.Version}",
            ["index"] = (long)entry.Index,
            ["version"] = (long)entry.Version,
            ["subject"] = entry.Statement.Subject.Value,
            ["previous"] = entry.Previous?.ToString() ?? "",
            ["recordedAt"] = entry.RecordedAt,
            ["keyHead"] = entry.KeyHead?.ToString() ?? "",
            ["partyHead"] = entry.PartyHead?.ToString() ?? "",
            ["statement"] = Say.Hex(entry.Statement.Bytes.Span),
            ["identity"] = entry.Statement.Identity.ToString(),
            ["signatures"] = Say.List(entry.Signatures.Select(signature => Say.Hex(signature.Span))),
            ["bytes"] = Say.Hex(entry.Bytes.Span),
            ["leafHash"] = entry.LeafHash.ToString(),
            ["verdict"] = VectorFile.Valid,
        };
        return made;
    }

    private static JsonObject Malformed(string name, byte[] bytes, string verdict) => new() { ["name"] = name, ["bytes"] = Say.Hex(bytes), ["verdict"] = verdict };
}
