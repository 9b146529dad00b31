using Trace.Api.Pages;


namespace Trace.Api.Products.Model;

/// <summary>How grave a thing is.</summary>
public enum Gravity
{
    /// <summary>Nothing to be told.</summary>
    Good,

    /// <summary>To be known, and no reason to worry.</summary>
    Note,

    /// <summary>To be looked at.</summary>
    Caution,

    /// <summary>To be acted upon.</summary>
    Danger,
}

/// <summary>A product's, lot's, item's or parcel's page: everything that it says, in one language, before it is HTML.</summary>
/// <param name="Texts">The language.</param>
/// <param name="Subject">Whose page it is, as a subject key.</param>
/// <param name="Size">Of the checkpoint that it was read at.</param>
/// <param name="Title">The product's name, or the subject.</param>
/// <param name="What">Item, lot, product or parcel, in a word.</param>
/// <param name="Codes">GTIN, lot and serial as they are read by people, each with its name.</param>
/// <param name="Safety">Whether it is genuine and safe.</param>
/// <param name="Label">The label of prepackaged goods; null where none is recorded.</param>
/// <param name="Steps">Its journey, six steps.</param>
/// <param name="Made">What its lots were made from.</param>
/// <param name="Parties">Who answers.</param>
/// <param name="Documents">Documents of the listing, of inspections and recalls.</param>
/// <param name="Reviews">What buyers say.</param>
/// <param name="Cases">Complaints and reports, and what became of them.</param>
/// <param name="Record">Every entry.</param>
public sealed record ProductPage(
    PageTexts Texts,
    string Subject,
    long Size,
    Shown Title,
    string What,
    IReadOnlyList<(string Name, string Value)> Codes,
    Safety Safety,
    LabelTable? Label,
    IReadOnlyList<Step> Steps,
    IReadOnlyList<MadeLot> Made,
    IReadOnlyList<PartyCard> Parties,
    IReadOnlyList<DocumentLink> Documents,
    Reviews Reviews,
    IReadOnlyList<Case> Cases,
    IReadOnlyList<RecordRow> Record)
{
    /// <summary>Who had it when; null where nobody is on record, and of products and lots.</summary>
    public CustodyTable? Custody { get; init; }

    /// <summary>Whether it is of a product or lot, of which there are many pieces.</summary>
    public bool IsForMany { get; init; }
}

/// <summary>The first thing a buyer asks.</summary>
/// <param name="Gravity">The gravest of all that is told.</param>
/// <param name="Line">One line that stands over everything else.</param>
/// <param name="Recalls">Recalls that stand, the newest first.</param>
/// <param name="Warnings">What else is to be told, the gravest first.</param>
/// <param name="FirstCheck">When the code was first used, or that it never was; null where goods have no code of their own.</param>
public sealed record Safety(Gravity Gravity, string Line, IReadOnlyList<RecallNotice> Recalls, IReadOnlyList<Warning> Warnings, FirstCheck? FirstCheck);

/// <summary>A recall.</summary>
public sealed record RecallNotice(EntryLink Entry, string Of, Named By, When When, string Reason, string Hazard, DocumentLink Instructions);

/// <summary>Something to be told, in plain words.</summary>
/// <param name="Flag">The flag's name, where it is one.</param>
/// <param name="Gravity">How grave.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Text">In a sentence.</param>
/// <param name="Entries">What it rests on.</param>
public sealed record Warning(string? Flag, Gravity Gravity, string Title, string Text, IReadOnlyList<EntryLink> Entries);

/// <summary>Whether a code was used.</summary>
public sealed record FirstCheck(string Text, When? When, EntryLink? Entry);

/// <summary>The facts of a label.</summary>
/// <param name="Facts">Those that GB 7718 asks for, in its order.</param>
/// <param name="Others">What else the label says.</param>
/// <param name="Entry">The listing that it is of.</param>
/// <param name="Changes">How it was changed, the newest first; the first listing itself is not one.</param>
public sealed record LabelTable(IReadOnlyList<LabelFact> Facts, IReadOnlyList<LabelFact> Others, EntryLink Entry, IReadOnlyList<LabelChange> Changes);

/// <summary>A fact of a label.</summary>
/// <param name="Key">Which, for styles and tests.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What the label says.</param>
public sealed record LabelFact(string Key, string Name, Shown Value);

/// <summary>A change of a label: what was said before and what is said since, field by field.</summary>
public sealed record LabelChange(EntryLink Entry, Named By, When When, IReadOnlyList<(string Name, string Before, string After)> Fields);

/// <summary>A step of the journey.</summary>
/// <param name="Key">Which: listed, sold, shipped, received, reviewed, complained.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsDone">Whether it happened.</param>
/// <param name="Open">What is said where it has not.</param>
/// <param name="Events">What happened, by time.</param>
public sealed record Step(string Key, string Name, bool IsDone, string Open, IReadOnlyList<StepEvent> Events);

