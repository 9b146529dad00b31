using Trace.Vectors.Tests.Writing;

namespace Trace.Vectors.Tests;

/// <summary>All files, made anew from the code; each the same every time.</summary>
internal static class VectorFiles
{
    public static readonly IReadOnlyDictionary<string, Func<VectorFile>> Writers = new Func<VectorFile>[]
    {
        BarcodeVectors.Barcodes,
        BarcodeVectors.Scans,
        CanonicalVectors.Canonical,
        EntryVectors.Entries,
        HashVectors.Claims,
        HashVectors.Commitments,
        HashVectors.Contexts,
        HashVectors.Waybills,
        HistoryVectors.Histories,
        JudgementVectors.Judgements,
        KeyVectors.Ed25519,
        KeyVectors.Keys,
        MerkleVectors.Merkle,
        NoteVectors.Notes,
        ProofFileVectors.Policies,
        ProofFileVectors.Proofs,
        StatementVectors.Statements,
        SubjectVectors.Subjects,
        TileVectors.Tiles,
    }.ToDictionary(writer => writer.Method.Name.ToLowerInvariant());
}
