using Trace.V1;

namespace Trace.Domain.Ledger;

/// <summary>What a verifier checks, each a rule of its own.</summary>
public enum VerificationRule
{
    /// <summary>The checkpoint's note is believed under the policy.</summary>
    Checkpoint,

    /// <summary>A bundle holds each chain once, each with entries, and one proof for its last entry or one for each.</summary>
    Bundle,

    /// <summary>Entry and statement are the only encoding of what they say.</summary>
    Form,

    /// <summary>All entries of a chain are about its subject.</summary>
    Subject,

    /// <summary>Versions of a chain go from 1 without gaps.</summary>
    Version,

    /// <summary>Each entry links to the one before it by its leaf hash.</summary>
    Previous,

    /// <summary>An inclusion proof leads from the entry to the checkpoint's root.</summary>
    Inclusion,

    /// <summary>Every entry is included itself, or linked to from one that is.</summary>
    Proven,

    /// <summary>Indexes ascend along a chain, none is there twice, and all lie in the tree.</summary>
    Order,

    /// <summary>The ledger's time is from 2000 to before 2100 and never decreases along the log.</summary>
    RecordedAt,

    /// <summary>Entry 0 is the Genesis of this ledger and log.</summary>
    Genesis,

    /// <summary>The entry names the newest entry of its key's history.</summary>
    KeyHead,

    /// <summary>The entry names the newest entry of its party's history.</summary>
    PartyHead,

    /// <summary>An earlier entry brought in the key that signs.</summary>
    Key,

    /// <summary>The key that the statement names signed it, and nobody else.</summary>
    Signature,

    /// <summary>Each new key is shown to be held, and none is weak.</summary>
    Possession,

    /// <summary>The statement breaks no rule of its kind that needs no history.</summary>
    Statement,

    /// <summary>The statement was allowed by what was recorded before it.</summary>
    Judgement,

    /// <summary>An answer is about what was asked or sent.</summary>
    Answer,

    /// <summary>A subject has one entry of each version: no second branch of its history.</summary>
    Branch,

    /// <summary>No statement is recorded twice.</summary>
    Identity,

    /// <summary>Entries, tiles and roots are those that the log's signed checkpoints commit to.</summary>
    Tree,

    /// <summary>The ledger's time lies within five minutes of the cosignatures around it.</summary>
    Attested,
}

/// <summary>One thing that does not hold, of one entry where it is one entry's.</summary>
/// <param name="Rule">What was checked.</param>
/// <param name="Subject">Of the chain; empty where it is the whole.</param>
/// <param name="Index">Of the entry in the log, as it says; null where it is no single entry, or can't be read.</param>
/// <param name="Version">Of the entry in its chain; null where it is no single entry.</param>
/// <param name="Message">The rule and what came, for people.</param>
public sealed record VerificationFailure(VerificationRule Rule, string Subject, ulong? Index, ulong? Version, string Message)
{
    /// <summary>Where a rule of statements is broken: which.</summary>
    public Reason Reason { get; init; }

    /// <summary>Rule, entry and what came, on one line.</summary>
    public override string ToString() =>
        $"{Rule}{(Index is { } index ? $", entry {index}" : "")}{(Version is { } version ? $", {Subject} version {version}" : Subject.Length > 0 ? $", {Subject}" : "")}: {Message}";
}
