namespace Trace.Faults.Tests.Week;

/// <summary>What is done to a case, act by act, and what the service must do by itself until nothing is left to do.</summary>
/// <param name="Acts">A letter each; see <see cref="Walks"/>.</param>
/// <param name="Duties">A letter each, in order.</param>
internal sealed record Walk(string Acts, string Duties);

/// <summary>The forty complaints, and some returns. Written by hand from docs/complaints.md; nothing of the service computes it.</summary>
/// <remarks>
/// Acts. The party first asked, or the seller: <c>a</c> offers a remedy or takes goods back, <c>n</c> takes note, <c>j</c> rejects, <c>x</c> refuses a
/// return, <c>b</c> has goods back, <c>r</c> pays back, <c>t</c> settles an advance. The complainant: <c>e</c> escalates, <c>c</c> is satisfied, <c>w</c>
/// withdraws. The platform: <c>D</c> decides, <c>F</c> forwards, <c>P</c> pays first. Time passes: <c>1</c> to the reminder, <c>2</c> to the platform,
/// <c>3</c> to the offer, <c>4</c> to the closure.
/// Duties: <c>N</c> the party first asked is told, <c>R</c> the reminder, <c>E</c> the platform is told of an escalation, <c>K</c> the platform takes
/// over, <c>O</c> the case file is offered, <c>S</c> the reminder to settle, <c>C</c> the closure by time. Of returns: <c>n</c> the seller is told,
/// <c>r</c> is reminded, <c>l</c> is told that goods did not come, <c>p</c> is reminded to pay.
/// </remarks>
internal static class Walks
{
    public static readonly IReadOnlyList<Walk> Complaints =
    [
        new("", "NRKOC"),
        new("a", "NC"),
        new("r", "NC"),
        new("P", "NS"),
        new("c", "N"),
        new("w", "N"),
        new("e", "NEOC"),
        new("1a", "NRC"),
        new("1r", "NRC"),
        new("1P", "NRS"),
        new("1c", "NR"),
        new("1w", "NR"),
        new("1e", "NREOC"),
        new("ae", "NEOC"),
        new("ar", "NC"),
        new("aP", "NS"),
        new("ac", "N"),
        new("aw", "N"),
        new("12D", "NRKC"),
        new("12P", "NRKS"),
        new("12c", "NRK"),
        new("12w", "NRK"),
        new("12Pt", "NRKC"),
        new("12Pr", "NRKC"),
        new("12Pc", "NRK"),
        new("12Pw", "NRK"),
        new("DPe", "NOC"),
        new("re", "NEOC"),
        new("aeDe", "NEOC"),
        new("rw", "N"),
        new("123D", "NRKOC"),
        new("123P", "NRKOS"),
        new("123c", "NRKO"),
        new("123w", "NRKO"),
        new("a4e", "NCEOC"),
        new("aeD4e", "NECOC"),
        new("n", "NRKOC"),
        new("j", "NC"),
        new("aeF", "NEOC"),
        new("Pe", "NOC"),
    ];

    public static readonly IReadOnlyList<Walk> Returns =
    [
        new("", "nr"),
        new("a", "nl"),
        new("ab", "np"),
        new("abr", "n"),
        new("x", "n"),
        new("2ab", "nrp"),
    ];
}
