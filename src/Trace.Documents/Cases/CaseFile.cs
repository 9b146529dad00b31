namespace Trace.Documents.Cases;

/// <summary>
/// A selection of what is recorded, to hand in: what a complainant gives to 12315 or a court, and what an inspector asks for first. All of it is
/// in words of one language already; nothing is looked up when it is set.
/// </summary>
/// <param name="Subject">What it is about, as a subject key.</param>
/// <param name="Name">Of the goods; empty where none is listed.</param>
/// <param name="Ledger">The ledger's name.</param>
/// <param name="Log">The log's origin.</param>
/// <param name="LogKey">The log's key as a vkey, to be compared with one that was got by another way.</param>
/// <param name="Size">Of the checkpoint at which it was read.</param>
/// <param name="Root">The checkpoint's root, in base64 as the checkpoint has it.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="IsSelection">Whether entries were chosen: then others exist that are not in it.</param>
/// <param name="Holdings">Who had it when; none where that can't be said.</param>
/// <param name="Remarks">Gaps, reports of damage, flags: a sentence each.</param>
/// <param name="Entries">The entries, in the log's order.</param>
/// <param name="Proofs">The files beside it.</param>
/// <param name="Unproven">Of entries that no file beside it proves, because their histories are too long.</param>
public sealed record CaseFile(
    string Subject, string Name, string Ledger, string Log, string LogKey, long Size, string Root, DateTimeOffset MadeAt, bool IsSelection,
    IReadOnlyList<CaseHolding> Holdings, IReadOnlyList<string> Remarks, IReadOnlyList<CaseEntry> Entries, IReadOnlyList<CaseProof> Proofs, IReadOnlyList<CaseUnproven> Unproven);

/// <summary>A time in which one had the goods.</summary>
/// <param name="From">When it is first said.</param>
/// <param name="Until">When the next had them; empty for now.</param>
/// <param name="Who">The holder.</param>
/// <param name="Ground">On whose word.</param>
public sealed record CaseHolding(string From, string Until, string Who, string Ground);

/// <summary>An entry.</summary>
/// <param name="Index">In the log.</param>
/// <param name="What">The kind of statement.</param>
/// <param name="Says">What else it says.</param>
/// <param name="Who">Who says it.</param>
/// <param name="Party">Its subject key; empty for buyers and authors.</param>
/// <param name="When">When it is said to have happened.</param>
/// <param name="RecordedAt">When the ledger recorded it.</param>
/// <param name="Where">The place; empty where none is said.</param>
/// <param name="Key">Id of the key that signed.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Identity">SHA-256 of the statement.</param>
/// <param name="Remark">That it was withdrawn, is disputed, was relayed; empty for none.</param>
public sealed record CaseEntry(
    string Index, string What, string Says, string Who, string Party, string When, string RecordedAt, string Where, string Key, string Subject, string Identity, string Remark);

/// <summary>A proof that lies beside the document.</summary>
/// <param name="File">Its name.</param>
/// <param name="Subject">Whose history it proves.</param>
/// <param name="Sha256">Of the file, in hex.</param>
/// <param name="Entries">How many entries it proves.</param>
public sealed record CaseProof(string File, string Subject, string Sha256, int Entries);

/// <summary>A history that no file beside the document proves.</summary>
/// <param name="Subject">Whose.</param>
/// <param name="CanBeMade">Whether the tool makes its proof; else it is too large for any.</param>
public sealed record CaseUnproven(string Subject, bool CanBeMade);
