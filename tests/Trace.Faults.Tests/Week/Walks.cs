namespace Trace.Faults.Tests.Week;

/// <summary>
/// The forty complaints: what is done to each, act by act, and what the service must do by itself until nothing is left to do. Written by hand from
/// docs/complaints.md; nothing of the service computes it.
/// </summary>
/// <remarks>
/// Acts. The party first asked: <c>a</c> offers a remedy, <c>n</c> takes note, <c>j</c> rejects, <c>r</c> pays back, <c>t</c> settles an advance. The
/// complainant: <c>e</c> escalates, <c>c</c> is satisfied, <c>w</c> withdraws. The platform: <c>D</c> decides, <c>F</c> forwards, <c>P</c> pays first.
/// Time passes: <c>1</c> to the reminder, <c>2</c> to the platform, <c>3</c> to the offer, <c>4</c> to the closure.
/// Duties: <c>R</c> the reminder, <c>K</c> the platform takes over, <c>O</c> the case file is offered, <c>S</c> the reminder to settle, <c>C</c> the closure by time.
/// </remarks>
internal static class Walks
{
    public static readonly IReadOnlyList<(string Acts, string Duties)> All =
    [
        ("", "RKOC"),
        ("a", "C"),
        ("r", "C"),
        ("P", "S"),
        ("c", ""),
        ("w", ""),
        ("e", "OC"),
        ("1a", "RC"),
        ("1r", "RC"),
        ("1P", "RS"),
        ("1c", "R"),
        ("1w", "R"),
        ("1e", "ROC"),
        ("ae", "OC"),
        ("ar", "C"),
        ("aP", "S"),
        ("ac", ""),
        ("aw", ""),
        ("12D", "RKC"),
        ("12P", "RKS"),
        ("12c", "RK"),
        ("12w", "RK"),
        ("12Pt", "RKC"),
        ("12Pr", "RKC"),
        ("12Pc", "RK"),
        ("12Pw", "RK"),
        ("DPe", "OC"),
        ("re", "OC"),
        ("aeDe", "OC"),
        ("rw", ""),
        ("123D", "RKOC"),
        ("123P", "RKOS"),
        ("123c", "RKO"),
        ("123w", "RKO"),
        ("a4e", "COC"),
        ("aeD4e", "COC"),
        ("n", "RKOC"),
        ("j", "C"),
        ("aeF", "OC"),
        ("aea", "OC"),
    ];
}
