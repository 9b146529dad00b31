using Trace.V1;

namespace Trace.Import.Running;

/// <summary>What became of the statements of one kind.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Planned">All of the plan.</param>
/// <param name="New">Recorded by this run.</param>
/// <param name="AlreadyThere">Recorded before this run began, as the answers say.</param>
/// <param name="EarlierRun">Answered to an earlier run that was stopped, and not sent again.</param>
/// <param name="Refused">Refused for good.</param>
public sealed record KindCount(string Kind, int Planned, int New, int AlreadyThere, int EarlierRun, int Refused);

/// <summary>One reason of refusals.</summary>
/// <param name="Reason">Machine-readable.</param>
/// <param name="Count">How many.</param>
/// <param name="Example">Label, field and message of the first.</param>
public sealed record RefusalCount(Reason Reason, int Count, string Example);

/// <summary>What became of the contents of commitments.</summary>
/// <param name="Planned">All of the plan.</param>
/// <param name="Uploaded">Those that the service holds now, whether this run or an earlier one uploaded them.</param>
/// <param name="Refusals">By reason; what was erased is not taken again.</param>
public sealed record DisclosureReport(int Planned, int Uploaded, IReadOnlyList<RefusalCount> Refusals);

/// <summary>How an import ended.</summary>
/// <param name="Kinds">By kind, in the order of field numbers.</param>
/// <param name="Refusals">By reason, the most frequent first.</param>
/// <param name="Flags">What the recorded statements are flagged for, by flag.</param>
/// <param name="Disclosures">Contents of commitments; null where none were to be uploaded.</param>
/// <param name="NotRepresentable">Facts without a statement, by reason.</param>
/// <param name="Assumed">What the source does not say, by assumption.</param>
/// <param name="Seconds">Of this run.</param>
public sealed record ImportReport(
    IReadOnlyList<KindCount> Kinds,
    IReadOnlyList<RefusalCount> Refusals,
    IReadOnlyList<FlagCount> Flags,
    DisclosureReport? Disclosures,
    IReadOnlyDictionary<string, int> NotRepresentable,
    IReadOnlyDictionary<string, int> Assumed,
    double Seconds)
{
    /// <summary>Recorded by this run.</summary>
    public int New => Kinds.Sum(kind => kind.New);

    /// <summary>Recorded before this run began.</summary>
    public int AlreadyThere => Kinds.Sum(kind => kind.AlreadyThere);

    /// <summary>Refused for good.</summary>
    public int Refused => Kinds.Sum(kind => kind.Refused);
}