/// <summary>Something that happened.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="What">In a few words.</param>
/// <param name="Facts">What else it says.</param>
/// <param name="When">When.</param>
/// <param name="Place">Where; empty where it does not say.</param>
/// <param name="Who">Who says so.</param>
/// <param name="Relayed">By whom it is passed on; empty where it is said first-hand.</param>
/// <param name="AlsoRelayed">Entries in which others passed on the very same.</param>
/// <param name="Correction">That it was withdrawn or replaced, by which entry; null where it stands.</param>
/// <param name="Flags">The names of flags on it.</param>
public sealed record StepEvent(
    EntryLink Entry, string What, IReadOnlyList<Shown> Facts, When When, string Place, Named Who, string Relayed, IReadOnlyList<EntryLink> AlsoRelayed,
    CorrectionNote? Correction, IReadOnlyList<string> Flags);

/// <summary>That a statement was corrected.</summary>
/// <param name="Text">In words.</param>
/// <param name="Entry">The correction.</param>
/// <param name="ReplacedBy">What stands in its place.</param>
public sealed record CorrectionNote(string Text, EntryLink Entry, EntryLink? ReplacedBy);

/// <summary>A lot, and the lots that it was made from.</summary>
public sealed record MadeLot(string Subject, string Name, string Lot, IReadOnlyList<MadeStep> Steps, string Balance, Gravity Gravity);

/// <summary>How a lot was made.</summary>
public sealed record MadeStep(EntryLink Entry, string Process, string Yield, When When, Named By, IReadOnlyList<MadeInput> Inputs);

/// <summary>What went into a lot.</summary>
public sealed record MadeInput(string Amount, MadeLot Lot);

/// <summary>A party that answers for the goods.</summary>
public sealed record PartyCard(
    Named Party, string Code, IReadOnlyList<string> Parts, IReadOnlyList<(string Name, Shown Value)> Facts, string Standing, Gravity Gravity, EntryLink? Registration,
    IReadOnlyList<LicenceRow> Licences, IReadOnlyList<PledgeRow> Pledges);

/// <summary>A licence.</summary>
public sealed record LicenceRow(string Kind, Shown Number, string Validity, bool IsOver, Named Issuer, DocumentLink? Document, EntryLink Entry)
{
    /// <summary>Where its issuer shows it to anybody: name and address; null where none is known.</summary>
    public (string Name, string Url)? Register { get; init; }
}

/// <summary>A pledge, and whether it was kept as far as the record shows.</summary>
public sealed record PledgeRow(string Kind, string Kept, Gravity Gravity, DocumentLink Document, EntryLink Entry);

/// <summary>What buyers say: each group apart.</summary>
public sealed record Reviews(IReadOnlyList<ReviewGroup> Groups)
{
    /// <summary>How many there are.</summary>
    public int Count => Groups.Sum(group => group.Reviews.Count);
}

/// <summary>Reviews that count alike.</summary>
/// <param name="Key">verified, withPackage, notCounted.</param>
/// <param name="Name">Its name.</param>
/// <param name="Proves">What a review of it proves, in a sentence.</param>
/// <param name="Distribution">How many gave 5, 4, 3, 2, 1; empty where they count in no average.</param>
/// <param name="Reviews">The reviews, the newest first.</param>
public sealed record ReviewGroup(string Key, string Name, string Proves, IReadOnlyList<int> Distribution, IReadOnlyList<ReviewRow> Reviews)
{
    /// <summary>The mean, to a tenth; empty where there is none.</summary>
    public string Mean => Distribution.Sum() is > 0 and var count
        ? (Distribution.Select((of, i) => of * (5 - i)).Sum() / (decimal)count).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)
        : "";
}

/// <summary>A review.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Identity">Of its statement, as hex, by which its text is found beside the log.</param>
/// <param name="Rating">1 to 5.</param>
/// <param name="Stage">First, or follow-up.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="HasText">Whether it commits to a text, which lies beside the log.</param>
/// <param name="When">When.</param>
/// <param name="WhyNot">Why it does not count; empty where it does.</param>
/// <param name="Replies">What was answered.</param>
/// <param name="Correction">That its author withdrew it.</param>
public sealed record ReviewRow(
    EntryLink Entry, string Identity, int Rating, string Stage, IReadOnlyList<string> Tags, bool HasText, When When, string WhyNot, IReadOnlyList<CaseStep> Replies, CorrectionNote? Correction);

/// <summary>An entry in the record.</summary>
public sealed record RecordRow(
    long Index, bool IsOfPredecessor, string Kind, Named Who, When When, When RecordedAt, string Subject, ulong Version, string KeyId, string Identity, string LeafHash, string Json, string State, CorrectionNote? Correction)
{
    /// <summary>Late, Disputed: how the key stood that signed it.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];
}
