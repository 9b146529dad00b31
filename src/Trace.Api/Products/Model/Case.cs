namespace Trace.Api.Products.Model;

/// <summary>A complaint, a report or a request to return, with its whole life so far.</summary>
/// <param name="Entry">What began it.</param>
/// <param name="Identity">Of its statement, as hex, by which its text is found beside the log.</param>
/// <param name="What">Its kind.</param>
/// <param name="Facts">What it says.</param>
/// <param name="When">When.</param>
/// <param name="HasText">Whether it commits to a text.</param>
/// <param name="IsOpen">Whether somebody other than the buyer still has to do something.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Respondent">Who must answer first; null where it names nobody.</param>
/// <param name="Deadlines">By when what had, or has, to be done, and whether it was.</param>
/// <param name="Events">What happened since, by time.</param>
/// <param name="Correction">That its author withdrew it.</param>
public sealed record Case(
    EntryLink Entry, string Identity, string What, IReadOnlyList<Shown> Facts, When When, bool HasText, bool IsOpen, string State, Named? Respondent, IReadOnlyList<CaseDeadline> Deadlines,
    IReadOnlyList<CaseEvent> Events, CorrectionNote? Correction)
{
    /// <summary>Whether it asks to return goods: no dispute, and nothing to be warned of.</summary>
    public bool IsReturn { get; init; }

    /// <summary>What else follows for it: by which rule goods may be returned, who was responsible.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was paid, or refused to be.</summary>
    public IReadOnlyList<CaseStep> Payments { get; init; } = [];

    /// <summary>What was said since.</summary>
    public IEnumerable<CaseStep> Steps => Events.Select(one => one.Step).OfType<CaseStep>();
}

/// <summary>A step of a case, or a reply to a review.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Identity">Of its statement, as hex.</param>
/// <param name="What">What it says, in a few words.</param>
/// <param name="Who">Who says it.</param>
/// <param name="When">When.</param>
/// <param name="HasText">Whether it commits to a text.</param>
/// <param name="Correction">That it was withdrawn or replaced.</param>
public sealed record CaseStep(EntryLink Entry, string Identity, string What, Named Who, When When, bool HasText, CorrectionNote? Correction);

/// <summary>Something that moved a case, or was said in it.</summary>
/// <param name="Step">What was said; null where time alone moved it.</param>
/// <param name="Text">What time did; empty where something was said.</param>
/// <param name="When">When.</param>
/// <param name="State">What the case came to by it; empty where it came to nothing new.</param>
public sealed record CaseEvent(CaseStep? Step, string Text, When When, string State);

/// <summary>A deadline.</summary>
/// <param name="Name">What has to be done.</param>
/// <param name="Who">By whom.</param>
/// <param name="Due">By when.</param>
/// <param name="State">open, kept, missed: for styles and tests.</param>
/// <param name="Says">The same in words.</param>
public sealed record CaseDeadline(string Name, Named Who, When Due, string State, string Says);
