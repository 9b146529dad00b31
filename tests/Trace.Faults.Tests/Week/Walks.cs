namespace Trace.Faults.Tests.Week;

/// <summary>
/// The forty complaints: what is done to each, act by act, and what the service must do by itself until nothing is left to do. Written by hand from
/// docs/complaints.md; nothing of the service computes it.
/// </summary>
/// <remarks>
/// Acts. The party first asked: <c>a</c> offers a remedy, <c>n</c> takes note, <c>j</c> rejects, <c>r</c> pays back, <c>t</c> settles an advance. The
/// complainant: <c>e</c> escalates, <c>c</c> is satisfied, <c>w</c> withdraws. The platform: <c>D</c> decides, <c>F</c> forwards, <c>P</c> pays first.
/// Time passes: <c>1</c> to the reminder, <c>2</c> to the platform, <c>3</c> to the offer, <c>4</c> to the closure.
/// Duties: <c>N</c> the party first asked is told, <c>R</c> the reminder, <c>E</c> the platform is told of an escalation, <c>K</c> the platform takes
/// over, <c>O</c> the case file is offered, <c>S</c> the reminder to settle, <c>C</c> the closure by time.
/// </remarks>
internal static class Walks
{
    public static readonly IReadOnlyList<(string Acts, string Duties)> All =
    [
        ("", "NRKOC"),
        ("a", "NC"),
        ("r", "NC"),
        ("P", "NS"),
        ("c", "N"),
        ("w", "N"),
        ("e", "NEOC"),
        ("1a", "NRC"),
        ("1r", "NRC"),
        ("1P", "NRS"),
        ("1c", "NR"),
        ("1w", "NR"),
        ("1e", "NREOC"),
        ("ae", "NEOC"),
        ("ar", "NC"),
        ("aP", "NS"),
        ("ac", "N"),
        ("aw", "N"),
        ("12D", "NRKC"),
        ("12P", "NRKS"),
        ("12c", "NRK"),
        ("12w", "NRK"),
        ("12Pt", "NRKC"),
        ("12Pr", "NRKC"),
        ("12Pc", "NRK"),
        ("12Pw", "NRK"),
        ("DPe", "NOC"),
        ("re", "NEOC"),
        ("aeDe", "NEOC"),
        ("rw", "N"),
        ("123D", "NRKOC"),
        ("123P", "NRKOS"),
        ("123c", "NRKO"),
        ("123w", "NRKO"),
        ("a4e", "NCEOC"),
        ("aeD4e", "NECOC"),
        ("n", "NRKOC"),
        ("j", "NC"),
        ("aeF", "NEOC"),
        ("Pe", "NOC"),
    ];
}
