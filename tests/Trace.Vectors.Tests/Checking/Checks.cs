using System.Text.Json.Nodes;

namespace Trace.Vectors.Tests.Checking;

/// <summary>
/// What another language does with each group of vectors, done here through Trace.Domain's public surface alone: gives the verdict of a
/// case, and holds what the case says beside it against what comes out.
/// </summary>
internal static class Checks
{
    public static readonly IReadOnlyDictionary<string, Func<JsonObject, JsonObject, string>> ByGroup = new Dictionary<string, Func<JsonObject, JsonObject, string>>
    {
        ["barcodes/texts"] = (_, c) => BarcodeChecks.Texts(c),
        ["scans/scans"] = (_, c) => BarcodeChecks.Scans(c),
        ["scans/couriers"] = (_, c) => BarcodeChecks.Couriers(c),
        ["keys/keyIds"] = (_, c) => KeyChecks.KeyIds(c),
        ["keys/publicKeys"] = (_, c) => KeyChecks.PublicKeys(c),
        ["ed25519/sign"] = (_, c) => KeyChecks.Sign(c),
        ["ed25519/verify"] = (_, c) => KeyChecks.Verify(c),
        ["contexts/statement"] = (_, c) => HashChecks.Statement(c),
        ["contexts/possession"] = (_, c) => HashChecks.Possession(c),
        ["contexts/challenge"] = (_, c) => HashChecks.Challenge(c),
        ["contexts/erasure"] = (_, c) => HashChecks.Erasure(c),
        ["commitments/digests"] = (_, c) => HashChecks.Commitment(c),
        ["claims/codes"] = (_, c) => HashChecks.ClaimCodes(c),
        ["claims/seeds"] = (_, c) => HashChecks.ClaimSeeds(c),
        ["waybills/subjects"] = (_, c) => HashChecks.Waybills(c),
        ["waybills/years"] = (_, c) => HashChecks.WaybillYears(c),
        ["subjects/subjects"] = (_, c) => SubjectChecks.Subjects(c),
        ["subjects/gtins"] = (_, c) => SubjectChecks.Gtins(c),
        ["subjects/glns"] = (_, c) => SubjectChecks.Glns(c),
        ["subjects/ssccs"] = (_, c) => SubjectChecks.Ssccs(c),
        ["subjects/usccs"] = (_, c) => SubjectChecks.Usccs(c),
        ["canonical/form"] = (_, c) => StatementChecks.Form(c),
        ["canonical/rules"] = (_, c) => StatementChecks.Rules(c),
        ["canonical/newer"] = (_, c) => StatementChecks.Newer(c),
        ["statements/statements"] = (_, c) => StatementChecks.Statements(c),
        ["statements/signed"] = (_, c) => StatementChecks.Signed(c),
        ["entries/entries"] = EntryChecks.Entries,
        ["entries/roots"] = EntryChecks.Roots,
        ["entries/malformed"] = (_, c) => EntryChecks.Malformed(c),
        ["merkle/roots"] = (_, c) => MerkleChecks.Roots(c),
        ["merkle/countedRoots"] = (_, c) => MerkleChecks.CountedRoots(c),
        ["merkle/inclusion"] = (_, c) => MerkleChecks.Inclusion(c),
        ["merkle/consistency"] = (_, c) => MerkleChecks.Consistency(c),
        ["notes/vkeys"] = (_, c) => NoteChecks.VerifierKeys(c),
        ["notes/notes"] = (_, c) => NoteChecks.Notes(c),
        ["notes/checkpoints"] = (_, c) => NoteChecks.Checkpoints(c),
        ["notes/cosignatures"] = (_, c) => NoteChecks.Cosignatures(c),
        ["notes/pqCosignatures"] = (_, c) => NoteChecks.PqCosignatures(c),
        ["notes/subtrees"] = (_, c) => NoteChecks.Subtrees(c),
        ["tiles/tilePaths"] = (_, c) => TileChecks.TilePaths(c),
        ["tiles/entryPaths"] = (_, c) => TileChecks.EntryPaths(c),
        ["tiles/trees"] = (_, c) => TileChecks.Trees(c),
        ["tiles/tiles"] = (_, c) => TileChecks.Tiles(c),
        ["tiles/bundles"] = (_, c) => TileChecks.Bundles(c),
        ["proofs/proofs"] = (_, c) => ProofChecks.Proofs(c),
        ["policies/policies"] = (_, c) => ProofChecks.Policies(c),
        ["policies/checkpoints"] = (_, c) => ProofChecks.Checkpoints(c),
        ["judgements/log"] = (_, c) => JudgementChecks.Log(c),
        ["judgements/judged"] = JudgementChecks.Judged,
        ["histories/histories"] = (_, c) => HistoryChecks.Histories(c),
        ["histories/byteChanged"] = HistoryChecks.ByteChanged,
    };

    /// <summary>Valid, or the code of what is wrong.</summary>
    public static string Verdict(bool isGood, string otherwise) => isGood ? VectorFile.Valid : otherwise;
}
